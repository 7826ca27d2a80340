package org.kachel.job;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.kachel.stitching.Column;
import org.kachel.stitching.ObjectTable;

/** Writes tables of objects, sorted by label: CSV, and Parquet as one file while it is small, else as a folder of files. */
final class TableWriter {
    /** Rows up to which a Parquet table is one file. */
    private static final long ONE_FILE = 5_000_000;

    private TableWriter() {}

    static void write(Run run, SparkSession sql, int index) throws IOException {
        JobPlan.TablePlan plan = run.plan().tables().get(index);
        ObjectTables objects = run.table(index);
        TableColumns columns = new TableColumns(
                objects.intensities(),
                plan.intensities(),
                plan.names(),
                run.plan().spacing());
        for (String file : plan.files()) {
            if (file.endsWith(".csv")) writeCsv(objects, columns, Path.of(file));
            else writeParquet(sql, objects, columns, Path.of(file));
        }
    }

    private static void writeCsv(ObjectTables objects, TableColumns columns, Path file) throws IOException {
        Path partial = file.resolveSibling(file.getFileName() + ".partial");
        try (BufferedWriter out = Files.newBufferedWriter(partial)) {
            out.write(header(columns.of(none(objects))));
            out.newLine();
            Iterator<ObjectTable> slices = objects.iterator();
            while (slices.hasNext()) writeRows(columns.of(slices.next()), out);
        }
        Files.move(partial, file, StandardCopyOption.REPLACE_EXISTING);
    }

    private static String header(List<Column> columns) {
        return columns.stream().map(Column::name).collect(Collectors.joining(","));
    }

    private static void writeRows(List<Column> columns, BufferedWriter out) throws IOException {
        int rows = columns.get(0).integers().length;
        for (int row = 0; row < rows; row++) {
            for (int c = 0; c < columns.size(); c++) {
                if (c > 0) out.write(',');
                Column column = columns.get(c);
                out.write(
                        column.isInteger()
                                ? Long.toString(column.integers()[row])
                                : Double.toString(column.reals()[row]));
            }
            out.newLine();
        }
    }

    private static void writeParquet(SparkSession sql, ObjectTables objects, TableColumns columns, Path file)
            throws IOException {
        JavaRDD<Row> rows =
                objects.slices(sql).flatMap(table -> rows(columns.of(table)).iterator());
        Dataset<Row> frame = sql.createDataFrame(rows, schema(columns.of(none(objects))));
        boolean one = objects.count() <= ONE_FILE;
        Path partial = file.resolveSibling(file.getFileName() + ".partial");
        (one ? frame.coalesce(1) : frame)
                .write()
                .mode("overwrite")
                .parquet(partial.toUri().toString());
        if (!one) Files.move(partial, file);
        else moveOnlyPart(partial, file);
    }

    private static void moveOnlyPart(Path folder, Path file) throws IOException {
        List<Path> files;
        try (Stream<Path> list = Files.list(folder)) {
            files = list.toList();
        }
        for (Path each : files)
            if (each.getFileName().toString().startsWith("part-")) Files.move(each, file);
            else Files.delete(each);
        Files.delete(folder);
    }

    private static StructType schema(List<Column> columns) {
        StructType schema = new StructType();
        for (Column c : columns)
            schema = schema.add(c.name(), c.isInteger() ? DataTypes.LongType : DataTypes.DoubleType, false);
        return schema;
    }

    private static List<Row> rows(List<Column> columns) {
        int count = columns.get(0).integers().length;
        List<Row> rows = new ArrayList<>(count);
        for (int row = 0; row < count; row++) {
            Object[] values = new Object[columns.size()];
            for (int c = 0; c < values.length; c++)
                values[c] = columns.get(c).isInteger()
                        ? (Object) columns.get(c).integers()[row]
                        : (Object) columns.get(c).reals()[row];
            rows.add(RowFactory.create(values));
        }
        return rows;
    }

    /** A table without rows, for its columns. */
    private static ObjectTable none(ObjectTables objects) {
        return ObjectTable.empty(objects.intensities().size());
    }
}
