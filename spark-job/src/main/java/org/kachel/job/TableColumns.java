package org.kachel.job;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.kachel.block.io.Spacing;
import org.kachel.stitching.Column;
import org.kachel.stitching.ObjectTable;

/**
 * The columns of one table: those of its own images, out of all that were measured together, with underscores as data
 * frames like them, and centroids in physical units where the volume has them.
 *
 * @param measured nodes that were measured, in the object table's order
 * @param wanted nodes of this table
 * @param names what the user calls those
 */
record TableColumns(List<Integer> measured, List<Integer> wanted, List<String> names, Spacing spacing)
        implements Serializable {

    List<Column> of(ObjectTable table) {
        List<String> all = IntStream.range(0, measured.size())
                .mapToObj(i -> "image" + i + "#")
                .toList();
        List<Column> columns = new ArrayList<>();
        List<Column> found = table.columns(all);
        found.stream().filter(c -> !c.name().contains("#")).forEach(c -> columns.add(named(c, c.name())));
        addPhysical(found, columns);
        for (int w = 0; w < wanted.size(); w++) {
            String prefix = all.get(measured.indexOf(wanted.get(w)));
            String name = names.get(w);
            found.stream()
                    .filter(c -> c.name().startsWith(prefix))
                    .forEach(c -> columns.add(named(c, name + c.name().substring(prefix.length()))));
        }
        return columns;
    }

    private void addPhysical(List<Column> found, List<Column> columns) {
        if (spacing.unit().isEmpty()) return;
        double[] scale = {spacing.x(), spacing.y(), spacing.z()};
        for (int d = 0; d < 3; d++) {
            String name = "centroid-" + "xyz".charAt(d);
            Column voxels = found.stream()
                    .filter(c -> c.name().equals(name))
                    .findFirst()
                    .orElseThrow();
            double[] scaled = voxels.reals().clone();
            for (int i = 0; i < scaled.length; i++) scaled[i] *= scale[d];
            columns.add(named(Column.of(name, scaled), name + "-" + spacing.unit()));
        }
    }

    private static Column named(Column column, String name) {
        return new Column(name.replace('-', '_'), column.integers(), column.reals());
    }
}
