package org.kachel.stitching;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.imglib2.FinalInterval;
import net.imglib2.Interval;
import net.imglib2.util.Intervals;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.kachel.block.BlockGrid;
import org.kachel.block.Runs;
import org.kachel.block.VoxelType;
import org.kachel.block.Voxels;

class ObjectTableTest {

    @ParameterizedTest
    @EnumSource(VoxelType.class)
    void anyTilingAndAnyOrderGiveTheSameBits(VoxelType type) {
        for (int seed = 0; seed < 12; seed++) {
            Random random = new Random(seed);
            long[] size = {1 + random.nextInt(20), 1 + random.nextInt(9), 1 + random.nextInt(7)};
            Voxels labels = Oracle.random(random, VoxelType.UINT32, 0.7, 5, size);
            Voxels image = intensities(random, type, labels.interval());
            ObjectTable whole = collect(labels, image, labels.interval());
            BlockGrid grid = new BlockGrid(
                    size, new int[] {1 + random.nextInt(5), 1 + random.nextInt(5), 1 + random.nextInt(5)});
            List<ObjectTable> tables = new ArrayList<>();
            for (long b = 0; b < grid.count(); b++)
                tables.add(Oracle.roundTrip(collect(Oracle.crop(labels, grid.target(b)), image, grid.volume())));
            Collections.shuffle(tables, random);
            assertThat(ObjectTable.mergeAll(tables))
                    .as("%s, seed %d", type, seed)
                    .isEqualTo(whole);
            ObjectTable folded = tables.get(0);
            for (ObjectTable next : tables.subList(1, tables.size())) folded = ObjectTable.merge(folded, next);
            assertThat(folded).as("%s, seed %d", type, seed).isEqualTo(whole);
            assertThat(ObjectTable.mergeAll(whole.split(3))).isEqualTo(whole);
            assertThat(ObjectTable.merge(whole.range(4, 99), whole.range(0, 4))).isEqualTo(whole);
        }
    }

    @ParameterizedTest
    @EnumSource(VoxelType.class)
    void columnsEqualExactArithmetic(VoxelType type) {
        for (int seed = 100; seed < 110; seed++) {
            Random random = new Random(seed);
            Voxels labels = Oracle.random(random, VoxelType.UINT32, 0.8, 3, 1 + random.nextInt(600), 2, 3);
            Interval moved = FinalInterval.createMinSize(700, 60, 5, labels.sizeX(), 2, 3);
            labels = new Voxels(VoxelType.UINT32, moved, labels.bytes());
            Voxels image = intensities(random, type, moved);
            ObjectTable table = collect(labels, image, new FinalInterval(2000, 2000, 2000));
            for (int r = 0; r < table.rows(); r++) checkRow(table, r, labels, image, type + ", seed " + seed);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"UINT8", "INT8", "UINT16", "INT16"})
    void sumsInLongsEqualTheGeneralPath(VoxelType type) {
        for (int seed = 200; seed < 220; seed++) {
            Random random = new Random(seed);
            long[] size = {1 + random.nextInt(6000), 1 + random.nextInt(4), 1 + random.nextInt(4)};
            Voxels labels = Oracle.random(random, VoxelType.UINT32, random.nextDouble(), 1 + random.nextInt(3), size);
            if (random.nextBoolean()) for (int i = 0; i < labels.count(); i++) labels.setInteger(i, 1);
            Interval moved = FinalInterval.createMinSize(1_999_000_000, 7, (1 << 28), size[0], size[1], size[2]);
            RunLabels runs = RunLabels.distinct(
                    new Voxels(VoxelType.UINT32, moved, labels.bytes()),
                    new FinalInterval(2_000_000_000, 16, (1 << 28) + 9));
            Voxels image = intensities(random, type, Intervals.expand(moved, random.nextInt(3)));
            assertThat(LongSums.suit(runs, type)).isTrue();
            IntensityColumns general = new IntensityColumns(runs.parts(), false);
            new IntensityCollector(runs, image, general).collect();
            general.trim();
            assertThat(ObjectTable.collect(runs, List.of(image)).intensities[0])
                    .as("%s, seed %d", type, seed)
                    .isEqualTo(general);
        }
    }

