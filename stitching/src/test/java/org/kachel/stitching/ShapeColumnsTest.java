package org.kachel.stitching;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import net.imglib2.FinalInterval;
import net.imglib2.Interval;
import org.junit.jupiter.api.Test;
import org.kachel.block.BlockGrid;
import org.kachel.block.VoxelType;
import org.kachel.block.Voxels;

/** Shapes of objects against skimage's, from blocks. */
class ShapeColumnsTest {
    @Test
    void equalsRegionpropsIn3d() throws IOException {
        Voxels mask = Oracle.golden("stardist-mask", 57, 61, 31);
        String[] names = {
            "label",
            "touches-border",
            "surface-voxels",
            "extent",
            "axis-major-length",
            "axis-middle-length",
            "axis-minor-length",
            "axis-major-x",
            "axis-major-y",
            "axis-major-z"
        };
        compare(mask, "shapes-3d.csv", names);
    }

    @Test
    void equalsRegionpropsIn2d() throws IOException {
        Voxels mask = Oracle.golden("stardist-mask", 57, 61, 31);
        Voxels plane = Oracle.crop(mask, FinalInterval.createMinSize(0, 0, 15, 57, 61, 1));
        String[] names = {
            "label",
            "touches-border",
            "surface-voxels",
            "extent",
            "axis-major-length",
            "axis-minor-length",
            "orientation"
        };
        compare(new Voxels(plane.type(), new FinalInterval(57, 61, 1), plane.bytes()), "shapes-2d.csv", names);
    }

    private static void compare(Voxels mask, String golden, String[] names) throws IOException {
        List<Column> columns = table(mask, new int[] {20, 16, 7}).columns(List.of(), mask.interval());
        String csv =
                new String(ShapeColumnsTest.class.getResourceAsStream(golden).readAllBytes(), StandardCharsets.UTF_8);
        String[] lines = csv.strip().split("\\R");
        assertThat(columns.get(0).integers()).hasSize(lines.length);
        for (int row = 0; row < lines.length; row++) {
            String[] expected = lines[row].split(",");
            for (int c = 0; c < names.length; c++)
                assertThat(value(columns, names[c], row))
                        .as("%s of object %s", names[c], expected[0])
                        .isCloseTo(Double.parseDouble(expected[c]), within(1e-8));
        }
    }

    @Test
    void aVoxelALineAndABox() {
        Voxels labels = Voxels.zeros(VoxelType.UINT8, new FinalInterval(9, 9, 9));
        labels.setInteger(labels.index(4, 4, 4), 1);
        for (int i = 0; i < 5; i++) labels.setInteger(labels.index(1 + i, 1 + i, 1 + i == 4 ? 5 : 1 + i), 2);
        for (int i = 0; i < 4; i++) labels.setInteger(labels.index(8, 2 + i, 0), 3);
        List<Column> columns = table(labels, new int[] {2, 3, 4}).columns(List.of(), labels.interval());
        assertThat(value(columns, "axis-major-length", 0)).isZero();
        assertThat(value(columns, "elongation", 0)).isNaN();
        assertThat(value(columns, "touches-border", 0)).isZero();
        assertThat(value(columns, "touches-border", 2)).isEqualTo(1);
        assertThat(value(columns, "elongation", 2)).isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(value(columns, "axis-major-y", 2)).isEqualTo(1);
        assertThat(value(columns, "axis-major-length", 2)).isEqualTo(Math.sqrt(20 * 1.25));
        assertThat(value(columns, "extent", 2)).isEqualTo(1);
        assertThat(value(columns, "surface-voxels", 2)).isEqualTo(4);
    }

    /** Far from the origin, where squares pass 2⁶², and in blocks as long as a volume may be. */
    @Test
    void momentsStayExactFarAway() {
        int[] lengths = {5, 5, 5, 1 << 21};
        for (int length : lengths) {
            long x = length == 5 ? 2_000_000_000L : 2_000_000_000L - length;
            Interval block = FinalInterval.createMinSize(x, 1_400_000_000L, 2, length, 1, 1);
            Voxels labels = Voxels.zeros(VoxelType.UINT8, block);
            for (int i = 0; i < length; i++) labels.setInteger(i, 1);
            RunLabels runs = RunLabels.distinct(labels, new FinalInterval(2_000_000_005L, 1_400_000_001L, 3));
            ObjectTable table = ObjectTable.collect(runs, List.of());
            double variance = ((double) length * length - 1) / 12;
            assertThat(value(table.columns(List.of(), new FinalInterval(3, 3, 3)), "axis-major-length", 0))
                    .isEqualTo(Math.sqrt(20 * variance), within(1e-9 * length));
        }
    }

    private static ObjectTable table(Voxels labels, int[] block) {
        BlockGrid grid = new BlockGrid(labels.interval().dimensionsAsLongArray(), block);
        List<ObjectTable> tables = new ArrayList<>();
        for (long b = 0; b < grid.count(); b++) {
            RunLabels runs = RunLabels.distinct(Oracle.crop(labels, grid.target(b)), grid.volume());
            PartValues values = runs.values(labels);
            tables.add(ObjectTable.collect(runs, List.of())
                    .withSurface(Surface.count(runs, Surface.Shell.of(labels, runs), values))
                    .relabel(values.bits()));
        }
        return ObjectTable.mergeAll(tables);
    }

    private static double value(List<Column> columns, String name, int row) {
        return columns.stream()
                .filter(c -> c.name().equals(name))
                .findFirst()
                .orElseThrow()
                .value(row);
    }
}
