package org.kachel.job.table;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.kachel.block.Size;
import org.kachel.block.io.Spacing;
import org.kachel.job.merge.LabelValues;
import org.kachel.op.ObjectProperty;
import org.kachel.op.Relabeling;
import org.kachel.stitching.Column;
import org.kachel.stitching.Ranks;

/** Properties of all objects of a label image, by which operations keep and paint them; on the driver only where they are few. */
public final class ObjectProperties {
    private final ObjectSlices slices;
    private final Lookup lookup;

    private ObjectProperties(ObjectSlices slices, Lookup lookup) {
        this.slices = slices;
        this.lookup = lookup;
    }

    /**
     * @param slices of {@code objects}, with neighbours where a property takes such
     * @param image the node in which properties are measured; one that was not stands for none
     * @param properties that will be asked for; the nearest are the same number in all of them
     */
    public static ObjectProperties of(
            ObjectTables objects, ObjectSlices slices, int image, List<ObjectProperty> properties) {
        List<Integer> images = objects.intensities();
        int nearest =
                properties.stream().mapToInt(ObjectProperty::nearest).max().orElse(0);
        return new ObjectProperties(
                nearest == 0 ? slices : slices.withNearest(nearest, List.of(Spacing.VOXELS)),
                new Lookup(images.size(), images.indexOf(image), objects.volume()));
    }

    public boolean onDriver() {
        return slices.onDriver();
    }

    /** The labels of the objects that stay, ascending. */
    public long[] kept(Relabeling relabeling) {
        List<long[]> kept = new ArrayList<>();
        for (Iterator<ObjectSlice> each = slices.iterator(); each.hasNext(); )
            kept.add(lookup.kept(each.next(), relabeling));
        return Ranks.unique(kept.toArray(long[][]::new));
    }

    /** The same where tasks keep the objects: ascending in each array. */
    public JavaRDD<long[]> keptInTasks(Relabeling relabeling) {
        Lookup columns = lookup;
        return slices.spread().map(slice -> columns.kept(slice, relabeling));
    }

    /** Of all objects. */
    public LabelValues values(ObjectProperty property) {
        List<LabelValues> values = new ArrayList<>();
        for (Iterator<ObjectSlice> each = slices.iterator(); each.hasNext(); )
            values.add(lookup.values(each.next(), property));
        return LabelValues.join(values);
    }

    /** The same where tasks keep the objects. */
    public JavaRDD<LabelValues> valuesInTasks(ObjectProperty property) {
        Lookup columns = lookup;
        return slices.spread().map(slice -> columns.values(slice, property));
    }

    /**
     * Finds properties among the columns of a slice.
     *
     * @param images that are measured
     * @param image the one that properties are asked of, −1 for none
     */
    private record Lookup(int images, int image, Size volume) implements Serializable {
        private static final String PREFIX = "image-";

        Column column(ObjectSlice slice, ObjectProperty property) {
            String name = property.ofImage() ? PREFIX + property.column() : property.column();
            return columns(slice, property).stream()
                    .filter(c -> c.name().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("no property " + name));
        }

        private List<Column> columns(ObjectSlice slice, ObjectProperty property) {
            return switch (property.of()) {
                case OBJECT, IMAGE -> own(slice);
                case TOUCHING -> new NeighbourColumns(Spacing.VOXELS).of(slice);
                case NEAREST -> new NearestColumns(property.nearest(), List.of(Spacing.VOXELS)).of(slice);
            };
        }

        private List<Column> own(ObjectSlice slice) {
            List<String> names = new ArrayList<>(Collections.nCopies(images, "other-"));
            if (image >= 0) names.set(image, "image");
            return slice.objects().columns(names, volume.volume());
        }

        LabelValues values(ObjectSlice slice, ObjectProperty property) {
            Column column = column(slice, property);
            float[] values = new float[slice.objects().rows()];
            for (int row = 0; row < values.length; row++) values[row] = (float) column.value(row);
            return new LabelValues(slice.objects().labels(), values);
        }

        long[] kept(ObjectSlice slice, Relabeling relabeling) {
            List<Column> columns = relabeling.properties().stream()
                    .map(property -> column(slice, property))
                    .toList();
            long[] kept = new long[slice.objects().rows()];
            int n = 0;
            for (int row = 0; row < kept.length; row++) {
                int at = row;
                double[] values = columns.stream().mapToDouble(c -> c.value(at)).toArray();
                if (relabeling.keep(values)) kept[n++] = slice.objects().label(row);
            }
            return Arrays.copyOf(kept, n);
        }
    }
}
