package org.kachel.job.merge;

import java.io.Serializable;
import java.util.List;
import org.apache.spark.storage.StorageLevel;
import org.kachel.stitching.ObjectTable;
import org.kachel.stitching.Piece;
import org.kachel.stitching.RunLabels;

/**
 * What a task keeps of a block's labels until their final ids are known.
 *
 * @param runs the parts, numbered from 1 on this block
 * @param names what the final id of a part is decided by, in the order of parts: its key, or its id before
 * @param table statistics by part, or null where nothing is measured
 * @param pieces what the neighbours need to know; empty where the driver has them, or ids are global already
 * @param borders of the blocks of one super-block in this task, at the last of them; else null
 */
public record BlockParts(
        long block, RunLabels runs, long[] names, ObjectTable table, List<Piece> pieces, TaskBorders borders)
        implements Serializable {
    /** As objects while Spark's share of the heap lasts, then on disk. */
    public static final StorageLevel KEPT = StorageLevel.MEMORY_AND_DISK();

    public BlockParts(long block, RunLabels runs, long[] names, ObjectTable table, List<Piece> pieces) {
        this(block, runs, names, table, pieces, null);
    }

    public BlockNames blockNames() {
        return new BlockNames(block, names);
    }

    public BlockParts withoutPieces() {
        return new BlockParts(block, runs, names, table, List.of());
    }

    BlockParts with(TaskBorders joined) {
        return new BlockParts(block, runs, names, table, List.of(), joined);
    }
}
