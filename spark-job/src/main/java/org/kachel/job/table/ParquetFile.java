package org.kachel.job.table;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Types;
import org.kachel.stitching.Column;

/** Writes columns as one Parquet file, zstd: int64 and double columns, none of them null. */
final class ParquetFile {
    private ParquetFile() {}

    /**
     * Replaces {@code file}, which is readable only when the last slice is in.
     *
     * @param none the columns without rows
     */
    static void write(Iterator<List<Column>> slices, List<Column> none, Path file) throws IOException {
        MessageType schema = schema(none);
        try (ParquetWriter<Group> writer = ExampleParquetWriter.builder(new LocalOutputFile(file))
                .withConf(new PlainParquetConfiguration())
                .withType(schema)
                .withWriteMode(ParquetFileWriter.Mode.OVERWRITE)
                .withCompressionCodec(CompressionCodecName.ZSTD)
                .build()) {
            while (slices.hasNext()) write(slices.next(), schema, writer);
        }
    }

    private static MessageType schema(List<Column> columns) {
        Types.MessageTypeBuilder schema = Types.buildMessage();
        for (Column c : columns)
            schema.required(c.isInteger() ? PrimitiveTypeName.INT64 : PrimitiveTypeName.DOUBLE)
                    .named(c.name());
        return schema.named("objects");
    }

    private static void write(List<Column> columns, MessageType schema, ParquetWriter<Group> writer)
            throws IOException {
        int rows = columns.get(0).integers().length;
        for (int row = 0; row < rows; row++) {
            Group group = new SimpleGroup(schema);
            for (int c = 0; c < columns.size(); c++) {
                Column column = columns.get(c);
                if (column.isInteger()) group.add(c, column.integers()[row]);
                else group.add(c, column.reals()[row]);
            }
            writer.write(group);
        }
    }
}