    @Test
    void runsOfADeviceGiveThePartsAndTablesOfVoxels() {
        for (int seed = 300; seed < 330; seed++) {
            Random random = new Random(seed);
            long[] size = {1 + random.nextInt(400), 1 + random.nextInt(9), 1 + random.nextInt(9)};
            Voxels mask = Oracle.random(random, VoxelType.UINT8, random.nextDouble(), 2, size);
            Interval moved = FinalInterval.createMinSize(1000, 70, 5, size[0], size[1], size[2]);
            Voxels labels = new Voxels(
                    VoxelType.UINT32, moved, Oracle.label(mask, 1, true).bytes());
            Interval volume = new FinalInterval(2000, 2000, 2000);
            RunLabels expected = RunLabels.of(labels, volume);
            List<Voxels> images = new ArrayList<>();
            for (VoxelType type : VoxelType.values())
                images.add(intensities(random, type, Intervals.expand(moved, random.nextInt(3))));
            List<Voxels> summed = images.subList(0, 4);
            Runs runs = Oracle.runs(expected, moved, summed);
            RunLabels parts = RunLabels.of(runs, volume);
            assertThat(parts).as("seed %d", seed).usingRecursiveComparison().isEqualTo(expected);
            List<Measured> measured = new ArrayList<>(Measured.of(images));
            for (int k = 3; k >= 0; k--) measured.set(k, new Measured.OverRuns(runs, k));
            assertThat(ObjectTable.measure(parts, measured))
                    .as("seed %d", seed)
                    .isEqualTo(ObjectTable.collect(expected, images));
        }
    }

    @Test
    void runsOfAnotherBlockAreRefused() {
        Voxels labels = Voxels.zeros(VoxelType.UINT32, new FinalInterval(3, 2, 1));
        RunLabels parts = RunLabels.of(labels, labels.interval());
        Runs other = new Runs(new FinalInterval(2, 3, 1), 0, 1, ByteBuffer.allocate(0));
        assertThatThrownBy(() -> ObjectTable.measure(parts, List.of(new Measured.OverRuns(other, 0))))
                .hasMessageContaining("are not those of the block");
    }

    @Test
    void sumsThatALongMayNotHoldTakeTheGeneralPath() {
        Voxels labels = Voxels.zeros(VoxelType.UINT32, new FinalInterval(1 << 23, 1, 1));
        RunLabels runs = RunLabels.of(labels, labels.interval());
        assertThat(LongSums.suit(runs, VoxelType.UINT16)).isFalse();
        assertThat(LongSums.suit(runs, VoxelType.UINT8)).isTrue();
        assertThat(LongSums.suit(runs, VoxelType.UINT32)).isFalse();
        assertThat(LongSums.suit(runs, VoxelType.FLOAT32)).isFalse();
    }

    private static void checkRow(ObjectTable table, int row, Voxels labels, Voxels image, String what) {
        BigDecimal sum = BigDecimal.ZERO;
        BigDecimal squares = BigDecimal.ZERO;
        BigDecimal[] moments = {BigDecimal.ZERO, BigDecimal.ZERO, BigDecimal.ZERO};
        long[] coordinates = new long[3];
        long[] min = {9999, 9999, 9999};
        long[] max = new long[3];
        BigDecimal low = null;
        BigDecimal high = null;
        int n = 0;
        for (int i = 0; i < labels.count(); i++) {
            if (labels.integer(i) != table.label(row)) continue;
            n++;
            BigDecimal v =
                    image.type().floating() ? new BigDecimal(image.real(i)) : BigDecimal.valueOf(image.integer(i));
            sum = sum.add(v);
            squares = squares.add(v.multiply(v));
            low = low == null ? v : low.min(v);
            high = high == null ? v : high.max(v);
            long[] at = {
                700 + i % labels.sizeX(),
                60 + i / labels.sizeX() % labels.sizeY(),
                5 + i / labels.sizeX() / labels.sizeY()
            };
            for (int d = 0; d < 3; d++) {
                moments[d] = moments[d].add(v.multiply(BigDecimal.valueOf(at[d])));
                coordinates[d] += at[d];
                min[d] = Math.min(min[d], at[d]);
                max[d] = Math.max(max[d], at[d]);
            }
        }
        List<Column> columns = table.columns(List.of("i"));
        assertThat(value(columns, "voxel-count", row)).as(what).isEqualTo(n);
        assertThat(value(columns, "i-min", row)).as(what).isEqualTo(low.doubleValue());
        assertThat(value(columns, "i-max", row)).as(what).isEqualTo(high.doubleValue());
        assertThat(value(columns, "i-sum", row)).as(what).isEqualTo(sum.doubleValue() + 0.0);
        assertThat(value(columns, "i-mean", row)).as(what).isEqualTo(sum.doubleValue() / n + 0.0);
        for (int d = 0; d < 3; d++) {
            assertThat(value(columns, "bbox-min-" + "xyz".charAt(d), row)).isEqualTo(min[d]);
            assertThat(value(columns, "bbox-max-" + "xyz".charAt(d), row)).isEqualTo(max[d]);
            assertThat(value(columns, "centroid-" + "xyz".charAt(d), row)).isEqualTo((double) coordinates[d] / n);
            assertThat(value(columns, "i-mass-centre-" + "xyz".charAt(d), row))
                    .as(what)
                    .isEqualTo(moments[d].doubleValue() / sum.doubleValue());
        }
        BigDecimal count = BigDecimal.valueOf(n);
        BigDecimal variance = count.multiply(squares).subtract(sum.multiply(sum));
        double deviation = variance.sqrt(new MathContext(40))
                .divide(count, new MathContext(40))
                .doubleValue();
        assertThat(value(columns, "i-standard-deviation", row))
                .as(what)
                .isCloseTo(deviation, within(4 * Math.ulp(deviation)));
    }

