package org.kachel.op;

import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.imglib2.FinalInterval;
import net.imglib2.Interval;
import org.kachel.block.Size;
import org.kachel.block.VoxelType;
import org.kachel.block.Voxels;
import org.kachel.pipeline.BlockProgram;
import org.kachel.pipeline.Engine;
import org.kachel.pipeline.Graph;
import org.kachel.pipeline.GraphBuilder;
import org.kachel.pipeline.Image;
import org.kachel.pipeline.Phase;
import org.kachel.pipeline.Phases;
import org.kachel.pipeline.Request;
import org.kachel.pipeline.WholeImage;

/** An entry of the catalogue with parameters, and the type of the images that it is given. */
record CatalogueCase(CatalogueEntry entry, Map<String, Object> parameters, VoxelType type) {
    /** Decided by the table of all objects, after the merge: tested with the stitching. */
    static final Set<String> NOT_ON_A_DEVICE = Set.of(
            "exclude-border-objects",
            "fill-holes",
            "filter-labels",
            "keep-border-objects",
            "label-map",
            "relabel-sequential");

    /** A user's kernel has no reference in Java; its own tests hold it to the results of others. */
    static final Set<String> NOT_IN_JAVA = Set.of("kernel");

    /** Relative: functions that OpenCL lets devices round in their own way. */
    private static final Map<String, Double> TOLERANCES = Map.of("exponential", 1e-6, "logarithm", 1e-6, "power", 4e-6);

    private static final String STEP = "step";

    /** What a run yields: an image, numbers, or the reason for which the request is refused. */
    record Outcome(Voxels image, double[] numbers, String refusal) {
        boolean computed() {
            return refusal == null;
        }

        /** Null where both are the same, else the difference. */
        String differs(Outcome expected, double tolerance) {
            if (refusal != null || expected.refusal != null)
                return String.valueOf(refusal).equals(String.valueOf(expected.refusal))
                        ? null
                        : "refused: " + refusal + ", but expected " + expected.refusal;
            if (image == null)
                return Arrays.equals(numbers, expected.numbers)
                        ? null
                        : Arrays.toString(numbers) + ", but expected " + Arrays.toString(expected.numbers);
            String difference = StencilTesting.difference(image, expected.image);
            return difference != null && tolerance > 0 && close(image, expected.image, tolerance) ? null : difference;
        }

        private static boolean close(Voxels a, Voxels b, double tolerance) {
            if (a.type() != b.type() || a.count() != b.count()) return false;
            double unit = a.type().floating() ? 1e-37 : 1;
            for (int i = 0; i < a.count(); i++) {
                double x = a.real(i), y = b.real(i);
                if (!(Math.abs(x - y) <= unit + tolerance * Math.abs(y)) && Double.compare(x, y) != 0) return false;
            }
            return true;
        }
    }

    double tolerance() {
        return TOLERANCES.getOrDefault(entry.name(), 0.0);
    }

    /** An image for each input, by name. */
    Map<String, Voxels> images(Interval interval, Random random) {
        Map<String, Voxels> images = new LinkedHashMap<>();
        for (String input : inputs()) images.put("in-" + input, image(input, interval, random));
        return images;
    }

    private List<String> inputs() {
        return parameters.containsKey("value") ? entry.inputs().subList(0, entry.requiredInputs()) : entry.inputs();
    }

    private Voxels image(String input, Interval interval, Random random) {
        boolean flooded = entry.name().equals("seeded-watershed");
        Voxels image =
                Voxels.zeros(flooded && input.equals("seeds") && type.floating() ? VoxelType.UINT16 : type, interval);
        if (flooded && input.matches("mask|seeds"))
            LabelImages.random(image, input.equals("mask") ? 0.8 : 0.02, 20, random.nextLong());
        else if (input.matches("mask|seeds|labels"))
            LabelImages.random(image, 0.3, input.equals("labels") ? 20 : 1, random.nextLong());
        else if (random.nextBoolean()) return Samples.finite(type, interval, random);
        else
            return StencilTesting.random(
                    type, random, interval.dimension(0), interval.dimension(1), interval.dimension(2));
        return image;
    }

