package org.kachel.job.plan;

import java.util.List;
import org.kachel.block.Size;
import org.kachel.block.VoxelType;
import org.kachel.block.io.Levels;
import org.kachel.block.io.VolumeAddress;
import org.kachel.block.io.VolumeSpec;
import org.kachel.job.spec.PipelineSpec;
import org.kachel.op.ExpandLabels;
import org.kachel.op.Gather;
import org.kachel.op.ParameterException;
import org.kachel.pipeline.Graph;
import org.kachel.pipeline.Node;

/**
 * Which levels an image is written at.
 *
 * @param input where the first source lies: what stands in a container's {@code labels} holds labels
 */
public record Pyramids(PipelineSpec.Output output, Graph graph, VolumeAddress input) {
    /** The extent that {@code levels: auto} ends at: the last level is looked at as a whole. */
    private static final long SMALL = 256;

    private static final String LABELS = "(.*/)?labels/[^/]+(/\\d+)?/*";

    /** What levels depend on. */
    public record Image(String name, VoxelType type, Size size, boolean labels) {}

    /** *Errors*: {@link ParameterException} where the image or the format cannot have them. */
    Levels levels(Node node, String path) {
        if (!node.image()) return Levels.ONE;
        Image image = new Image(node.name(), node.type(), node.size(), labels(node, path));
        return levels(output.pyramid(), VolumeSpec.Format.named(output.format()), image);
    }

    /** The same without a pipeline. */
    public static Levels levels(PipelineSpec.Pyramid asked, VolumeSpec.Format format, Image image) {
        if (asked.levels() == 1) return Levels.ONE;
        if (!format.pyramids())
            throw wrong(
                    "levels",
                    ": %s holds one array per image; pyramids go to ome-zarr-0.4, ome-zarr-0.5 or n5"
                            .formatted(format));
        String method = asked.method() != null ? asked.method() : image.labels() ? "mode" : "mean";
        if (method.equals("mode") && image.type().floating())
            throw wrong(
                    "downsample",
                    ": mode is for labels, which are integers, but '%s' is %s".formatted(image.name(), image.type()));
        return new Levels(count(asked, image), asked.factors(), method);
    }

    private static int count(PipelineSpec.Pyramid asked, Image image) {
        long[] size = image.size().toArray();
        if (asked.levels() == PipelineSpec.Pyramid.AUTO) return Levels.fitting(size, asked.factors(), SMALL);
        int most = Levels.most(size, asked.factors());
        if (asked.levels() <= most) return asked.levels();
        throw wrong(
                "levels",
                " is %d, but '%s' of %s voxels has at most %d levels by factors of %s"
                        .formatted(asked.levels(), image.name(), image.size(), most, asked.factors()));
    }

    private static ParameterException wrong(String key, String message) {
        return new ParameterException("output." + key, "output." + key + message);
    }

    private boolean labels(Node node, String path) {
        return !node.type().floating() && (path.matches(LABELS) || labels(node));
    }

    /** Whether a node holds ids: made by labeling, grown, read from among labels, or such moved to other places. */
    private boolean labels(Node node) {
        if (Planner.labels(node)) return true;
        if (node instanceof Node.Step step && step.operation() instanceof ExpandLabels) return true;
        if (node instanceof Node.Source) return (input.container() + "/" + input.dataset()).matches(LABELS);
        return node instanceof Node.Step step && step.operation() instanceof Gather && labels(graph.imageOf(node.id()));
    }

    /** Refuses an image that would be written into the levels of another. */
    static void check(List<JobPlan.OutputImage> outputs) {
        for (JobPlan.OutputImage a : outputs)
            for (JobPlan.OutputImage b : outputs) {
                String inside = a.sink().address().dataset();
                String path = b.sink().address().dataset();
                String level = inside.isEmpty() ? path : path.startsWith(inside + "/") ? rest(inside, path) : "";
                if (!a.equals(b) && taken(a.sink().spec(), level))
                    throw new ParameterException(
                            "output.write",
                            "output.write: '%s' is where the levels of %s go; write %s somewhere else"
                                    .formatted(path, a.step(), b.step()));
            }
    }

    private static String rest(String folder, String path) {
        return path.substring(folder.length() + 1);
    }

    private static boolean taken(VolumeSpec spec, String path) {
        String first =
                path.replaceFirst("/.*", "").replaceFirst(spec.format() == VolumeSpec.Format.N5 ? "^s" : "^", "");
        return spec.levels().count() > 1
                && first.matches("\\d{1,9}")
                && Integer.parseInt(first) < spec.levels().count();
    }
}