    @Test
    void equalsRegionprops() throws IOException {
        Voxels mask = Oracle.golden("stardist-mask", 57, 61, 31);
        Voxels image = Oracle.golden("stardist-image", 57, 61, 31);
        String csv = new String(
                ObjectTableTest.class
                        .getResourceAsStream("stardist-regionprops.csv")
                        .readAllBytes(),
                StandardCharsets.UTF_8);
        String[] lines = csv.strip().split("\\R");
        BlockGrid grid = new BlockGrid(new long[] {57, 61, 31}, new int[] {20, 16, 31});
        List<ObjectTable> tables = new ArrayList<>();
        for (long b = 0; b < grid.count(); b++)
            tables.add(collect(Oracle.crop(mask, grid.target(b)), image, grid.volume()));
        List<Column> columns = ObjectTable.mergeAll(tables).columns(List.of("i"));
        String[] names = {
            "label", "voxel-count", "bbox-min-z", "bbox-min-y", "bbox-min-x", "bbox-max-z", "bbox-max-y", "bbox-max-x",
            "centroid-z", "centroid-y", "centroid-x", "i-mean", "i-min", "i-max", "i-mass-centre-z", "i-mass-centre-y",
            "i-mass-centre-x"
        };
        assertThat(columns.get(0).integers()).hasSize(lines.length - 1);
        for (int r = 0; r + 1 < lines.length; r++) {
            String[] golden = lines[r + 1].split(",");
            for (int c = 0; c < names.length; c++) {
                double expected = Double.parseDouble(golden[c]) - (names[c].startsWith("bbox-max") ? 1 : 0);
                assertThat(value(columns, names[c], r))
                        .as(names[c])
                        .isCloseTo(expected, within(1e-10 * Math.abs(expected)));
            }
        }
    }

    @Test
    void relabelMergesEqualIdsAndDropsZero() {
        Voxels labels = Voxels.zeros(VoxelType.UINT32, new FinalInterval(3, 1, 1));
        for (int i = 0; i < 3; i++) labels.setInteger(i, i + 1);
        ObjectTable parts = ObjectTable.collect(RunLabels.of(labels, labels.interval()), List.of());
        ObjectTable objects = parts.relabel(new long[] {1L << 40, 0, 1L << 40});
        assertThat(objects.labels()).containsExactly(1L << 40);
        assertThat(objects.voxelCount(0)).isEqualTo(2);
        assertThat(objects.centroid(0, 0)).isEqualTo(1);
        assertThat(objects.max(0, 0)).isEqualTo(2);
        assertThat(parts.relabel(new long[3]).rows()).isZero();
        assertThatThrownBy(() -> parts.relabel(new long[2])).hasMessageContaining("2 new ids for 3 rows");
    }

