package org.kachel.stitching;

import java.io.Serializable;
import net.imglib2.util.Intervals;
import org.kachel.block.Voxels;

/**
 * The image value of each part of a block, for labels that join only where the values are equal.
 *
 * <p>Integers compare as such, floats by their number; NaN equals nothing, so a NaN part joins with none.
 */
public record PartValues(long[] bits, boolean floating) implements Serializable {
    private static final long NAN = Double.doubleToLongBits(Double.NaN);

    static PartValues of(RunLabels labels, Voxels image) {
        if (!Intervals.contains(image.interval(), labels.interval()))
            throw new IllegalArgumentException("the image %s does not contain the block %s"
                    .formatted(Intervals.toString(image.interval()), Intervals.toString(labels.interval())));
        boolean floating = image.type().floating();
        long[] bits = new long[labels.parts()];
        for (int i = 0; i < bits.length; i++) {
            int at = labels.volume().index(labels.keys()[i], image);
            bits[i] = floating ? Double.doubleToLongBits(image.real(at)) : image.integer(at);
        }
        return new PartValues(bits, floating);
    }

    /** Whether part {@code part} (from 1) can join with another at all. */
    boolean joins(int part) {
        return !floating || bits[part - 1] != NAN;
    }
}
