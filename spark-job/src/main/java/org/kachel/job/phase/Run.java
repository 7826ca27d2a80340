package org.kachel.job.phase;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.storage.StorageLevel;
import org.kachel.block.BlockGrid;
import org.kachel.block.VoxelType;
import org.kachel.block.io.VolumeAddress;
import org.kachel.block.io.VolumeSpec;
import org.kachel.block.io.VolumeWriter;
import org.kachel.block.io.Volumes;
import org.kachel.job.block.BlockStage;
import org.kachel.job.block.Setup;
import org.kachel.job.block.StageMeter;
import org.kachel.job.block.StageTimes;
import org.kachel.job.block.StoredStamps;
import org.kachel.job.ledger.BadChunkRecords;
import org.kachel.job.ledger.Ledger;
import org.kachel.job.ledger.ObjectVersions;
import org.kachel.job.ledger.TaskRecords;
import org.kachel.job.plan.BlockTasks;
import org.kachel.job.plan.JobPlan;
import org.kachel.job.plan.Planner;
import org.kachel.job.plan.Sink;
import org.kachel.job.table.LabelSlices;
import org.kachel.job.table.ObjectProperties;
import org.kachel.job.table.ObjectSlices;
import org.kachel.job.table.ObjectTables;
import org.kachel.job.table.SurfaceObjects;
import org.kachel.job.table.TableSource;
import org.kachel.job.table.Touched;
import org.kachel.op.Labeling;
import org.kachel.op.Numbering;
import org.kachel.op.ObjectProperty;
import org.kachel.op.ScalarFunction;
import org.kachel.pipeline.BlockProgram;
import org.kachel.pipeline.Graph;
import org.kachel.pipeline.Node;
import org.kachel.pipeline.Phase;

/** The driver's state while a plan runs: what is known so far, and where labels lie that a later phase reads. */
public final class Run {
    private final JavaSparkContext spark;
    private final JobPlan plan;
    private final Ledger ledger;
    private final String device;
    private final BadChunkRecords badChunks;
    private final Map<Integer, VolumeAddress> sources;
    private final Map<Integer, double[]> scalars = new HashMap<>();
    private final Map<Integer, Long> objects = new LinkedHashMap<>();
    private final Map<Integer, ObjectTables> counted = new HashMap<>();
    private final Map<Integer, ObjectTables> tables = new HashMap<>();
    private final Map<Integer, JavaRDD<Touched>> touching = new HashMap<>();
    private final List<Sink> stored = new ArrayList<>();
    private final StageKeys keys;
    private final StageStamps stamps;
    private StageMeter meter;
    private JobPlan.Tiling tiling;

    /** @param objects of the input's container */
    public Run(
            JavaSparkContext spark,
            JobPlan plan,
            Ledger ledger,
            String device,
            ObjectVersions objects,
            BadChunkRecords badChunks)
            throws IOException {
        this.spark = spark;
        this.plan = plan;
        this.ledger = ledger;
        this.device = device;
        this.badChunks = badChunks;
        this.sources = new HashMap<>(plan.sources());
        this.keys = StageKeys.of(plan);
        this.stamps = new StageStamps(spark, plan, objects);
    }

    public JavaSparkContext spark() {
        return spark;
    }

    JobPlan plan() {
        return plan;
    }

    Graph graph() {
        return plan.graph();
    }

    /** The blocks of this phase. */
    JobPlan.Tiling tiling() {
        return tiling;
    }

    /** Which of them share a task. */
    BlockTasks tasks() {
        return BlockTasks.of(tiling.grid(), ledger.slots());
    }

    private Setup setup(Map<Integer, Sink> unfinished) {
        return new Setup(device, tiling.grid(), Map.copyOf(sources), unfinished, badChunks, Map.copyOf(scalars));
    }

    /**
     * A stage over all blocks, metered.
     *
     * @param sinks that it writes
     */
    BlockStage stage(Phase phase, List<Sink> sinks) throws IOException {
        return stage(phase, Map.of(), sinks);
    }

    /** The same, where programs load volumes, by node, that this run has written but not finished. */
    BlockStage stage(Phase phase, Map<Integer, Sink> unfinished, List<Sink> sinks) throws IOException {
        return stage(keys.of(phase, setup(unfinished)), unfinished, sinks);
    }

