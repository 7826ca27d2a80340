package org.kachel.job.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import net.imglib2.FinalInterval;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.kachel.block.Size;
import org.kachel.block.VoxelType;
import org.kachel.block.Voxels;
import org.kachel.block.io.Spacing;
import org.kachel.job.LocalSpark;
import org.kachel.stitching.Column;
import org.kachel.stitching.ObjectTable;
import org.kachel.stitching.RunLabels;

/** What {@link ParquetFile} writes, Spark's own reader reads. */
@ExtendWith(LocalSpark.class)
class ParquetFileTest {
    @TempDir
    Path folder;

    @Test
    void sparkReadsEveryColumnOfEverySlice() throws IOException {
        ObjectTable first = objects(1, 2);
        ObjectTable second = objects(70_000, 1L << 40);
        TableColumns columns = new TableColumns(
                List.of(0), List.of(0), List.of("input"), new Size(4, 1, 2), new Spacing(0.5, 0.5, 2, "um"));
        Path file = folder.resolve("objects.parquet");
        ParquetFile.write(
                List.of(columns.of(first), columns.of(second)).iterator(), columns.of(ObjectTable.empty(1)), file);
        List<Row> rows = SparkSession.builder()
                .getOrCreate()
                .read()
                .parquet(file.toString())
                .orderBy("label")
                .collectAsList();
        assertThat(rows).extracting(row -> row.<Long>getAs("label")).containsExactly(1L, 2L, 70_000L, 1L << 40);
        for (int i = 0; i < rows.size(); i++)
            for (Column column : columns.of(i < 2 ? first : second))
                assertThat(rows.get(i).<Number>getAs(column.name()))
                        .as(column.name())
                        .isEqualTo(
                                column.isInteger()
                                        ? (Number) column.integers()[i % 2]
                                        : (Number) column.reals()[i % 2]);
    }

    private static ObjectTable objects(long... labels) {
        FinalInterval block = FinalInterval.createMinSize(0, 0, 0, 4, 1, 1);
        Voxels image = Voxels.zeros(VoxelType.UINT32, block), intensity = Voxels.zeros(VoxelType.UINT16, block);
        int[] values = {1, 1, 0, 2};
        for (int i = 0; i < values.length; i++) {
            image.bytes().putInt(4 * i, values[i]);
            intensity.bytes().putShort(2 * i, (short) (labels[0] % 1000 + 7 * i));
        }
        return ObjectTable.collect(RunLabels.of(image, block), List.of(intensity))
                .withSurface(new long[] {2, 1})
                .relabel(labels);
    }
}
