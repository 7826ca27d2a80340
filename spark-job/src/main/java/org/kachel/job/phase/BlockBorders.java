package org.kachel.job.phase;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.kachel.op.Patch;

/**
 * What is kept of a block between two rounds: its neighbours' voxels around it and its own at its border, by direction.
 *
 * @param known what the neighbours told, null where they told nothing
 * @param told what it told them last, null where it told nothing
 * @param changed whether what is known changed since it told them
 * @param news directions in which it just told something new
 */
record BlockBorders(long block, Patch[] known, Patch[] told, boolean changed, int[] news) implements Serializable {
    /** A patch on its way to a neighbour, and the direction in which that sees it. */
    record Letter(long block, int direction, Patch patch) implements Serializable {}

    /** Before the first round. */
    static BlockBorders unknown(long block) {
        return new BlockBorders(
                block, new Patch[BlockNeighbours.DIRECTIONS], new Patch[BlockNeighbours.DIRECTIONS], true, new int[0]);
    }

    List<Patch> patches() {
        return Arrays.stream(known).filter(Objects::nonNull).toList();
    }

    /** After a round in which it had nothing to do. */
    BlockBorders quiet() {
        return new BlockBorders(block, known, told, false, new int[0]);
    }

    /** After a round in which it found {@code patches}, one for each of {@code directions}. */
    BlockBorders found(int[] directions, List<Patch> patches) {
        Patch[] now = told.clone();
        for (int i = 0; i < directions.length; i++) if (patches.get(i).tells()) now[directions[i]] = patches.get(i);
        int[] fresh = IntStream.of(directions)
                .filter(d -> now[d] != null && !now[d].same(told[d]))
                .toArray();
        return new BlockBorders(block, known, now, false, fresh);
    }

    /** What its news are for the neighbours. */
    List<Letter> letters(BlockNeighbours neighbours) {
        return IntStream.of(news)
                .mapToObj(d -> new Letter(neighbours.neighbour(block, d), BlockNeighbours.back(d), told[d]))
                .toList();
    }

    /** With what its neighbours just told. */
    BlockBorders with(List<Letter> letters) {
        if (letters.isEmpty()) return quiet();
        Patch[] now = known.clone();
        for (Letter letter : letters) now[letter.direction] = letter.patch;
        return new BlockBorders(block, now, told, true, new int[0]);
    }
}