    /** A stage that reads no volume and runs no program, but paints what it is given into those of {@code node}. */
    BlockStage paintStage(int node, VoxelType type, List<Sink> sinks) throws IOException {
        return stage("paint " + node + " " + type, Map.of(), sinks);
    }

    private BlockStage stage(String program, Map<Integer, Sink> unfinished, List<Sink> sinks) throws IOException {
        Setup setup = setup(unfinished);
        String key = keys.of(program, tiling, setup, sinks);
        List<String> volumes =
                sinks.stream().map(s -> s.level() + " " + s.address()).toList();
        TaskRecords records = ledger.next(tasks().count(), key, volumes);
        stamps.written(records, tiling.grid(), sinks);
        return new BlockStage(
                setup, meter, records, stamps.of(setup), tiling.memory().deviceBytesPerSlot());
    }

    /** A stage that is begun anew by whoever goes on. */
    BlockStage unrecordedStage() {
        return new BlockStage(
                setup(Map.of()),
                meter,
                TaskRecords.none(tasks().count()),
                StoredStamps.NONE,
                tiling.memory().deviceBytesPerSlot());
    }

    /** Tells the present voxels of all that a program loads, anywhere, from others. */
    long stampOfAll(BlockProgram program) throws IOException {
        return stamps.of(setup(Map.of()), program.sources(), graph());
    }

    void begin(JobPlan.Tiling phaseTiling, StageMeter phaseMeter) {
        tiling = phaseTiling;
        meter = phaseMeter;
        spark.sc().register(meter);
    }

    /** Since {@code start}, a {@link System#nanoTime}, tasks have waited until their labels were joined. */
    void merged(long start) {
        meter.add(StageTimes.merge((System.nanoTime() - start) * 1e-9));
    }

    /** Keeps a reduction's result, and that of every function that can be computed now. */
    void know(int node, double[] value) {
        scalars.put(node, value);
        for (Node each : graph().nodes()) {
            if (scalars.containsKey(each.id()) || !(each instanceof Node.Step step)) continue;
            if (step.operation() instanceof ScalarFunction function
                    && scalars.keySet().containsAll(step.inputs()))
                scalars.put(
                        step.id(),
                        function.compute(
                                step.inputs().stream().map(scalars::get).toList()));
        }
    }

    /** Where an image is written, with the type that it has in the end. */
    public Sink sink(JobPlan.OutputImage output) {
        boolean labels = Planner.labels(graph().node(output.node()));
        return labels ? output.sink().of(labelType(output.node())) : output.sink();
    }

    /** Labels are uint32 where the plan and the number of their objects allow, else uint64. */
    VoxelType labelType(int node) {
        VoxelType planned = graph().node(node).type();
        return planned == VoxelType.UINT64 ? planned : Numbering.holding(objects(node));
    }

    /** How labels that grew from those of {@code seeds} are cut. */
    LabelSlices slices(int seeds) {
        if (!(graph().node(seeds) instanceof Node.Step step && step.operation() instanceof Labeling labeling))
            return LabelSlices.OF_OTHERS;
        return LabelSlices.of(labeling.numbering().largest(step.size(), objects(seeds)), objects(seeds));
    }

    /** Where the labels of {@code node} go: to the user, to a later phase, or both. */
    List<Sink> sinks(int node, Phase.Uses uses, VoxelType type) {
        return images(node, uses).stream().map(sink -> sink.of(type)).toList();
    }

    /** Where an image goes that a phase of its own makes: to the user, to a later phase, or both. */
    List<Sink> images(int node, Phase.Uses uses) {
        List<Sink> sinks = new ArrayList<>();
        for (JobPlan.OutputImage output : plan.outputs()) if (output.node() == node) sinks.add(output.sink());
        if (uses.stored()) sinks.add(scratch(node));
        return sinks;
    }

    private Sink scratch(int node) {
        VolumeAddress address = VolumeAddress.of(plan.scratch() + "/" + node);
        VolumeSpec spec = new VolumeSpec(
                VolumeSpec.Format.ZARR2,
                graph().node(node).type(),
                graph().node(node).size().toArray(),
                tiling.objectSize(),
                "zstd:1",
                plan.spacing(node),
                Planner.labels(graph().node(node)));
        return new Sink(address, spec);
    }

    /** Runs the stage that writes the labels of {@code node}: keeps its tables, and makes a scratch volume readable. */
    void write(int node, Phase.Uses uses, List<Sink> sinks, ObjectTables.Partials partials) throws IOException {
        if (uses.measured()) measured(node, uses, partials);
        else partials.tables().count();
        if (uses.stored()) stored(node, sinks.get(sinks.size() - 1));
    }

