package org.kachel.stitching;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import net.imglib2.FinalInterval;
import net.imglib2.Interval;
import net.imglib2.util.Intervals;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.kachel.block.BlockGrid;
import org.kachel.block.VoxelType;
import org.kachel.block.Voxels;

class ContactsTest {
    @ParameterizedTest
    @EnumSource(
            value = VoxelType.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"FLOAT32", "FLOAT64"})
    void anyTilingCountsEachFaceOnce(VoxelType type) throws IOException, ClassNotFoundException {
        for (int seed = 0; seed < 20; seed++) {
            Random random = new Random(seed);
            long[] size = {1 + random.nextInt(17), 1 + random.nextInt(9), 1 + random.nextInt(7)};
            Voxels labels = Oracle.random(random, type, 0.8, 6, size);
            Contacts whole = Contacts.collect(labels, labels.interval());
            assertThat(rows(whole)).as("%s, seed %d", type, seed).isEqualTo(bruteForce(labels));
            assertThat(blockwise(labels, random)).as("%s, seed %d", type, seed).isEqualTo(whole);
        }
    }

    private static Contacts blockwise(Voxels labels, Random random) throws IOException, ClassNotFoundException {
        BlockGrid grid = new BlockGrid(
                labels.interval().dimensionsAsLongArray(),
                new int[] {1 + random.nextInt(5), 1 + random.nextInt(5), 1 + random.nextInt(5)});
        List<Contacts> parts = new ArrayList<>();
        for (long b = 0; b < grid.count(); b++) {
            Interval target = grid.target(b);
            parts.add(Oracle.roundTrip(Contacts.collect(Oracle.crop(labels, withNext(target, labels)), target)));
        }
        Collections.shuffle(parts, random);
        return Contacts.mergeAll(parts);
    }

    private static Interval withNext(Interval target, Voxels labels) {
        long[] max = target.maxAsLongArray();
        for (int d = 0; d < 3; d++)
            max[d] = Math.min(max[d] + 1, labels.interval().max(d));
        return new FinalInterval(target.minAsLongArray(), max);
    }

    private static Map<List<Long>, List<Long>> rows(Contacts contacts) {
        Map<List<Long>, List<Long>> rows = new TreeMap<>((a, b) -> a.toString().compareTo(b.toString()));
        for (int i = 0; i < contacts.rows(); i++)
            rows.put(
                    List.of(contacts.first(i), contacts.second(i)),
                    List.of(contacts.faces(0, i), contacts.faces(1, i), contacts.faces(2, i)));
        return rows;
    }

    private static Map<List<Long>, List<Long>> bruteForce(Voxels labels) {
        Map<List<Long>, List<Long>> rows = new TreeMap<>((a, b) -> a.toString().compareTo(b.toString()));
        Interval volume = labels.interval();
        for (long z = 0; z <= volume.max(2); z++)
            for (long y = 0; y <= volume.max(1); y++)
                for (long x = 0; x <= volume.max(0); x++)
                    for (int d = 0; d < 3; d++) {
                        long[] next = {x, y, z};
                        if (++next[d] > volume.max(d)) continue;
                        long a = labels.integer(labels.index(x, y, z));
                        long b = labels.integer(labels.index(next[0], next[1], next[2]));
                        if (a == 0 || b == 0 || a == b) continue;
                        List<Long> key = List.of(Math.min(a, b), Math.max(a, b));
                        List<Long> faces = new ArrayList<>(rows.getOrDefault(key, List.of(0L, 0L, 0L)));
                        faces.set(d, faces.get(d) + 1);
                        rows.put(key, faces);
                    }
        return rows;
    }

    @Test
    void manyPairsAreSortedAndMirrored() {
        Random random = new Random(3);
        Voxels labels = Voxels.zeros(VoxelType.UINT64, new FinalInterval(40, 30, 5));
        for (int i = 0; i < labels.count(); i++) labels.setInteger(i, random.nextLong() >>> 1 + random.nextInt(60));
        Contacts contacts = Contacts.collect(labels, labels.interval());
        Contacts both = contacts.mirrored();
        assertThat(both.rows()).isEqualTo(2 * contacts.rows());
        for (int i = 1; i < both.rows(); i++)
            assertThat(both.first(i) > both.first(i - 1)
                            || both.first(i) == both.first(i - 1) && both.second(i) > both.second(i - 1))
                    .isTrue();
        assertThat(Contacts.mergeAll(List.of(both.range(0, 76), both.range(77, Long.MAX_VALUE))))
                .isEqualTo(both);
    }

    @Test
    void neighboursComeWithTheirCentroids() {
        Random random = new Random(8);
        Voxels labels = Oracle.random(random, VoxelType.UINT8, 0.9, 9, 12, 9, 5);
        RunLabels runs = RunLabels.distinct(labels, labels.interval());
        ObjectTable objects =
                ObjectTable.collect(runs, List.of()).relabel(runs.values(labels).bits());
        Contacts both = Contacts.collect(labels, labels.interval()).mirrored();
        Neighbours whole = Neighbours.of(both, objects);
        Neighbours joined = Neighbours.join(List.of(
                Neighbours.of(both.range(4, 9), objects.range(4, 10)),
                Neighbours.of(both.range(0, 3), objects.range(0, 4))));
        assertThat(whole.rows()).isEqualTo(both.rows());
        for (int i = 0; i < both.rows(); i++) {
            assertThat(whole.label(i)).isEqualTo(both.first(i)).isEqualTo(joined.label(i));
            assertThat(whole.neighbour(i)).isEqualTo(both.second(i)).isEqualTo(joined.neighbour(i));
            int row = Arrays.binarySearch(objects.labels(), whole.neighbour(i));
            for (int d = 0; d < 3; d++) {
                assertThat(whole.faces(d, i)).isEqualTo(both.faces(d, i)).isEqualTo(joined.faces(d, i));
                assertThat(whole.centroid(d, i))
                        .isEqualTo(objects.centroid(d, row))
                        .isEqualTo(joined.centroid(d, i));
            }
        }
        assertThatThrownBy(() -> Neighbours.of(both, objects.range(0, 4))).hasMessage("no object has the label 4");
    }

    @Test
    void negativeLabelsAreRefused() {
        Voxels labels = Voxels.zeros(VoxelType.INT16, Intervals.createMinSize(0, 0, 0, 3, 1, 1));
        labels.setInteger(1, -7);
        assertThatThrownBy(() -> Contacts.collect(labels, labels.interval())).hasMessage("a label is not negative: -7");
    }
}
