package org.kachel.job.table;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.kachel.block.BlockGrid;
import org.kachel.stitching.Column;
import org.kachel.stitching.ObjectTable;
import org.kachel.stitching.Ranks;
import org.kachel.stitching.RayExits;
import scala.Tuple2;

/**
 * The objects at the surface: those from which a ray along an axis leaves the volume without meeting another object. An axis
 * of one voxel has no rays, so that in 2D the surface is a rim.
 *
 * @param labels ascending
 */
public record SurfaceObjects(long[] labels) implements SliceColumns {
    private static final long serialVersionUID = 1;

    /** The blocks of each column of the grid meet in one task, which keeps the outermost objects. */
    public static SurfaceObjects of(JavaRDD<Touched> blocks, BlockGrid grid) {
        List<long[]> columns = blocks.flatMapToPair(b -> columns(b, grid).iterator())
                .groupByKey()
                .values()
                .map(SurfaceObjects::labels)
                .collect();
        return new SurfaceObjects(Ranks.unique(columns.toArray(long[][]::new)));
    }

    private static List<Tuple2<String, Tuple2<Long, RayExits>>> columns(Touched block, BlockGrid grid) {
        List<Tuple2<String, Tuple2<Long, RayExits>>> columns = new ArrayList<>();
        for (int axis = 0; axis < block.exits().size(); axis++) {
            if (grid.volume().dimension(axis) == 1) continue;
            long[] position = grid.position(block.block());
            long along = position[axis];
            position[axis] = -1;
            String column = position[0] + " " + position[1] + " " + position[2];
            columns.add(new Tuple2<>(column, new Tuple2<>(along, block.exits().get(axis))));
        }
        return columns;
    }

    private static long[] labels(Iterable<Tuple2<Long, RayExits>> column) {
        List<Tuple2<Long, RayExits>> blocks = new ArrayList<>();
        column.forEach(blocks::add);
        blocks.sort(Comparator.comparing(Tuple2::_1));
        return RayExits.mergeAll(blocks.stream().map(Tuple2::_2).toList()).labels();
    }

    /** {@code surface}: 1 or 0. */
    @Override
    public List<Column> of(ObjectSlice slice) {
        long[] surface = new long[slice.objects().rows()];
        for (int row = 0; row < surface.length; row++) if (holds(slice.objects().label(row))) surface[row] = 1;
        return List.of(Column.of("surface", surface));
    }

    private boolean holds(long label) {
        return Arrays.binarySearch(labels, label) >= 0;
    }

    /** The objects at the surface and the contacts between them. */
    ObjectSlice only(ObjectSlice slice) {
        ObjectTable objects = slice.objects();
        long[] kept = objects.labels();
        for (int row = 0; row < kept.length; row++) if (!holds(kept[row])) kept[row] = 0;
        return ObjectSlice.of(objects.relabel(kept), slice.neighbours().among(labels));
    }
}
