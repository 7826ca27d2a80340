package org.kachel.job.table;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.kachel.block.io.Spacing;
import org.kachel.job.plan.JobPlan;
import org.kachel.job.store.ResultFile;
import org.kachel.stitching.Column;

/** Writes tables, sorted by label: CSV, and Parquet as one file while it is small, else as a folder of files. */
public final class TableWriter {
    /** Rows up to which a Parquet table is one file. */
    private static final long ONE_FILE = 5_000_000;

    private static final String COMPLETE = "_SUCCESS";

    private TableWriter() {}

    /** @param readBack whether what was written is read back and compared */
    public static void write(TableSource source, boolean readBack) throws IOException {
        JobPlan.TablePlan plan = source.plan();
        Spacing spacing = source.spacing();
        NearestColumns nearest = nearest(plan, spacing);
        ObjectSlices slices =
                nearest == null ? source.slices() : source.slices().withNearest(nearest.n(), nearest.spacings());
        SurfaceObjects surface = source.surface();
        SliceColumns columns = columns(source, nearest);
        for (String file : plan.files()) write(slices, columns, slices.objects(), new ResultFile(file, readBack));
        if (plan.countMap() != null) {
            CountMap map = CountMap.of(
                    slices, source.objects().volume(), plan.countMap().tile(), spacing);
            for (String file : plan.countMap().files()) map.write(new ResultFile(file, readBack));
        }
        if (plan.neighbours() == null) return;
        for (String file : plan.neighbours().files()) writePairs(slices, spacing, new ResultFile(file, readBack));
        if (surface == null || plan.neighbours().surfaceFiles().isEmpty()) return;
        ObjectSlices outer = slices.only(surface);
        for (String file : plan.neighbours().surfaceFiles()) writePairs(outer, spacing, new ResultFile(file, readBack));
    }

    private static void writePairs(ObjectSlices slices, Spacing spacing, ResultFile file) throws IOException {
        if (file.endsWith(".vtk")) new MeshFile(spacing).writeVtk(slices, file);
        else if (file.endsWith(".graphml")) new MeshFile(spacing).writeGraphMl(slices, file);
        else write(slices, new ContactColumns(spacing), slices.contacts(), file);
    }

    /** Null where nobody asks. */
    private static NearestColumns nearest(JobPlan.TablePlan plan, Spacing spacing) {
        if (plan.neighbours() == null || plan.neighbours().nearest() == 0) return null;
        return NearestColumns.of(plan.neighbours().nearest(), spacing);
    }

    private static SliceColumns columns(TableSource source, NearestColumns nearest) {
        JobPlan.TablePlan plan = source.plan();
        Spacing spacing = source.spacing();
        ObjectTables objects = source.objects();
        TableColumns own =
                new TableColumns(objects.intensities(), plan.intensities(), plan.names(), objects.volume(), spacing);
        List<SliceColumns> all = new ArrayList<>();
        all.add(slice -> own.of(slice.objects()));
        if (plan.neighbours() != null) all.add(new NeighbourColumns(spacing));
        if (nearest != null) all.add(nearest);
        if (source.surface() != null) all.add(source.surface());
        return slice -> all.stream().flatMap(c -> c.of(slice).stream()).toList();
    }

    private static void write(ObjectSlices slices, SliceColumns columns, long rows, ResultFile file)
            throws IOException {
        boolean csv = file.endsWith(".csv");
        if (csv || slices.onDriver() || rows <= ONE_FILE)
            write(csv, each(slices.iterator(), columns), columns.of(slices.none()), file);
        else file.writeFolder(folder -> writeParts(slices, columns, new ResultFile(folder, file.readBack())));
    }

    /** Writes one small table. */
    static void write(List<Column> columns, ResultFile file) throws IOException {
        write(file.endsWith(".csv"), List.of(columns).iterator(), columns, file);
    }

    private static void write(boolean csv, Iterator<List<Column>> slices, List<Column> none, ResultFile file)
            throws IOException {
        file.write(part -> {
            if (csv) writeCsv(slices, none, part);
            else ParquetFile.write(slices, none, part);
        });
    }

    private static Iterator<List<Column>> each(Iterator<ObjectSlice> slices, SliceColumns columns) {
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return slices.hasNext();
            }

            @Override
            public List<Column> next() {
                return columns.of(slices.next());
            }
        };
    }

    private static void writeCsv(Iterator<List<Column>> slices, List<Column> none, Path file) throws IOException {
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            out.write(header(none));
            out.newLine();
            while (slices.hasNext()) writeRows(slices.next(), out);
        }
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

    /** A folder of files in the order of labels, each written by a task of its own, and Spark's mark of a complete folder. */
    private static void writeParts(ObjectSlices slices, SliceColumns columns, ResultFile folder) throws IOException {
        ObjectSlice none = slices.none();
        String into = folder.place();
        boolean readBack = folder.readBack();
        slices.spread()
                .mapPartitionsWithIndex(
                        (part, some) -> {
                            String name = String.format(Locale.ROOT, "part-%05d.parquet", part);
                            ResultFile file = new ResultFile(into, readBack).resolve(name);
                            file.prepare();
                            write(false, each(some, columns), columns.of(none), file);
                            return Collections.emptyIterator();
                        },
                        true)
                .count();
        folder.resolve(COMPLETE).write(mark -> Files.write(mark, new byte[0]));
    }
}
