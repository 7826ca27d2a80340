package org.kachel.stitching;

import java.io.Serializable;
import java.util.Arrays;
import net.imglib2.Interval;
import org.kachel.block.VoxelType;
import org.kachel.block.Voxels;

/**
 * A block of labels that carry final ids already, as runs of local parts and the id of each part.
 *
 * @param runs parts numbered from 1 in the order of their first voxel
 * @param ids the id of part p at p − 1, in no order
 */
public record IdentifiedRuns(RunLabels runs, long[] ids) implements Serializable {

    /** Numbers the ids of {@code labels} (any integer type, 0 is background) in the order in which they appear. */
    public static IdentifiedRuns of(Voxels labels, Interval volume) {
        Numbering numbering = new Numbering();
        Voxels local = Voxels.zeros(VoxelType.UINT32, labels.interval());
        long last = 0;
        int part = 0;
        for (int i = 0, n = labels.count(); i < n; i++) {
            long id = labels.integer(i);
            if (id == 0) continue;
            if (id != last || part == 0) {
                last = id;
                part = numbering.part(id);
            }
            local.bytes().putInt(4 * i, part);
        }
        return new IdentifiedRuns(RunLabels.of(local, volume), numbering.ids());
    }

    /** Ids to parts by open addressing, without boxing. */
    private static final class Numbering {
        private long[] ids = new long[16];
        private int[] slots = new int[64];
        private int count;

        int part(long id) {
            int mask = slots.length - 1;
            int at = (int) ((id * 0x9E3779B97F4A7C15L) >>> 33) & mask;
            while (slots[at] != 0) {
                if (ids[slots[at] - 1] == id) return slots[at];
                at = at + 1 & mask;
            }
            if (count == ids.length) return grow(id);
            ids[count++] = id;
            slots[at] = count;
            return count;
        }

        private int grow(long id) {
            long[] old = Arrays.copyOf(ids, count);
            ids = new long[2 * count];
            slots = new int[8 * count];
            count = 0;
            for (long each : old) part(each);
            return part(id);
        }

        long[] ids() {
            return Arrays.copyOf(ids, count);
        }
    }
}
