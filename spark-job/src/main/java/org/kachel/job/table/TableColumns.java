package org.kachel.job.table;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.kachel.block.Size;
import org.kachel.block.io.Spacing;
import org.kachel.stitching.Column;
import org.kachel.stitching.ObjectTable;

/**
 * The columns of one table: those of its own images, out of all that were measured together, with underscores as data
 * frames like them, and what has a length in physical units, too, where the volume has them.
 *
 * @param measured nodes that were measured, in the object table's order
 * @param wanted nodes of this table
 * @param names what the user calls those
 * @param volume that the labels fill
 */
record TableColumns(List<Integer> measured, List<Integer> wanted, List<String> names, Size volume, Spacing spacing)
        implements Serializable {

    List<Column> of(ObjectTable table) {
        List<String> all = IntStream.range(0, measured.size())
                .mapToObj(i -> "image" + i + "#")
                .toList();
        List<Column> columns = new ArrayList<>();
        List<Column> found = table.columns(all, volume.volume());
        found.stream().filter(c -> !c.name().contains("#")).forEach(c -> columns.add(named(c, c.name())));
        addPhysical(table, found, columns);
        for (int w = 0; w < wanted.size(); w++) {
            String prefix = all.get(measured.indexOf(wanted.get(w)));
            String name = names.get(w);
            found.stream()
                    .filter(c -> c.name().startsWith(prefix))
                    .forEach(c -> columns.add(named(c, name + c.name().substring(prefix.length()))));
            if (physical()) scale(found, prefix + "-mass-centre-", name + "-mass-centre-", columns);
        }
        return columns;
    }

    private boolean physical() {
        return !spacing.unit().isEmpty();
    }

    private double[] scale() {
        return new double[] {spacing.x(), spacing.y(), spacing.z()};
    }

    private void addPhysical(ObjectTable table, List<Column> found, List<Column> columns) {
        if (!physical()) return;
        scale(found, "centroid-", "centroid-", columns);
        boolean flat = volume.z() == 1;
        double voxel = spacing.x() * spacing.y() * (flat ? 1 : spacing.z());
        double[] sizes = new double[table.rows()];
        for (int row = 0; row < sizes.length; row++) sizes[row] = table.voxelCount(row) * voxel;
        columns.add(named(Column.of("", sizes), (flat ? "area-" : "volume-") + spacing.unit() + (flat ? "2" : "3")));
        for (Column length : table.axisLengths(volume.volume(), scale()))
            columns.add(named(length, length.name() + "-" + spacing.unit()));
    }

    /** The three columns whose names begin with {@code prefix}, in physical units. */
    private void scale(List<Column> found, String prefix, String name, List<Column> columns) {
        for (int d = 0; d < 3; d++) {
            char axis = "xyz".charAt(d);
            Column voxels = found.stream()
                    .filter(c -> c.name().equals(prefix + axis))
                    .findFirst()
                    .orElseThrow();
            double[] scaled = voxels.reals().clone();
            for (int i = 0; i < scaled.length; i++) scaled[i] *= scale()[d];
            columns.add(named(Column.of("", scaled), name + axis + "-" + spacing.unit()));
        }
    }

    private static Column named(Column column, String name) {
        return new Column(name.replace('-', '_'), column.integers(), column.reals());
    }
}
