package org.kachel.job.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import net.imglib2.Interval;
import org.kachel.block.Size;
import org.kachel.block.VoxelType;
import org.kachel.block.io.Spacing;
import org.kachel.block.io.VolumeAddress;
import org.kachel.block.io.VolumeSpec;
import org.kachel.job.spec.PipelineSpec;
import org.kachel.op.BorderExchange;
import org.kachel.op.Catalogue;
import org.kachel.op.Flood;
import org.kachel.op.Labeling;
import org.kachel.op.ParameterException;
import org.kachel.op.Relabeling;
import org.kachel.pipeline.Graph;
import org.kachel.pipeline.GraphBuilder;
import org.kachel.pipeline.Node;
import org.kachel.pipeline.Phase;
import org.kachel.pipeline.Phases;
import org.kachel.pipeline.Request;

/**
 * From a pipeline, what its input looks like, and what there is to run it on, to everything that will happen. Pure: reads
 * nothing, writes nothing, and gives the same plan for the same arguments.
 */
public final class Planner {
    /** Chunk of results along an axis, where the input's is no use. */
    private static final int CHUNK = 64;

    private static final int CHUNK_2D = 512;
    private static final int SMALLEST_CHUNK = 16;
    private static final int LARGEST_CHUNK = 256;
    private static final String CODEC = "zstd:1";

    private final PipelineSpec spec;
    private final InputImage input;
    private final Limits limits;

    /** What the planner needs to know about the input. */
    public record InputImage(VolumeAddress address, VoxelType type, Interval interval, int[] chunk, Spacing spacing) {
        Size size() {
            return Size.of(interval);
        }
    }

    private Planner(PipelineSpec spec, InputImage input, Limits limits) {
        this.spec = spec;
        this.input = input;
        this.limits = limits;
    }

    /** *Errors*: {@link ParameterException} or {@link DoesNotFitException} for what cannot run. */
    public static JobPlan plan(PipelineSpec spec, InputImage input, Limits limits) {
        return new Planner(spec, input, limits).plan();
    }

    private JobPlan plan() {
        Graph graph = graph();
        List<JobPlan.OutputImage> outputs = outputs(graph);
        List<JobPlan.TablePlan> tables = tables(graph);
        Request request = new Request(
                outputs.stream().map(JobPlan.OutputImage::node).toList(),
                tables.stream()
                        .map(t -> new Request.Table(t.labels(), t.intensities()))
                        .toList(),
                tables.stream()
                        .filter(t -> t.neighbours() != null)
                        .map(JobPlan.TablePlan::labels)
                        .toList());
        List<Phase> phases = Phases.cut(graph, request);
        return new JobPlan(
                graph,
                phases,
                phases.stream()
                        .map(Phase::space)
                        .distinct()
                        .map(space -> tiling(space, graph, phases))
                        .toList(),
                input.spacing(),
                Map.of(graph.named(PipelineSpec.INPUT).id(), input.address()),
                outputs,
                new LevelPlanner(spec.block(), limits).levels(outputs),
                tables,
                spec.beside(".ledger/scratch"));
    }

    private JobPlan.Tiling tiling(Size space, Graph graph, List<Phase> all) {
        List<Phase> phases = all.stream().filter(p -> p.space().equals(space)).toList();
        BlockSizer sizer = new BlockSizer(space.toArray(), chunk(space), graph, phases, limits);
        BlockSizer.Choice choice = spec.block() == null ? sizer.choose() : sizer.check(spec.block());
        return sizer.tiling(choice);
    }

    private Graph graph() {
        GraphBuilder builder = new GraphBuilder().source(PipelineSpec.INPUT, input.type(), input.size());
        for (PipelineSpec.Step step : spec.steps())
            builder.step(step.name(), Catalogue.entry(step.op()).bind(step.parameters()), step.of());
        return builder.build();
    }

    private List<JobPlan.OutputImage> outputs(Graph graph) {
        List<JobPlan.OutputImage> outputs = new ArrayList<>();
        if (spec.output() == null) return outputs;
        spec.output().write().forEach((step, path) -> outputs.add(output(graph, step, path)));
        Pyramids.check(outputs);
        return outputs;
    }

    private JobPlan.OutputImage output(Graph graph, String step, String path) {
        Node node = graph.named(step);
        if (!node.image()) throw new ParameterException("output.write", "'" + step + "' yields numbers, not an image");
        VolumeSpec volume = new VolumeSpec(
                VolumeSpec.Format.named(spec.output().format()),
                node.type(),
                node.size().toArray(),
                chunk(node.size()),
                spec.output().codec() == null ? CODEC : spec.output().codec(),
                JobPlan.spacing(graph, input.spacing(), node.id()),
                labels(node),
                new Pyramids(spec.output(), graph, input.address()).levels(node, path));
        VolumeAddress address = VolumeAddress.of(spec.output().volume()).dataset(path);
        return new JobPlan.OutputImage(step, node.id(), new Sink(address, volume));
    }

    /** Whether a node holds the ids of objects. */
    public static boolean labels(Node node) {
        return node instanceof Node.Step step
                && (step.operation() instanceof Labeling
                        || step.operation() instanceof Flood
                        || step.operation() instanceof BorderExchange
                        || step.operation() instanceof Relabeling);
    }

    private List<JobPlan.TablePlan> tables(Graph graph) {
        return spec.measures().stream().map(m -> table(graph, m)).toList();
    }

    private static JobPlan.TablePlan table(Graph graph, PipelineSpec.Measure measure) {
        Node labels = graph.named(measure.of());
        boolean integer = labels.image() && !labels.type().floating();
        if (!integer)
            throw new ParameterException("measure.of", "'" + measure.of() + "' holds no labels: labels are integers");
        List<Integer> intensities =
                measure.intensity().stream().map(name -> graph.named(name).id()).toList();
        for (int image : intensities) sameSize(labels, graph.node(image));
        if (measure.countMap() != null) measure.countMap().check(labels.size());
        return new JobPlan.TablePlan(
                labels.id(),
                intensities,
                measure.intensity(),
                measure.tables(),
                measure.neighbours(),
                measure.countMap());
    }

    private static void sameSize(Node labels, Node image) {
        if (!image.image() || image.size().equals(labels.size())) return;
        throw new ParameterException(
                "measure.intensity",
                "labels and the images measured in them have one size, but '%s' has %s and '%s' has %s voxels"
                        .formatted(labels.name(), labels.size(), image.name(), image.size()));
    }

    /** Size of a stored object of results in a space. */
    private int[] chunk(Size space) {
        int[] given = spec.output() == null ? null : spec.output().chunk();
        return IntStream.range(0, 3)
                .map(d -> (int) Math.min(space.along(d), given != null ? given[d] : chunk(space, d)))
                .toArray();
    }

    private int chunk(Size space, int axis) {
        if (spec.block() != null) return divisor(spec.block()[axis]);
        if (useful(input.chunk())) return input.chunk()[axis];
        return space.z() == 1 ? CHUNK_2D : CHUNK;
    }

    private boolean useful(int[] chunk) {
        Size size = input.size();
        return IntStream.range(0, 3)
                .allMatch(d -> chunk[d] == size.along(d) && size.along(d) <= LARGEST_CHUNK
                        || chunk[d] >= SMALLEST_CHUNK && chunk[d] <= LARGEST_CHUNK);
    }

    /** The largest divisor of a given block that makes a good chunk. */
    private static int divisor(int block) {
        for (int d = Math.min(block, LARGEST_CHUNK / 2); d > SMALLEST_CHUNK; d--) if (block % d == 0) return d;
        return block;
    }
}
