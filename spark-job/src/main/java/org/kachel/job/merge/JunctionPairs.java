package org.kachel.job.merge;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.kachel.block.BlockGrid;
import org.kachel.job.plan.DriverBudget;
import org.kachel.pipeline.Phase;
import org.kachel.stitching.JunctionId;
import org.kachel.stitching.Junctions;
import org.kachel.stitching.KeyRoots;
import org.kachel.stitching.KeyUnion;
import org.kachel.stitching.Piece;

/**
 * Which parts of neighbouring blocks touch.
 *
 * @param onDriver whether the driver looks at the borders itself, which come to it with the first pass; else tasks join
 *     them ({@link SuperBlockMerge})
 */
public record JunctionPairs(Junctions junctions, boolean onDriver) implements Serializable {
    /**
     * What the driver is told of a block with the first pass.
     *
     * @param keys of its parts
     * @param keysXMajor of its parts, where they are the seeds of a flood; else null
     * @param pieces its borders, where the driver joins them; else empty
     */
    public record Found(long[] keys, long[] keysXMajor, List<Piece> pieces) implements Serializable {}

    public static JunctionPairs of(BlockGrid grid, Phase.Label phase) {
        Junctions junctions =
                new Junctions(grid, phase.labeling().connectivity().axes());
        return new JunctionPairs(
                junctions, DriverBudget.holdsBorders(grid, phase.labeling().multiLabel()));
    }

    /** On the driver: joins what touches. */
    public KeyRoots join(Map<Long, Found> found) {
        KeyUnion union = new KeyUnion();
        pairs(found).forEach(union::add);
        return union.close();
    }

    private List<long[]> pairs(Map<Long, Found> found) {
        Map<JunctionId, List<Piece>> meeting = new HashMap<>();
        for (Found block : found.values())
            for (Piece piece : block.pieces())
                meeting.computeIfAbsent(piece.junction(), j -> new ArrayList<>(2))
                        .add(piece);
        return meeting.values().parallelStream()
                .map(pieces -> Piece.pairs(pieces, junctions.connectivity()))
                .toList();
    }
}
