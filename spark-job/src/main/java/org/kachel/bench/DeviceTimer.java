package org.kachel.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.kachel.block.Size;
import org.kachel.block.Voxels;
import org.kachel.gpu.Device;
import org.kachel.gpu.Lane;
import org.kachel.pipeline.DeviceEngine;
import org.kachel.pipeline.Engine;
import org.kachel.pipeline.Graph;
import org.kachel.pipeline.GraphBuilder;
import org.kachel.pipeline.Image;
import org.kachel.pipeline.Node;
import org.kachel.pipeline.WholeImage;

/** Times rows on a device, whose memory holds the images of one size. */
final class DeviceTimer implements AutoCloseable {
    private static final String STEP = "step";
    private static final double LONG_ENOUGH_SECONDS = 4;

    private final BenchSize size;
    private final int repeat;
    private final Engine engine;
    private final Map<Content, Image> images = new EnumMap<>(Content.class);
    private final Map<Content, Double> uploadSeconds = new EnumMap<>(Content.class);

    /** Medians in seconds, and the bytes of inputs and output. */
    record Times(double device, double wall, double transfers, long bytes) {}

    DeviceTimer(Device device, BenchSize size, int repeat) {
        this.size = size;
        this.repeat = repeat;
        long peak =
                Math.min(device.budgetBytes(), 24 * size.voxels() * size.type().bytes());
        this.engine = new DeviceEngine(device.lane(peak));
    }

    /** *Errors*: what the operation throws where it does not take these images. */
    Times time(Workload row) throws IOException {
        Graph graph = graph(row, size);
        Map<String, Image> sources = new HashMap<>();
        for (int i = 0; i < row.inputs().size(); i++)
            sources.put("in" + i, image(row.inputs().get(i)));
        List<Double> kernels = new ArrayList<>(), walls = new ArrayList<>();
        double down = run(graph, sources, kernels, walls, true);
        kernels.clear();
        walls.clear();
        double start = System.nanoTime() * 1e-9;
        do down = Math.min(down, run(graph, sources, kernels, walls, kernels.size() == repeat - 1));
        while (kernels.size() < repeat && System.nanoTime() * 1e-9 - start < LONG_ENOUGH_SECONDS);
        double up =
                row.inputs().stream().distinct().mapToDouble(uploadSeconds::get).sum();
        double wall = median(walls), device = median(kernels);
        return new Times(device > 0 ? device : wall, wall, up + down, bytes(row, graph));
    }

    /** Seconds of the download, infinite where none was made. */
    private double run(
            Graph graph, Map<String, Image> sources, List<Double> kernels, List<Double> walls, boolean download) {
        engine.finish();
        engine.takeTimes();
        long start = System.nanoTime();
        try (WholeImage whole = new WholeImage(engine, graph, sources).run(STEP)) {
            engine.finish();
            walls.add((System.nanoTime() - start) * 1e-9);
            Lane.Times times = engine.takeTimes();
            kernels.add(times.kernelSeconds());
            if (!graph.named(STEP).image()) return times.downloadSeconds();
            return download ? download(whole.image(STEP)) : Double.POSITIVE_INFINITY;
        }
    }

    private double download(Image image) {
        try (Engine.Download download = engine.download(image)) {
            engine.finish();
            return engine.takeTimes().downloadSeconds();
        }
    }

    private Image image(Content content) throws IOException {
        if (!images.containsKey(content)) {
            engine.finish();
            engine.takeTimes();
            images.put(content, engine.load(content.type(size.type()), size.interval(), content::fill));
            engine.finish();
            uploadSeconds.put(content, engine.takeTimes().uploadSeconds());
        }
        return images.get(content);
    }

    static Graph graph(Workload row, BenchSize size) {
        GraphBuilder graph = new GraphBuilder();
        List<String> names = new ArrayList<>();
        for (Content content : row.inputs()) {
            names.add("in" + names.size());
            graph.source(names.get(names.size() - 1), content.type(size.type()), Size.of(size.interval()));
        }
        return graph.step(STEP, row.entry().bind(row.parameters()), names).build();
    }

    private long bytes(Workload row, Graph graph) {
        long in = row.inputs().stream()
                .mapToLong(c -> Voxels.byteCount(c.type(size.type()), size.interval()))
                .sum();
        Node result = graph.named(STEP);
        return in
                + (result.image()
                        ? Voxels.byteCount(result.type(), result.size().volume())
                        : 0);
    }

    static double median(List<Double> values) {
        double[] sorted = values.stream().mapToDouble(v -> v).sorted().toArray();
        return Arrays.stream(sorted).skip(sorted.length / 2).findFirst().orElse(Double.NaN);
    }

    @Override
    public void close() {
        images.values().forEach(Image::close);
        engine.close();
    }
}
