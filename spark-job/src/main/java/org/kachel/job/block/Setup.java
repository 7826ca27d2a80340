package org.kachel.job.block;

import java.io.Serializable;
import java.util.Map;
import net.imglib2.Interval;
import org.kachel.block.BlockGrid;
import org.kachel.block.io.VolumeAddress;
import org.kachel.job.ledger.BadChunkRecords;
import org.kachel.job.plan.Sink;

/**
 * What every task of a phase needs to know: all of it small, none of it open.
 *
 * @param device the user's choice of device
 * @param grid the blocks; block programs speak of nodes by their ids in the graph
 * @param sources where the volumes lie that a program may load, by node
 * @param unfinished volumes of this run that a program may load, by node, which no metadata tells of yet
 * @param badChunks what becomes of damaged chunks of the input
 * @param scalars results of reductions and of functions of them, by node
 */
public record Setup(
        String device,
        BlockGrid grid,
        Map<Integer, VolumeAddress> sources,
        Map<Integer, Sink> unfinished,
        BadChunkRecords badChunks,
        Map<Integer, double[]> scalars)
        implements Serializable {
    Interval volume() {
        return grid.volume();
    }
}
