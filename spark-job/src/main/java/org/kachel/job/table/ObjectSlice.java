package org.kachel.job.table;

import java.io.Serializable;
import org.kachel.stitching.Neighbours;
import org.kachel.stitching.ObjectTable;

/**
 * Objects of neighbouring labels and what is known of others around them.
 *
 * @param neighbours that touch; none where nobody asks for them
 * @param nearest mean distances of each row to the nearest objects, one array for each kind of distance that is asked for
 */
record ObjectSlice(ObjectTable objects, Neighbours neighbours, double[][] nearest) implements Serializable {
    private static final double[][] NOT_ASKED = {};

    static ObjectSlice of(ObjectTable objects) {
        return of(objects, Neighbours.none());
    }

    static ObjectSlice of(ObjectTable objects, Neighbours neighbours) {
        return new ObjectSlice(objects, neighbours, NOT_ASKED);
    }

    ObjectSlice with(double[][] means) {
        return new ObjectSlice(objects, neighbours, means);
    }
}
