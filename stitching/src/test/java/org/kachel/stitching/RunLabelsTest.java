package org.kachel.stitching;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import net.imglib2.FinalInterval;
import net.imglib2.Interval;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.kachel.block.VoxelType;
import org.kachel.block.Voxels;

class RunLabelsTest {
    private static final Interval VOLUME = new FinalInterval(1000, 2000, 3000);

    @Test
    void runsShowEveryLabelledVoxelOnceInRasterOrder() {
        for (int seed = 0; seed < 100; seed++) {
            Voxels labels = labels(new Random(seed));
            RunLabels runs = Oracle.roundTrip(RunLabels.of(labels, VOLUME));
            Voxels seen = Voxels.zeros(VoxelType.UINT32, labels.interval());
            int[] last = {-1};
            runs.forEach((x, y, z, length, part) -> {
                int at = labels.index(x, y, z);
                assertThat(at).isGreaterThan(last[0]);
                assertThat(x + length - 1).isLessThanOrEqualTo(labels.interval().max(0));
                for (int i = 0; i < length; i++) seen.setInteger(at + i, part);
                last[0] = at + length - 1;
            });
            assertThat(Oracle.integers(seen)).as("seed %d", seed).isEqualTo(Oracle.integers(labels));
        }
    }

    @Test
    void keysAreTheLinearIndicesOfFirstVoxels() {
        for (int seed = 0; seed < 50; seed++) {
            Voxels labels = labels(new Random(seed));
            RunLabels runs = RunLabels.of(labels, VOLUME);
            long[] values = Oracle.integers(labels);
            int parts = (int) Arrays.stream(values).max().orElse(0);
            assertThat(runs.parts()).isEqualTo(parts);
            for (int p = 1; p <= parts; p++) {
                int i = 0;
                while (values[i] != p) i++;
                long x = labels.interval().min(0) + i % labels.sizeX();
                long y = labels.interval().min(1) + i / labels.sizeX() % labels.sizeY();
                long z = labels.interval().min(2) + i / labels.sizeX() / labels.sizeY();
                assertThat(runs.keys()[p - 1]).as("seed %d", seed).isEqualTo((z * 2000 + y) * 1000 + x);
            }
        }
    }

    @Test
    void xMajorKeysAreTheSmallestOfAllVoxels() {
        for (int seed = 0; seed < 50; seed++) {
            Voxels labels = labels(new Random(seed));
            RunLabels runs = RunLabels.of(labels, VOLUME);
            long[] values = Oracle.integers(labels);
            long[] smallest = new long[runs.parts()];
            Arrays.fill(smallest, Long.MAX_VALUE);
            for (int i = 0; i < values.length; i++) {
                if (values[i] == 0) continue;
                long x = labels.interval().min(0) + i % labels.sizeX();
                long y = labels.interval().min(1) + i / labels.sizeX() % labels.sizeY();
                long z = labels.interval().min(2) + i / labels.sizeX() / labels.sizeY();
                int part = (int) values[i] - 1;
                smallest[part] = Math.min(smallest[part], (x * 2000 + y) * 3000 + z);
            }
            assertThat(runs.keysXMajor()).as("seed %d", seed).isEqualTo(smallest);
        }
    }

    @Test
    void paintingFillsDirectAndHeapBuffersOfBothWidths() {
        Voxels labels = labels(new Random(3));
        RunLabels runs = RunLabels.of(labels, VOLUME);
        long[] ids = new Random(4).longs(runs.parts(), 0, 1L << 32).toArray();
        ids[0] = 0;
        long[] expected = Arrays.stream(Oracle.integers(labels))
                .map(l -> l == 0 ? 0 : ids[(int) l - 1])
                .toArray();
        for (VoxelType type : new VoxelType[] {VoxelType.UINT32, VoxelType.UINT64}) {
            int bytes = (int) Voxels.byteCount(type, labels.interval());
            Voxels direct = new Voxels(type, labels.interval(), ByteBuffer.allocateDirect(bytes));
            for (int i = 0; i < direct.count(); i++) direct.setInteger(i, -1);
            runs.paint(ids, direct);
            assertThat(Oracle.integers(direct)).isEqualTo(expected);
        }
    }

    @Test
    void idsThatDoNotFitAreRefused() {
        Voxels labels = Voxels.zeros(VoxelType.UINT32, new FinalInterval(2, 1, 1));
        labels.setInteger(1, 1);
        RunLabels runs = RunLabels.of(labels, VOLUME);
        assertThatThrownBy(() -> runs.paint(new long[] {1L << 32}, labels)).hasMessageContaining("4294967296");
        assertThatThrownBy(() -> runs.paint(new long[] {1, 2}, labels)).hasMessageContaining("2 new ids for 1 parts");
        assertThatThrownBy(() -> runs.paint(new long[] {1}, Voxels.zeros(VoxelType.FLOAT32, labels.interval())))
                .hasMessageContaining("float32");
    }

