package org.kachel.job.table;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.Iterator;
import org.kachel.block.io.Spacing;
import org.kachel.job.store.ResultFile;
import org.kachel.stitching.Neighbours;
import org.kachel.stitching.ObjectTable;

/**
 * The mesh of touching neighbours, a point at each object's centroid and a line between each two that touch, in physical
 * units (voxels where the volume has none), for other programs to show: legacy VTK PolyData, and GraphML.
 *
 * <p>Slices pass through the driver one at a time; it keeps 8 bytes per object where labels have gaps, nothing else.
 */
record MeshFile(Spacing spacing) {
    private interface Body {
        void write(PrintWriter out);
    }

    private interface PairVisitor {
        void pair(long a, long b, Neighbours neighbours, int pair, double distance);
    }

    /** Points carry {@code label} and {@code touching_neighbours}, lines {@code contact_area} and {@code distance}. */
    void writeVtk(ObjectSlices slices, ResultFile file) throws IOException {
        long points = slices.objects();
        long lines = slices.contacts();
        PointIndex index = PointIndex.of(slices, points);
        write(file, out -> {
            out.print("# vtk DataFile Version 3.0\nNeighbours of objects, " + unit() + "\nASCII\nDATASET POLYDATA\n");
            out.print("POINTS " + points + " double\n");
            eachObject(
                    slices,
                    (objects, row, count) ->
                            out.print(x(0, objects, row) + " " + x(1, objects, row) + " " + x(2, objects, row) + "\n"));
            out.print("LINES " + lines + " " + 3 * lines + "\n");
            eachPair(slices, (a, b, n, p, d) -> out.print("2 " + index.of(a) + " " + index.of(b) + "\n"));
            out.print("POINT_DATA " + points + "\nSCALARS label long 1\nLOOKUP_TABLE default\n");
            eachObject(slices, (objects, row, count) -> out.print(objects.label(row) + "\n"));
            out.print("SCALARS touching_neighbours long 1\nLOOKUP_TABLE default\n");
            eachObject(slices, (objects, row, count) -> out.print(count + "\n"));
            out.print("CELL_DATA " + lines + "\nSCALARS contact_area double 1\nLOOKUP_TABLE default\n");
            eachPair(slices, (a, b, n, p, d) -> out.print(new Pairs(spacing).area(n, p) + "\n"));
            out.print("SCALARS distance double 1\nLOOKUP_TABLE default\n");
            eachPair(slices, (a, b, n, p, d) -> out.print(d + "\n"));
        });
    }

    /** Nodes carry {@code x}, {@code y}, {@code z}, edges {@code contact_area} and {@code distance}; ids are n and the label. */
    void writeGraphMl(ObjectSlices slices, ResultFile file) throws IOException {
        write(file, out -> {
            out.print("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                    + "<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\">\n");
            for (String key : new String[] {"x", "y", "z"}) key(out, "node", key);
            for (String key : new String[] {"contact_area", "distance"}) key(out, "edge", key);
            out.print("<graph edgedefault=\"undirected\">\n");
            eachObject(slices, (objects, row, count) -> {
                out.print("<node id=\"n" + objects.label(row) + "\">");
                for (int d = 0; d < 3; d++) data(out, "xyz".substring(d, d + 1), x(d, objects, row));
                out.print("</node>\n");
            });
            eachPair(slices, (a, b, n, p, d) -> {
                out.print("<edge source=\"n" + a + "\" target=\"n" + b + "\">");
                data(out, "contact_area", new Pairs(spacing).area(n, p));
                data(out, "distance", d);
                out.print("</edge>\n");
            });
            out.print("</graph>\n</graphml>\n");
        });
    }

    private static void key(PrintWriter out, String of, String name) {
        out.print("<key id=\"" + name + "\" for=\"" + of + "\" attr.name=\"" + name + "\" attr.type=\"double\"/>\n");
    }

    private static void data(PrintWriter out, String key, double value) {
        out.print("<data key=\"" + key + "\">" + value + "</data>");
    }

    private String unit() {
        return "in " + (spacing.unit().isEmpty() ? "voxels" : spacing.unit());
    }

    private double x(int axis, ObjectTable objects, int row) {
        return Pairs.centroid(spacing, axis, objects, row);
    }

    private static void write(ResultFile file, Body body) throws IOException {
        file.write(part -> {
            try (PrintWriter out = new PrintWriter(Files.newBufferedWriter(part))) {
                body.write(out);
                if (out.checkError()) throw new IOException("cannot write " + part);
            } catch (UncheckedIOException e) {
                throw e.getCause();
            }
        });
    }

    private interface ObjectVisitor {
        void object(ObjectTable objects, int row, int neighbours);
    }

    private static void eachObject(ObjectSlices slices, ObjectVisitor visitor) {
        for (Iterator<ObjectSlice> each = slices.iterator(); each.hasNext(); ) {
            ObjectSlice slice = each.next();
            Neighbours n = slice.neighbours();
            int to = 0;
            for (int row = 0; row < slice.objects().rows(); row++) {
                int from = to;
                while (to < n.rows() && n.label(to) == slice.objects().label(row)) to++;
                visitor.object(slice.objects(), row, to - from);
            }
        }
    }

    private void eachPair(ObjectSlices slices, PairVisitor visitor) {
        Pairs pairs = new Pairs(spacing);
        for (Iterator<ObjectSlice> each = slices.iterator(); each.hasNext(); ) {
            ObjectSlice slice = each.next();
            Neighbours n = slice.neighbours();
            int row = 0;
            for (int p = 0; p < n.rows(); p++) {
                row = Pairs.row(slice.objects(), row, n, p);
                if (n.label(p) < n.neighbour(p))
                    visitor.pair(n.label(p), n.neighbour(p), n, p, pairs.distance(slice.objects(), row, n, p));
            }
        }
    }

    /** The place of each label among all: one less than it where they have no gaps ({@code labels} is null). */
    private record PointIndex(long[] labels) {
        static PointIndex of(ObjectSlices slices, long points) {
            long largest = 0;
            for (Iterator<ObjectSlice> each = slices.iterator(); each.hasNext(); ) {
                ObjectTable objects = each.next().objects();
                if (objects.rows() > 0) largest = objects.label(objects.rows() - 1);
            }
            if (largest == points) return new PointIndex(null);
            long[] labels = new long[Math.toIntExact(points)];
            int at = 0;
            for (Iterator<ObjectSlice> each = slices.iterator(); each.hasNext(); ) {
                long[] some = each.next().objects().labels();
                System.arraycopy(some, 0, labels, at, some.length);
                at += some.length;
            }
            return new PointIndex(labels);
        }

        long of(long label) {
            return labels == null ? label - 1 : Arrays.binarySearch(labels, label);
        }
    }
}
