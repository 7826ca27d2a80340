package org.kachel.job.merge;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.kachel.stitching.Slabs;
import scala.Tuple2;

/** One number for each object: labels ascending. */
public record LabelValues(long[] labels, float[] values) implements Serializable {
    /** All of them, of parts in ascending order. */
    public static LabelValues join(List<LabelValues> parts) {
        int count = parts.stream().mapToInt(v -> v.labels.length).reduce(0, Math::addExact);
        LabelValues all = new LabelValues(new long[count], new float[count]);
        int at = 0;
        for (LabelValues part : parts) {
            System.arraycopy(part.labels, 0, all.labels, at, part.labels.length);
            System.arraycopy(part.values, 0, all.values, at, part.labels.length);
            at += part.labels.length;
        }
        return all;
    }

    /** Of these labels, all of which are here, each one's value as the bits of a float. */
    public long[] floatBits(long[] some) {
        long[] bits = new long[some.length];
        // one NaN: a processor's has a sign that depends on how Java ran
        for (int i = 0; i < some.length; i++)
            bits[i] = Float.floatToIntBits(values[Arrays.binarySearch(labels, some[i])]) & 0xffffffffL;
        return bits;
    }

    Iterator<Tuple2<Long, LabelValues>> cut(Slabs slabs) {
        int[] bounds = slabs.bounds(labels);
        List<Tuple2<Long, LabelValues>> cut = new ArrayList<>();
        for (int s = 0; s < slabs.count(); s++)
            if (bounds[s] < bounds[s + 1]) cut.add(new Tuple2<>((long) s, range(bounds[s], bounds[s + 1])));
        return cut.iterator();
    }

    private LabelValues range(int from, int to) {
        return new LabelValues(Arrays.copyOfRange(labels, from, to), Arrays.copyOfRange(values, from, to));
    }

    long firstLabel() {
        return labels[0];
    }

    long lastLabel() {
        return labels.length == 0 ? 0 : labels[labels.length - 1];
    }
}
