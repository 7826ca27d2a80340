package org.kachel.job.plan;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.kachel.block.BlockGrid;
import org.kachel.block.MortonOrder;
import org.kachel.stitching.SuperBlocks;

/**
 * Which blocks share a task: neighbours on the Morton curve, a few to each. Where there are many, a task has whole super-blocks,
 * so that most borders meet in it.
 */
public final class BlockTasks implements Serializable {
    /** Blocks along an axis of the super-blocks that a task has whole. */
    public static final int SIDE = 4;

    /** Past this many blocks several share a task: a task costs milliseconds, and the driver keeps a record of each. */
    private static final int MOST_TASKS = 4096;

    /** Fewer tasks per slot would leave slots idle at the end of a stage. */
    private static final int TASKS_PER_SLOT = 8;

    /** Blocks that share a task where there are enough tasks anyway. */
    private static final int SHARED = 4;

    /** From so many blocks of a task on it has whole super-blocks. */
    private static final int WHOLE = 16;

    private final BlockGrid grid;
    private final boolean whole;
    private final long[] codes;
    private final transient List<long[]> lists;

    private BlockTasks(BlockGrid grid, boolean whole, List<long[]> lists) {
        this.grid = grid;
        this.whole = whole;
        this.lists = lists;
        this.codes = lists.stream()
                .mapToLong(blocks -> MortonOrder.code(grid, blocks[0]))
                .toArray();
    }

    /** Where so many tasks run at the same time. */
    public static BlockTasks of(BlockGrid grid, int slots) {
        long[] order = MortonOrder.of(grid);
        int each = Math.max(
                (order.length + MOST_TASKS - 1) / MOST_TASKS,
                Math.min(SHARED, order.length / (TASKS_PER_SLOT * slots)));
        each = Math.max(1, each);
        boolean whole = each >= WHOLE;
        return new BlockTasks(grid, whole, whole ? whole(grid, order, each) : equal(order, each));
    }

    private static List<long[]> equal(long[] order, int each) {
        List<long[]> tasks = new ArrayList<>();
        for (int from = 0; from < order.length; from += each)
            tasks.add(Arrays.copyOfRange(order, from, Math.min(from + each, order.length)));
        return tasks;
    }

    private static List<long[]> whole(BlockGrid grid, long[] order, int each) {
        SuperBlocks all = new SuperBlocks(grid, SIDE);
        List<long[]> tasks = new ArrayList<>();
        int from = 0;
        long last = all.ofBlock(order[0]);
        for (int i = 1; i < order.length; i++) {
            long here = all.ofBlock(order[i]);
            if (here != last && i - from >= each) {
                tasks.add(Arrays.copyOfRange(order, from, i));
                from = i;
            }
            last = here;
        }
        tasks.add(Arrays.copyOfRange(order, from, order.length));
        return tasks;
    }

    /** The blocks of each task; on the driver alone. */
    public List<long[]> lists() {
        return lists;
    }

    public int count() {
        return codes.length;
    }

    /** Whether each super-block of {@link #SIDE}³ blocks lies in one task. */
    public boolean wholeSuperBlocks() {
        return whole;
    }

    /** The task that has the voxel whose linear index in the volume is {@code key}. */
    public long ofKey(long key) {
        long[] size = grid.volume().dimensionsAsLongArray();
        long row = key / size[0];
        return ofBlock(grid.indexOfVoxel(key % size[0], row % size[1], row / size[1]));
    }

    /** The task that has a block. */
    long ofBlock(long block) {
        return ofOrder(order(block));
    }

    /** Ascends with the blocks of a task, and from task to task. */
    public long order(long block) {
        return MortonOrder.code(grid, block);
    }

    /** The task that has the block of this {@link #order}. */
    public long ofOrder(long order) {
        int at = Arrays.binarySearch(codes, order);
        return at >= 0 ? at : -at - 2;
    }
}
