package org.kachel.stitching;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.imglib2.util.Intervals;
import org.kachel.block.BlockGrid;
import org.kachel.block.Voxels;

/**
 * All the places where blocks of a grid touch, and what a block contributes to each.
 *
 * <p>1. {@link #pieces} gives a block's border planes (6 neighbours), lines (18) and corner voxels (26), each addressed to
 * the junction with one neighbour. 2. Bring the pieces with the same {@link JunctionId} together. 3. {@link Piece#pairs}
 * gives the keys of the parts that touch there.
 *
 * <p>*Shape*: {@code connectivity} is the number of axes on which two touching voxels may differ: 1 faces, 2 edges, 3 corners.
 */
public record Junctions(BlockGrid grid, int connectivity) implements Serializable {

    public Junctions {
        if (connectivity < 1 || connectivity > 3)
            throw new IllegalArgumentException(
                    "connectivity is 1 (faces), 2 (edges) or 3 (corners), not " + connectivity);
    }

    /** Whether {@code block} is first of the junction; empty if the neighbour lies outside the grid. */
    private Optional<JunctionId> towards(long block, int dx, int dy, int dz) {
        long[] at = grid.position(block);
        long x = at[0] + dx;
        long y = at[1] + dy;
        long z = at[2] + dz;
        if (x < 0 || y < 0 || z < 0 || x >= grid.along(0) || y >= grid.along(1) || z >= grid.along(2))
            return Optional.empty();
        return Optional.of(
                JunctionId.forward(dx, dy, dz)
                        ? new JunctionId(block, dx, dy, dz)
                        : new JunctionId(grid.index(x, y, z), -dx, -dy, -dz));
    }

    /** The junctions that {@code block} takes part in, as first or second block: up to 6, 18 or 26. */
    public List<JunctionId> of(long block) {
        List<JunctionId> junctions = new ArrayList<>();
        for (int dz = -1; dz <= 1; dz++)
            for (int dy = -1; dy <= 1; dy++)
                for (int dx = -1; dx <= 1; dx++) {
                    int axes = Math.abs(dx) + Math.abs(dy) + Math.abs(dz);
                    if (axes > 0 && axes <= connectivity)
                        towards(block, dx, dy, dz).ifPresent(junctions::add);
                }
        return junctions;
    }

    /** The block on the far side of a junction's first. */
    public long second(JunctionId id) {
        long[] at = grid.position(id.first());
        return grid.index(at[0] + id.dx(), at[1] + id.dy(), at[2] + id.dz());
    }

    /** What {@code block} contributes to its junctions; those with background only are left out. */
    public List<Piece> pieces(long block, RunLabels labels) {
        return pieces(block, labels, (PartValues) null);
    }

    /** The same where only parts of equal value in {@code image} join; its interval contains the block. */
    public List<Piece> pieces(long block, RunLabels labels, Voxels image) {
        return pieces(block, labels, labels.values(image));
    }

    /** The same where only parts of equal value join. */
    public List<Piece> pieces(long block, RunLabels labels, PartValues values) {
        if (!Intervals.equals(grid.target(block), labels.interval()))
            throw new IllegalArgumentException("labels of %s are not those of block %d, %s"
                    .formatted(Intervals.toString(labels.interval()), block, Intervals.toString(grid.target(block))));
        List<PieceBuilder> builders = new ArrayList<>();
        for (JunctionId id : of(block)) builders.add(new PieceBuilder(id, id.first() != block, labels));
        PieceBuilder[] all = builders.toArray(PieceBuilder[]::new);
        if (all.length > 0) PieceBuilder.offerBorder(labels, values, all);
        List<Piece> pieces = new ArrayList<>();
        for (PieceBuilder builder : all) if (!builder.empty()) pieces.add(builder.build(labels.keys(), values));
        return pieces;
    }
}
