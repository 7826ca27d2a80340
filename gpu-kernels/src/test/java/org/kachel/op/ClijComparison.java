package org.kachel.op;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import net.imglib2.FinalInterval;
import net.imglib2.Interval;
import org.kachel.block.Size;
import org.kachel.block.VoxelType;
import org.kachel.block.Voxels;
import org.kachel.op.ClijCounterpart.Verdict;
import org.kachel.pipeline.Engine;
import org.kachel.pipeline.Graph;
import org.kachel.pipeline.GraphBuilder;
import org.kachel.pipeline.Image;
import org.kachel.pipeline.WholeImage;

/**
 * How the result of one of CLIJ2's kernels differs from the catalogue's: both run as steps of a pipeline, on the whole image.
 *
 * @param difference null where all bits are the same, else the first difference
 * @param ulps the largest difference, in units in the last place of the result
 * @param rangeUlps the same, of the images' largest voxel
 */
record ClijComparison(String difference, double ulps, double rangeUlps) {
    private static final List<String> NAMES = List.of("a", "b", "c");

    static ClijComparison of(Engine engine, ClijFile file, ClijCounterpart row, VoxelType type) {
        Random random = new Random(file.name().hashCode());
        Map<String, Voxels> images = new LinkedHashMap<>();
        for (String word : row.images())
            if (!word.matches("flat|cube|float32"))
                images.put(NAMES.get(images.size()), image(word, type, interval(row), random));
        Voxels expected = counterpart(engine, row, images), actual = kernel(engine, file, row, images, expected.type());
        Interval common = common(expected.interval(), actual.interval());
        return of(StencilTesting.crop(actual, common), StencilTesting.crop(expected, common), images);
    }

    private static Interval interval(ClijCounterpart row) {
        boolean cube = row.images().contains("cube");
        if (row.flat()) return cube ? new FinalInterval(13, 13, 1) : new FinalInterval(37, 23, 1);
        return cube ? new FinalInterval(13, 13, 13) : new FinalInterval(31, 17, 9);
    }

    private static Voxels image(String content, VoxelType type, Interval interval, Random random) {
        Voxels image = Voxels.zeros(type, interval);
        int n = image.count();
        List<Integer> order = new ArrayList<>(IntStream.range(0, n).boxed().toList());
        Collections.shuffle(order, random);
        for (int i = 0; i < n; i++)
            image.setReal(
                    i,
                    switch (content) {
                        case "values", "undefined" ->
                            random.nextBoolean() ? random.nextInt(9) - 4 : random.nextGaussian() * 300;
                        case "small" -> random.nextGaussian() * 3;
                        case "bright" -> 50 + 100 * random.nextFloat();
                        case "distinct" -> order.get(i);
                        case "mask" -> random.nextInt(2);
                        case "labels" -> random.nextInt(5);
                        default -> throw new IllegalArgumentException(content);
                    });
        if (content.equals("undefined"))
            for (double odd : new double[] {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
                image.setReal(random.nextInt(n), odd);
        return image;
    }

    private static Voxels counterpart(Engine engine, ClijCounterpart row, Map<String, Voxels> images) {
        GraphBuilder graph = sources(images);
        List<String> before = List.copyOf(images.keySet());
        int number = 0;
        for (ClijCounterpart.Step step : row.steps()) {
            List<String> operands = step.operands().isEmpty() ? before : step.operands();
            Map<String, Object> parameters = new HashMap<>(step.parameters());
            if (step.operation().equals("expression")) parameters.put("inputs", operands.size() == 1 ? "x" : "x,y");
            before = List.of(String.valueOf(++number));
            graph.step(before.get(0), Catalogue.entry(step.operation()).bind(parameters), operands);
        }
        return run(engine, graph.build(), images, before.get(0));
    }

    private static Voxels kernel(
            Engine engine, ClijFile file, ClijCounterpart row, Map<String, Voxels> images, VoxelType type) {
        GraphBuilder graph = sources(images);
        List<String> before = List.copyOf(images.keySet());
        for (Map<String, String> numbers : row.passes()) {
            String name = "pass" + row.passes().indexOf(numbers);
            graph.step(name, file.bind(type, numbers), before);
            before = List.of(name);
        }
        return run(engine, graph.build(), images, before.get(0));
    }

    private static GraphBuilder sources(Map<String, Voxels> images) {
        GraphBuilder graph = new GraphBuilder();
        images.forEach((name, voxels) -> graph.source(name, voxels.type(), Size.of(voxels.interval())));
        return graph;
    }

    private static Voxels run(Engine engine, Graph graph, Map<String, Voxels> images, String step) {
        Map<String, Image> loaded = new HashMap<>();
        images.forEach((name, voxels) -> loaded.put(name, CatalogueCase.load(engine, voxels)));
        try (WholeImage whole = new WholeImage(engine, graph, loaded).run(step)) {
            return CatalogueCase.download(engine, whole.image(step));
        } finally {
            loaded.values().forEach(Image::close);
        }
    }

    private static Interval common(Interval a, Interval b) {
        long[] size = new long[3];
        for (int d = 0; d < 3; d++) size[d] = Math.min(a.dimension(d), b.dimension(d));
        return new FinalInterval(size);
    }

    private static ClijComparison of(Voxels actual, Voxels expected, Map<String, Voxels> images) {
        double largest = 0, ulps = 0, range = 0;
        for (Voxels image : images.values())
            for (int i = 0; i < image.count(); i++) largest = Math.max(largest, Math.abs(image.real(i)));
        for (int i = 0; i < actual.count(); i++) {
            double a = actual.real(i), e = expected.real(i), d = Double.compare(a, e) == 0 ? 0 : Math.abs(a - e);
            ulps = Math.max(ulps, d / unit(expected.type(), e));
            range = Math.max(range, d / unit(expected.type(), largest));
        }
        return new ClijComparison(StencilTesting.difference(actual, expected), ulps, range);
    }

    private static double unit(VoxelType type, double v) {
        return type.floating() ? Math.ulp((float) v) : 1;
    }

    boolean same() {
        return difference == null;
    }

    boolean within(ClijCounterpart row) {
        return switch (row.verdict()) {
            case SAME -> same();
            case ULP -> ulps <= row.bound();
            case RANGE -> rangeUlps <= row.bound();
            default -> true;
        };
    }

    /** What was found, in the terms of the verdict. */
    String shown(ClijCounterpart row) {
        if (same()) return "same bits";
        if (!within(row) || row.verdict() == Verdict.DIFFERS) return "differs, first in " + difference;
        boolean result = row.verdict() == Verdict.ULP;
        return "within %.1f units of the %s".formatted(result ? ulps : rangeUlps, result ? "result" : "range");
    }
}
