package org.kachel.job.phase;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.kachel.block.VoxelType;
import org.kachel.block.Voxels;
import org.kachel.block.io.Checksum;
import org.kachel.job.block.BlockContext;
import org.kachel.job.block.BlockStage;
import org.kachel.job.ledger.TaskRecords;
import org.kachel.job.merge.BlockNames;
import org.kachel.job.merge.BlockParts;
import org.kachel.job.plan.Sink;
import org.kachel.job.table.LabelSlices;
import org.kachel.job.table.ObjectTables;
import org.kachel.pipeline.Phase;
import org.kachel.stitching.ObjectTable;

/** Paints kept parts with their final ids, writes them, and collects the tables. */
final class PaintStage {
    private PaintStage() {}

    /**
     * Parts that an earlier stage over the same grid has kept.
     *
     * @param records of that stage
     */
    record Parts(JavaRDD<BlockParts> blocks, TaskRecords records) {}

    /**
     * @param ids final ids by block; each task is sent those of its own blocks only
     * @param type how wide they are stored
     * @param largest of the ids, or more
     */
    static void run(Run run, int node, Phase.Uses uses, Parts parts, List<BlockNames> ids, VoxelType type, long largest)
            throws IOException {
        if (idle(run, node, uses)) return;
        run(run, node, uses, new Numbered(parts, byTask(run, ids), type, rows(ids), largest));
    }

    /** Whether nobody wants these labels. */
    static boolean idle(Run run, int node, Phase.Uses uses) {
        return run.images(node, uses).isEmpty() && !uses.measured();
    }

    /**
     * Parts and their final ids.
     *
     * @param ids those of the parts' tasks, in their order
     * @param type how wide they are stored
     * @param rows parts altogether at the most, or {@link ObjectTables#UNKNOWN}
     * @param largest of the ids, or more
     */
    record Numbered(Parts parts, JavaRDD<ArrayList<BlockNames>> ids, VoxelType type, long rows, long largest) {}

    static void run(Run run, int node, Phase.Uses uses, Numbered numbered) throws IOException {
        List<Sink> sinks = run.sinks(node, uses, numbered.type);
        JavaRDD<List<ObjectTable>> partials = paint(run, node, numbered.parts, numbered.ids, sinks, numbered.type);
        run.write(
                node,
                uses,
                sinks,
                new ObjectTables.Partials(
                        partials, numbered.rows, LabelSlices.of(numbered.largest, run.objects(node))));
    }

    /** The same with the bits of a float for each part, of an image that holds no labels; one element of these per task. */
    static void runFloats(Run run, int node, Phase.Uses uses, Parts parts, JavaRDD<ArrayList<BlockNames>> bits)
            throws IOException {
        List<Sink> sinks = run.images(node, uses);
        if (sinks.isEmpty()) return;
        JavaRDD<List<ObjectTable>> partials = paint(run, node, parts, bits, sinks, VoxelType.FLOAT32);
        run.write(node, uses, sinks, new ObjectTables.Partials(partials, 0, LabelSlices.OF_OTHERS));
    }

    private static JavaRDD<List<ObjectTable>> paint(
            Run run, int node, Parts parts, JavaRDD<ArrayList<BlockNames>> ids, List<Sink> sinks, VoxelType type)
            throws IOException {
        BlockStage stage = run.paintStage(node, type, sinks);
        TaskRecords before = parts.records;
        return ids.zipPartitions(parts.blocks, (names, kept) -> paint(stage, before, names, kept, sinks, type));
    }

    private static long rows(List<BlockNames> ids) {
        return ids.stream().mapToLong(b -> b.values().length).sum();
    }

    /** One element per task, in the order in which the parts' stage has its tasks. */
    static JavaRDD<ArrayList<BlockNames>> byTask(Run run, List<BlockNames> ids) {
        Map<Long, BlockNames> byBlock = ids.stream().collect(Collectors.toMap(BlockNames::block, b -> b));
        List<ArrayList<BlockNames>> tasks = new ArrayList<>();
        for (long[] blocks : run.tasks().lists()) {
            ArrayList<BlockNames> task = new ArrayList<>();
            for (long block : blocks) task.add(byBlock.get(block));
            tasks.add(task);
        }
        return run.spark().parallelize(tasks, tasks.size());
    }

    private static Iterator<List<ObjectTable>> paint(
            BlockStage stage,
            TaskRecords before,
            Iterator<ArrayList<BlockNames>> names,
            Iterator<BlockParts> kept,
            List<Sink> sinks,
            VoxelType type)
            throws IOException {
        Map<Long, long[]> ids = new LinkedHashMap<>();
        names.forEachRemaining(task -> task.forEach(b -> ids.put(b.block(), b.values())));
        long[] blocks = ids.keySet().stream().mapToLong(b -> b).toArray();
        int partition = TaskContext.getPartitionId();
        long given = before.content(partition);
        for (long[] values : ids.values()) given = Checksum.of(given, Checksum.of(values));
        return stage.recorded(partition, blocks, given, (b, notes) -> {
            BlockParts parts = kept.next();
            return stage.run(b, notes, block -> paint(block, parts, ids.get(parts.block()), sinks, type));
        });
    }

    private static List<ObjectTable> paint(
            BlockContext block, BlockParts parts, long[] ids, List<Sink> sinks, VoxelType type) throws IOException {
        if (!sinks.isEmpty()) {
            Voxels voxels = block.host(() -> {
                Voxels painted = block.scratch(type.floating() ? VoxelType.UINT32 : type);
                parts.runs().paint(ids, painted);
                return type.floating() ? new Voxels(type, painted.interval(), painted.bytes()) : painted;
            });
            for (Sink sink : sinks) block.write(sink, voxels);
        }
        return parts.table() == null ? List.of() : List.of(parts.table().relabel(ids));
    }
}
