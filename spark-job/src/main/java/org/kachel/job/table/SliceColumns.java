package org.kachel.job.table;

import java.io.Serializable;
import java.util.List;
import org.kachel.stitching.Column;

/** The columns of a table, made of a slice of objects: one row for each object, or for each pair. */
@FunctionalInterface
interface SliceColumns extends Serializable {
    /** Columns of equal length, the same ones for every slice. */
    List<Column> of(ObjectSlice slice);
}
