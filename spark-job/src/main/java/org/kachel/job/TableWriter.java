package org.kachel.job;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Collectors;
import org.kachel.stitching.Column;
import org.kachel.stitching.ObjectTable;

/** Writes tables of objects, sorted by label: CSV, and Parquet as one file while it is small, else as a folder of files. */
final class TableWriter {
    /** Rows up to which a Parquet table is one file. */
    private static final long ONE_FILE = 5_000_000;

    private TableWriter() {}

    static void write(Run run, int index) throws IOException {
        JobPlan.TablePlan plan = run.plan().tables().get(index);
        ObjectTables objects = run.table(index);
        TableColumns columns = new TableColumns(
                objects.intensities(),
                plan.intensities(),
                plan.names(),
                run.plan().spacing(plan.labels()));
        for (String file : plan.files()) {
            if (file.endsWith(".csv")) writeCsv(objects, columns, Path.of(file));
            else writeParquet(objects, columns, Path.of(file));
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

    private static void writeParquet(ObjectTables objects, TableColumns columns, Path file) throws IOException {
        Path partial = file.resolveSibling(file.getFileName() + ".partial");
        if (objects.onDriver() || objects.count() <= ONE_FILE)
            ParquetFile.write(objects.iterator(), none(objects), columns, partial);
        else writeParts(objects, columns, partial);
        Files.move(partial, file, StandardCopyOption.REPLACE_EXISTING);
    }

    /** A folder of files in the order of labels, each written by a task of its own. */
    private static void writeParts(ObjectTables objects, TableColumns columns, Path folder) throws IOException {
        Files.createDirectories(folder);
        ObjectTable none = none(objects);
        String into = folder.toString();
        objects.spread()
                .mapPartitionsWithIndex(
                        (part, slices) -> {
                            Path file = Path.of(into, String.format(Locale.ROOT, "part-%05d.parquet", part));
                            Path mine = Path.of(into, "." + file.getFileName() + "." + UUID.randomUUID());
                            ParquetFile.write(slices, none, columns, mine);
                            Files.move(mine, file, StandardCopyOption.ATOMIC_MOVE);
                            return Collections.emptyIterator();
                        },
                        true)
                .count();
    }

    /** A table without rows, for its columns. */
    private static ObjectTable none(ObjectTables objects) {
        return ObjectTable.empty(objects.intensities().size());
    }
}
