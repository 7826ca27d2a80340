package org.kachel.job.table;

import java.io.Serializable;
import org.kachel.stitching.Neighbours;
import org.kachel.stitching.ObjectTable;

/** Objects of neighbouring labels with their touching neighbours; none where nobody asks for them. */
record ObjectSlice(ObjectTable objects, Neighbours neighbours) implements Serializable {
    static ObjectSlice of(ObjectTable objects) {
        return new ObjectSlice(objects, Neighbours.none());
    }
}
