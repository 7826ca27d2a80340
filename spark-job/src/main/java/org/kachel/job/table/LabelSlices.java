package org.kachel.job.table;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.kachel.stitching.ObjectTable;
import scala.Tuple2;

/**
 * Labels cut into slices, in ascending order: each of so many labels that it has about as many objects as others, and a slice
 * with a few intensity images is tens of megabytes at the most.
 *
 * @param width labels of a slice
 * @param largest label, or more; −1 where it is not known
 */
public record LabelSlices(long width, long largest) implements Serializable {
    private static final long serialVersionUID = 1;

    private static final long OBJECTS = 1 << 16;

    /** Of labels that somebody else made. */
    public static final LabelSlices OF_OTHERS = new LabelSlices(OBJECTS, -1);

    /** Of so many objects; where their labels have gaps a slice is the wider. */
    public static LabelSlices of(long largest, long objects) {
        return new LabelSlices(Math.max(OBJECTS, largest / (objects / OBJECTS + 1) + 1), largest);
    }

    /** Number of slices, or −1 where it is not known. */
    long count() {
        return largest < 0 ? -1 : largest / width + 1;
    }

    long slice(long label) {
        return label / width;
    }

    long first(long slice) {
        return slice * width;
    }

    long last(long slice) {
        return first(slice) + (width - 1);
    }

    /** The parts of a table by slice. */
    Stream<Tuple2<Long, ObjectTable>> cut(ObjectTable table) {
        List<Tuple2<Long, ObjectTable>> parts = new ArrayList<>();
        for (int from = 0, to = 0; from < table.rows(); from = to) {
            long slice = slice(table.label(from));
            while (to < table.rows() && slice(table.label(to)) == slice) to++;
            parts.add(new Tuple2<>(slice, table.rows(from, to)));
        }
        return parts.stream();
    }
}