    @Test
    void nanAndInfinityRule() {
        Voxels labels = Voxels.zeros(VoxelType.UINT32, new FinalInterval(6, 1, 1));
        Voxels image = Voxels.zeros(VoxelType.FLOAT32, labels.interval());
        float[] values = {1, Float.NaN, 2, Float.POSITIVE_INFINITY, 3, 5};
        for (int i = 0; i < 6; i++) {
            labels.setInteger(i, 1 + i / 2);
            image.setReal(i, values[i]);
        }
        List<Column> columns = collect(labels, image, labels.interval()).columns(List.of("i"));
        for (String name : List.of("min", "max", "mean", "sum", "standard-deviation", "mass-centre-x"))
            assertThat(value(columns, "i-" + name, 0)).isNaN();
        assertThat(value(columns, "i-min", 1)).isEqualTo(2);
        assertThat(value(columns, "i-sum", 1)).isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(value(columns, "i-standard-deviation", 1)).isNaN();
        assertThat(value(columns, "i-standard-deviation", 2)).isEqualTo(1);
        assertThat(value(columns, "i-mass-centre-x", 2)).isEqualTo(37.0 / 8);
    }

    @Test
    void nearlyEqualValuesHaveAnExactDeviation() {
        Voxels labels = Voxels.zeros(VoxelType.UINT32, new FinalInterval(2, 1, 1));
        Voxels image = Voxels.zeros(VoxelType.FLOAT64, labels.interval());
        for (int i = 0; i < 2; i++) labels.setInteger(i, 1);
        image.setReal(0, 1e15);
        image.setReal(1, 1e15 + 1);
        assertThat(value(collect(labels, image, labels.interval()).columns(List.of("i")), "i-standard-deviation", 0))
                .isEqualTo(0.5);
    }

    @Test
    void coordinateSumsPast64BitsStayExact() {
        Voxels labels = Voxels.zeros(VoxelType.UINT32, FinalInterval.createMinSize(2_000_000_000, 0, 0, 1000, 1, 1));
        for (int i = 0; i < 1000; i++) labels.setInteger(i, 1);
        ObjectTable table =
                ObjectTable.collect(RunLabels.of(labels, new FinalInterval(2_000_001_000, 2, 2)), List.of());
        double centroid = table.centroid(0, 0);
        for (int i = 0; i < 30; i++) table = ObjectTable.merge(table, table);
        assertThat(table.voxelCount(0)).isEqualTo(1000L << 30);
        assertThat(table.centroid(0, 0)).isEqualTo(centroid);
    }

    @Test
    void hugeUnsignedIntensitiesAreRefusedWithTheirPlace() {
        Voxels labels = Voxels.zeros(VoxelType.UINT32, new FinalInterval(2, 1, 1));
        labels.setInteger(1, 1);
        Voxels image = Voxels.zeros(VoxelType.UINT64, labels.interval());
        image.setInteger(1, -1);
        assertThatThrownBy(() -> collect(labels, image, labels.interval()))
                .hasMessageContaining("18446744073709551615 at 1, 0, 0");
    }

    private static ObjectTable collect(Voxels labels, Voxels image, Interval volume) {
        RunLabels runs = RunLabels.distinct(labels, volume);
        return ObjectTable.collect(runs, List.of(image))
                .relabel(runs.values(labels).bits());
    }

    private static Voxels intensities(Random random, VoxelType type, Interval interval) {
        Voxels image = Voxels.zeros(type, interval);
        int span = 1 << random.nextInt(7);
        for (int i = 0; i < image.count(); i++)
            switch (type) {
                case FLOAT32 -> image.setReal(i, Math.scalb((float) random.nextGaussian(), random.nextInt(span)));
                case FLOAT64 -> image.setReal(i, Math.scalb(random.nextGaussian(), random.nextInt(8 * span)));
                case UINT64 -> image.setInteger(i, random.nextLong() >>> 1);
                default -> image.setInteger(i, random.nextLong());
            }
        if (type.floating() && random.nextInt(3) == 0) image.setReal(0, 0);
        return image;
    }

    private static double value(List<Column> columns, String name, int row) {
        return columns.stream()
                .filter(c -> c.name().equals(name))
                .findFirst()
                .orElseThrow()
                .value(row);
    }
}
