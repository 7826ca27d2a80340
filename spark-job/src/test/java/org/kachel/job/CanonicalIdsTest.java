package org.kachel.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kachel.block.VoxelType;
import org.kachel.block.Voxels;
import org.kachel.block.io.VolumeAddress;
import org.kachel.job.plan.DriverBudget;
import org.kachel.job.spec.PipelineFile;

/** Ids that say where an object begins: what is far away does not move them, and all that knows objects knows them by these. */
@ExtendWith(LocalSpark.class)
class CanonicalIdsTest {
    private final long seed = Long.getLong("kachel.seed", System.nanoTime());
    private final Random random = new Random(seed);

    @TempDir
    Path folder;

    @AfterEach
    void usualBudget() {
        System.clearProperty(DriverBudget.PROPERTY);
    }

    private static void mergeInTasks(boolean inTasks) {
        if (inTasks) System.setProperty(DriverBudget.PROPERTY, "0");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void objectsThatNobodyTouchesKeepTheirIds(boolean inTasks) throws IOException {
        mergeInTasks(inTasks);
        int[] size = {30, 26, 18};
        boolean[] before = noise(size, 0.05);
        List<String> steps = List.of(
                "{name: parts, op: connected-components, of: input, connectivity: corners, ids: canonical}",
                "{name: ranks, op: connected-components, of: input, connectivity: corners}",
                "{name: cells, op: voronoi-labeling, of: input, ids: canonical}");
        List<String> names = List.of("parts", "ranks", "cells");
        run(before, size, steps, names);
        Voxels parts = read("parts"), ranks = read("ranks"), cells = read("cells");
        int gone = 0;
        while (parts.integer(gone) == 0) gone++;
        long removed = parts.integer(gone);
        boolean[] after = before.clone();
        for (int i = 0; i < after.length; i++) if (parts.integer(i) == removed) after[i] = false;
        // the first of all is gone, so that every rank moves, and there is one in the last corner
        int added = after.length - 1;
        after[added] = true;
        run(after, size, steps, names);
        Voxels now = read("parts"), ranksNow = read("ranks"), cellsNow = read("cells");
        int moved = 0, compared = 0;
        for (int i = 0; i < after.length; i++) {
            if (parts.integer(i) == 0 || parts.integer(i) == removed || now.integer(i) == now.integer(added)) continue;
            compared++;
            assertThat(now.integer(i)).as("seed %d, voxel %d", seed, i).isEqualTo(parts.integer(i));
            assertThat(cells.integer(i)).isEqualTo(parts.integer(i));
            assertThat(cellsNow.integer(i)).isEqualTo(parts.integer(i));
            if (ranksNow.integer(i) != ranks.integer(i)) moved++;
        }
        assertThat(compared).isGreaterThan(100);
        assertThat(moved).isEqualTo(compared);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void allElseIsAsWithConsecutiveIds(boolean inTasks) throws IOException {
        mergeInTasks(inTasks);
        int[] size = {31, 24, 15};
        List<String> steps = List.of(
                "{name: everywhere, op: greater-equal, of: input, value: 0}",
                "{name: ranks, op: connected-components, of: input}",
                "{name: places, op: connected-components, of: input, ids: canonical}",
                "{name: again, op: relabel-sequential, of: places}",
                "{name: large-ranks, op: filter-labels, of: ranks, size: [3, 1e9]}",
                "{name: large, op: filter-labels, of: places, size: [3, 1e9]}",
                "{name: kept, op: filter-labels, of: places, size: [3, 1e9], ids: kept}",
                "{name: inner, op: exclude-border-objects, of: kept, ids: kept}",
                "{name: inner-ranks, op: exclude-border-objects, of: kept}",
                "{name: map-ranks, op: label-map, of: ranks, property: extent}",
                "{name: map, op: label-map, of: places, property: extent}",
                "{name: grown, op: flood-labels, of: {labels: kept, mask: everywhere}}",
                "{name: edges, op: label-edges, of: kept}");
        List<String> names = List.of(
                "ranks",
                "places",
                "again",
                "large-ranks",
                "large",
                "kept",
                "inner",
                "inner-ranks",
                "map-ranks",
                "map",
                "grown",
                "edges");
        run(noise(size, 0.25), size, steps, names);
        Voxels ranks = read("ranks"), places = read("places"), kept = read("kept"), inner = read("inner");
        assertThat(read("again").bytes()).isEqualTo(ranks.bytes());
        assertThat(read("large").bytes()).isEqualTo(read("large-ranks").bytes());
        assertThat(read("map").bytes()).isEqualTo(read("map-ranks").bytes());
        Map<Long, Integer> first = new HashMap<>();
        Voxels large = read("large"), innerRanks = read("inner-ranks"), grown = read("grown"), edges = read("edges");
        for (int i = 0; i < ranks.count(); i++) {
            first.putIfAbsent(places.integer(i), i);
            long place = places.integer(i) == 0 ? 0 : first.get(places.integer(i)) + 1;
            assertThat(places.integer(i)).isEqualTo(place);
            assertThat(kept.integer(i)).isEqualTo(large.integer(i) == 0 ? 0 : place);
            assertThat(inner.integer(i)).isEqualTo(innerRanks.integer(i) == 0 ? 0 : place);
            if (kept.integer(i) != 0) assertThat(grown.integer(i)).isEqualTo(place);
            else assertThat(edges.integer(i)).isZero();
        }
        assertThat(Arrays.stream(values(kept)).distinct().count()).isGreaterThan(5);
    }

    /** More objects than one slice of a table has, and their neighbours. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void tablesListObjectsByTheirIds(boolean inTasks) throws IOException {
        mergeInTasks(inTasks);
        int[] size = {61, 60, 40};
        boolean[] checkers = new boolean[size[0] * size[1] * size[2]];
        for (int i = 0; i < checkers.length; i++)
            checkers[i] = (i % size[0] + i / size[0] % size[1] + i / size[0] / size[1]) % 2 == 0;
        String measure = "measure:\n";
        for (String of : List.of("ranks", "places"))
            measure += "  - {of: %1$s, table: %2$s, neighbours: {write: [%3$s], surface: rays}}\n"
                    .formatted(of, folder.resolve(of + ".csv"), folder.resolve(of + "-pairs.csv"));
        List<String> steps = List.of(
                "{name: ranks, op: connected-components, of: input}",
                "{name: places, op: connected-components, of: input, ids: canonical}");
        run(checkers, size, steps, List.of("ranks", "places"), measure);
        List<String> ranks = rows("ranks.csv"), places = rows("places.csv");
        assertThat(places).hasSameSizeAs(ranks).hasSizeGreaterThan(1 << 16);
        // each voxel is an object of its own
        long[] ids = IntStream.range(0, checkers.length)
                .filter(i -> checkers[i])
                .mapToLong(i -> i + 1)
                .toArray();
        assertThat(ids).hasSameSizeAs(ranks);
        for (int row = 0; row < ids.length; row++) {
            assertThat(ranks.get(row)).startsWith(row + 1 + ",");
            assertThat(places.get(row))
                    .isEqualTo(
                            ids[row] + ranks.get(row).substring(ranks.get(row).indexOf(',')));
        }
    }

    private boolean[] noise(int[] size, double density) {
        boolean[] image = new boolean[size[0] * size[1] * size[2]];
        for (int i = 0; i < image.length; i++) image[i] = random.nextDouble() < density;
        return image;
    }

    private void run(boolean[] image, int[] size, List<String> steps, List<String> written) throws IOException {
        run(image, size, steps, written, "");
    }

    private void run(boolean[] image, int[] size, List<String> steps, List<String> written, String more)
            throws IOException {
        Path in = folder.resolve("in.zarr");
        TestVolumes.write(
                in,
                VoxelType.UINT8,
                size,
                new int[] {8, 8, 8},
                (x, y, z) -> image[(z * size[1] + y) * size[0] + x] ? 1 : 0);
        int[] block = new int[3];
        for (int d = 0; d < 3; d++) block[d] = (size[d] + 3) / 4 + random.nextInt(size[d] / 2);
        String text =
                "input: {volume: %s}\nblock: %s\nsteps:\n  - %s\noutput: {volume: %s, format: n5, write: {%s}}\n%s"
                        .formatted(
                                in,
                                Arrays.toString(block),
                                String.join("\n  - ", steps),
                                folder.resolve("out.n5"),
                                written.stream().map(name -> name + ": " + name).collect(Collectors.joining(", ")),
                                more);
        Path file = Files.writeString(folder.resolve("pipeline.yaml"), text);
        Job.run(
                PipelineFile.read(file, List.of()),
                RunOptions.DEFAULT.withOverwrite(true).withThreads(2).withQuiet(true));
    }

    private Voxels read(String name) throws IOException {
        return TestVolumes.read(
                VolumeAddress.of(folder.resolve("out.n5").toString()).dataset(name));
    }

    private List<String> rows(String file) throws IOException {
        return Files.readAllLines(folder.resolve(file)).stream().skip(1).toList();
    }

    private static long[] values(Voxels labels) {
        long[] values = new long[labels.count()];
        for (int i = 0; i < values.length; i++) values[i] = labels.integer(i);
        return values;
    }
}
