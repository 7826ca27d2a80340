package org.kachel.job.ledger;

import java.io.Serializable;
import java.util.List;
import net.imglib2.Interval;
import org.kachel.block.BlockGrid;
import org.kachel.block.io.Checksum;

/** What was written of a volume, by the blocks of its grid: 8 bytes a block. */
public final class WrittenSums implements Serializable {
    private final BlockGrid grid;
    private final long[] sums;

    /** Of what begins at the voxel x, y, z. */
    public record Sum(long x, long y, long z, long checksum) implements Serializable {
        public static Sum of(TaskNotes.Written written) {
            return new Sum(
                    written.interval().min(0),
                    written.interval().min(1),
                    written.interval().min(2),
                    written.checksum());
        }
    }

    public WrittenSums(BlockGrid grid, List<Sum> written) {
        this.grid = grid;
        this.sums = new long[Math.toIntExact(grid.count())];
        for (Sum each : written) {
            int block = (int) grid.indexOfVoxel(each.x, each.y, each.z);
            sums[block] = Checksum.of(sums[block], each.checksum);
        }
    }

    /** Tells the present voxels of {@code interval} from others. */
    public long of(Interval interval) {
        long[] first = position(interval.minAsLongArray());
        long[] last = position(interval.maxAsLongArray());
        long stamp = 0;
        for (long z = first[2]; z <= last[2]; z++)
            for (long y = first[1]; y <= last[1]; y++)
                for (long x = first[0]; x <= last[0]; x++) stamp = Checksum.of(stamp, sums[(int) grid.index(x, y, z)]);
        return stamp;
    }

    private long[] position(long[] voxel) {
        return grid.position(grid.indexOfVoxel(voxel[0], voxel[1], voxel[2]));
    }
}