    /** Binds and runs it. */
    Outcome run(Engine engine, Map<String, Voxels> images) {
        Map<String, Image> loaded = new HashMap<>();
        try {
            Graph graph = graph(images);
            images.forEach((name, voxels) -> loaded.put(name, load(engine, voxels)));
            try (WholeImage whole = new WholeImage(engine, graph, loaded).run(STEP)) {
                if (!graph.named(STEP).image()) return new Outcome(null, whole.numbers(STEP), null);
                return new Outcome(download(engine, whole.image(STEP)), null, null);
            }
        } catch (ParameterException | ArithmeticException | UnsupportedOperationException e) {
            if (e instanceof UnsupportedOperationException && !NOT_ON_A_DEVICE.contains(entry.name())) throw e;
            return new Outcome(null, null, e.getMessage());
        } finally {
            loaded.values().forEach(Image::close);
        }
    }

    private Graph graph(Map<String, Voxels> images) {
        GraphBuilder builder = new GraphBuilder();
        images.forEach((name, voxels) -> builder.source(name, voxels.type(), Size.of(voxels.interval())));
        return builder.step(STEP, entry.bind(parameters), List.copyOf(images.keySet()))
                .build();
    }

    /**
     * Null where the last phase run for a random target alone, on the part of the images that its halo says, yields those voxels
     * of the whole, or where it yields no image (labels are joined elsewhere); else the difference.
     */
    String partDiffers(Engine engine, Map<String, Voxels> images, Random random) throws IOException {
        Outcome whole = run(engine, images);
        if (whole.image() == null) return null;
        Graph graph = graph(images);
        int step = graph.named(STEP).id();
        List<Phase> phases = Phases.cut(graph, new Request(List.of(step), List.of()));
        if (!(phases.get(phases.size() - 1) instanceof Phase.Write write)) return null;
        Map<Integer, double[]> numbers = phases.size() == 1 ? Map.of() : numbers(engine, graph, images);
        if (numbers == null) return null;
        Interval target = part(random, write.program().space().volume());
        Map<Integer, Image> parts = write.program().run(engine, target, parts(graph, images), numbers);
        try {
            Voxels part = download(engine, parts.get(step));
            return StencilTesting.difference(part, StencilTesting.crop(whole.image(), new FinalInterval(target)));
        } finally {
            parts.values().forEach(Image::close);
        }
    }

    private static Interval part(Random random, Interval volume) {
        long[] min = new long[3], max = new long[3];
        for (int d = 0; d < 3; d++) {
            min[d] = random.nextInt((int) volume.dimension(d));
            max[d] = min[d] + random.nextInt((int) (volume.dimension(d) - min[d]));
        }
        return new FinalInterval(min, max);
    }

    /** Those of the whole image; null where labels are among what is needed. */
    private Map<Integer, double[]> numbers(Engine engine, Graph graph, Map<String, Voxels> images) {
        Map<String, Image> loaded = new HashMap<>();
        images.forEach((name, voxels) -> loaded.put(name, load(engine, voxels)));
        try (WholeImage whole = new WholeImage(engine, graph, loaded).run(STEP)) {
            return whole.numbers();
        } finally {
            loaded.values().forEach(Image::close);
        }
    }

    private static BlockProgram.Sources parts(Graph graph, Map<String, Voxels> images) {
        return (node, into) -> into.bytes()
                .put(
                        0,
                        StencilTesting.crop(images.get(graph.node(node).name()), into.interval())
                                .bytes(),
                        0,
                        into.bytes().capacity());
    }

    static Image load(Engine engine, Voxels voxels) {
        try {
            return engine.load(
                    voxels.type(),
                    voxels.interval(),
                    into -> into.bytes()
                            .put(0, voxels.bytes(), 0, voxels.bytes().capacity()));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    static Voxels download(Engine engine, Image image) {
        Voxels copy = Voxels.zeros(image.type(), image.interval());
        try (Engine.Download download = engine.download(image)) {
            engine.finish();
            copy.bytes().put(0, download.voxels().bytes(), 0, copy.bytes().capacity());
        }
        return copy;
    }

    @Override
    public String toString() {
        boolean file = parameters.values().stream().anyMatch(TextFile.class::isInstance);
        return entry.name() + " " + (file ? "(its example)" : parameters) + " of " + type;
    }
}