    /** From now on {@code node} is loaded from its scratch volume. */
    private void stored(int node, Sink sink) throws IOException {
        try (VolumeWriter writer = Volumes.writer(sink.address(), sink.spec())) {
            writer.finish();
        }
        sources.put(node, sink.address());
        stored.add(sink);
        stamps.load(sink);
    }

    /** All volumes that were written, by {@link Sink#key}: each level of the user's, and those for later phases. */
    Map<String, Sink> written() {
        List<Sink> all = new ArrayList<>(stored);
        for (JobPlan.OutputImage output : plan.outputs())
            for (int level = 0; level < output.sink().spec().levels().count(); level++)
                all.add(sink(output).level(level));
        return all.stream().collect(Collectors.toMap(Sink::key, sink -> sink, (a, b) -> a));
    }

    /** Names of the scratch volumes that were written. */
    public Set<String> scratch() {
        return stored.stream()
                .map(sink -> sink.address().container())
                .map(place -> place.substring(place.lastIndexOf('/') + 1))
                .collect(Collectors.toSet());
    }

    /** The numbers that are known, by the names of their steps. */
    public Map<String, String> globals() {
        Map<String, String> globals = new TreeMap<>();
        for (Node node : graph().nodes())
            if (scalars.containsKey(node.id()))
                globals.merge(node.name(), Arrays.toString(scalars.get(node.id())), (a, b) -> a + " " + b);
        return globals;
    }

    Ledger ledger() {
        return ledger;
    }

    StageMeter meter() {
        return meter;
    }

    void objects(int node, long count) {
        objects.put(node, count);
    }

    /** Number of objects in the labels of {@code node}; 0 where they were not made here. */
    long objects(int node) {
        return objects.getOrDefault(node, 0L);
    }

    public Map<Integer, Long> objects() {
        return Map.copyOf(objects);
    }

    /** Collects the objects of {@code labels} for the tables, and for a later phase that decides by them. */
    void measured(int labels, Phase.Uses uses, ObjectTables.Partials partials) {
        ObjectTables found = ObjectTables.collect(
                partials, uses.intensities(), graph().node(labels).size());
        counted.put(labels, found);
        uses.tables().forEach(t -> tables.put(t, found));
    }

    /** Keeps what the blocks found of {@code labels}, in one pass over them. */
    void touching(int labels, JavaRDD<Touched> blocks) {
        JavaRDD<Touched> kept = blocks.persist(StorageLevel.DISK_ONLY());
        kept.count();
        touching.put(labels, kept);
    }

    /** What a table of the plan is made of. */
    public TableSource table(int index) {
        JobPlan.TablePlan table = plan.tables().get(index);
        ObjectTables found = tables.get(index);
        ObjectSlices slices = slices(table, found);
        boolean rays = table.neighbours() != null && table.neighbours().surface();
        SurfaceObjects surface = rays ? surface(table.labels()) : null;
        return new TableSource(table, plan.spacing(table.labels()), found, slices, surface);
    }

    /** The objects of a table, with their neighbours where the table asks for such. */
    private ObjectSlices slices(JobPlan.TablePlan table, ObjectTables found) {
        if (table.neighbours() == null) return ObjectSlices.of(found);
        return withNeighbours(table.labels(), found);
    }

    /** What operations decide by: the measured objects of {@code labels}, {@code image} being the node they are measured in. */
    ObjectProperties properties(int labels, int image, List<ObjectProperty> properties) {
        ObjectTables found = counted.get(labels);
        boolean touch = properties.stream().anyMatch(ObjectProperty::touching);
        ObjectSlices slices = touch ? withNeighbours(labels, found) : ObjectSlices.of(found);
        return ObjectProperties.of(found, slices, image, properties);
    }

    private ObjectSlices withNeighbours(int labels, ObjectTables found) {
        return ObjectSlices.of(spark, found, touching.get(labels).map(Touched::contacts));
    }

    private SurfaceObjects surface(int labels) {
        BlockGrid grid = plan.tilings().stream()
                .filter(t -> t.space().equals(graph().node(labels).size()))
                .findFirst()
                .orElseThrow()
                .grid();
        return SurfaceObjects.of(touching.get(labels), grid);
    }
}