    @Test
    void anotherNumberingIsRefused() {
        Voxels labels = Voxels.zeros(VoxelType.UINT32, new FinalInterval(3, 1, 1));
        labels.setInteger(1, 2);
        assertThatThrownBy(() -> RunLabels.of(labels, VOLUME)).hasMessageContaining("label 2 follows");
        labels.setInteger(1, 0xffffffffL);
        assertThatThrownBy(() -> RunLabels.of(labels, VOLUME)).hasMessageContaining("4294967295");
        assertThatThrownBy(() -> RunLabels.of(labels, new FinalInterval(2, 1, 1)))
                .hasMessageContaining("outside");
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"FLOAT32", "FLOAT64"})
    void distinctTakesAnyLabelsAndGivesThemBack(VoxelType type) {
        for (int seed = 0; seed < 30; seed++) {
            Random random = new Random(seed);
            Voxels mask = sparse(random, 1 + random.nextInt(5000), 1 + random.nextInt(5), 1 + random.nextInt(4));
            Voxels image = Voxels.zeros(type, mask.interval());
            long factor = random.nextLong() | 1;
            for (int i = 0; i < image.count(); i++) image.setInteger(i, mask.integer(i) * factor);
            RunLabels runs = RunLabels.distinct(image, image.interval());
            long[] values = Arrays.stream(Oracle.integers(image))
                    .filter(v -> v != 0)
                    .distinct()
                    .toArray();
            assertThat(runs.values(image).bits()).as("seed %d", seed).isEqualTo(values);
            assertThat(Oracle.roundTrip(runs).keys()).isEqualTo(runs.keys());
            Voxels out = Voxels.zeros(VoxelType.UINT64, image.interval());
            runs.paint(values, out);
            assertThat(Oracle.integers(out)).as("seed %d", seed).isEqualTo(Oracle.integers(image));
        }
    }

    @Test
    void manyPartsAndLongGapsSurvivePacking() {
        Voxels labels = Voxels.zeros(VoxelType.UINT32, new FinalInterval(1, 1, 1_000_000));
        for (int i = 0; i < 300_000; i++) labels.setInteger(i, i + 1);
        for (int i = 300_000; i < 600_000; i += 7) labels.setInteger(i, 1 + (i * 7919L) % 300_000);
        labels.setInteger(999_999, 300_001);
        RunLabels runs = RunLabels.of(labels, new FinalInterval(1, 1, 1_000_000));
        long[] ids = new long[runs.parts()];
        Arrays.setAll(ids, i -> i + 1L);
        Voxels out = Voxels.zeros(VoxelType.UINT32, labels.interval());
        runs.paint(ids, out);
        assertThat(Oracle.integers(out)).isEqualTo(Oracle.integers(labels));
    }

    @Test
    void rowsOfAnyWidthComeBackInBothWidths() {
        for (int seed = 0; seed < 40; seed++) {
            Random random = new Random(seed);
            Voxels labels = sparse(random, 1 + random.nextInt(9000), 1 + random.nextInt(4), 1 + random.nextInt(3));
            RunLabels runs = RunLabels.of(labels, labels.interval());
            long[] ids = random.longs(runs.parts(), 0, 1L << 32).toArray();
            long[] expected = Arrays.stream(Oracle.integers(labels))
                    .map(l -> l == 0 ? 0 : ids[(int) l - 1])
                    .toArray();
            for (VoxelType type : new VoxelType[] {VoxelType.UINT32, VoxelType.UINT64}) {
                Voxels out = Voxels.zeros(type, labels.interval());
                for (int i = 0; i < out.count(); i++) out.setInteger(i, -1);
                runs.paint(ids, out);
                assertThat(Oracle.integers(out)).as("seed %d, %s", seed, type).isEqualTo(expected);
            }
        }
    }

    /** Runs of any length with long and short gaps, numbered in raster order. */
    private static Voxels sparse(Random random, long... size) {
        Voxels labels = Voxels.zeros(VoxelType.UINT32, new FinalInterval(size));
        int parts = 0;
        for (int i = random.nextInt(3); i < labels.count(); i += random.nextInt(2 << random.nextInt(14))) {
            int label = 1 + random.nextInt(parts + 1);
            parts = Math.max(parts, label);
            for (int end = i + 1 + random.nextInt(1 << random.nextInt(13)); i < Math.min(end, labels.count()); i++)
                labels.setInteger(i, label);
        }
        return labels;
    }

    private static Voxels labels(Random random) {
        double density = random.nextDouble();
        Voxels image = Oracle.random(
                random,
                VoxelType.UINT8,
                density,
                2,
                1 + random.nextInt(40),
                1 + random.nextInt(5),
                1 + random.nextInt(5));
        Voxels labels = Oracle.label(image, 1 + random.nextInt(3), random.nextBoolean());
        Interval moved = FinalInterval.createMinSize(
                random.nextInt(900),
                random.nextInt(900),
                random.nextInt(900),
                labels.sizeX(),
                labels.sizeY(),
                labels.sizeZ());
        return new Voxels(VoxelType.UINT32, moved, labels.bytes());
    }
}
