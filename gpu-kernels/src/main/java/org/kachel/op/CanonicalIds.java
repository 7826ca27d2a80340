package org.kachel.op;

import java.util.Arrays;
import org.kachel.block.Voxels;

/** {@link Numbering#CANONICAL} ids of an image that is a whole volume. */
public final class CanonicalIds {
    private CanonicalIds() {}

    /**
     * Puts ids in the place of parts.
     *
     * @param labels uint32, parts numbered 1, 2, … in the raster order of their first voxels
     */
    public static void number(Voxels labels) {
        int[] ids = new int[1024];
        int parts = 0;
        for (int i = 0; i < labels.count(); i++) {
            int part = (int) labels.integer(i);
            if (part > parts) {
                if (part == ids.length) ids = Arrays.copyOf(ids, 2 * ids.length);
                ids[part] = i + 1;
                parts = part;
            }
            labels.setInteger(i, ids[part]);
        }
    }
}
