package org.kachel.bench;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.imglib2.Interval;
import org.kachel.block.Size;
import org.kachel.block.Voxels;
import org.kachel.pipeline.Graph;
import org.kachel.pipeline.GraphBuilder;
import org.kachel.pipeline.Image;
import org.kachel.pipeline.JavaEngine;
import org.kachel.pipeline.WholeImage;

/**
 * Times a row on the CPU: the reference in Java, and ImageJ. A part of the image is done first; where the whole would take
 * long, its time is scaled up.
 */
final class CpuTimer {
    private static final int PARTS = 16;
    private static final double PATIENCE_SECONDS = 4;
    private static final long MOST_VOXELS = 1L << 26;

    private CpuTimer() {}

    /** @param seconds NaN where there is no such operation */
    record Time(double seconds, boolean estimated) {
        static final Time NONE = new Time(Double.NaN, false);
    }

    private interface Run {
        /** Seconds for the first layers of the image; NaN where there is no such operation. */
        double seconds(Interval part) throws IOException;
    }

    static Time java(Workload row, BenchSize size) throws IOException {
        return time(size, part -> java(row, size, part));
    }

    static Time imagej(Workload row, BenchSize size) throws IOException {
        if (ImageJ.rival(row, size.flat()).isEmpty()) return Time.NONE;
        return time(size, part -> {
            List<Voxels> images =
                    row.inputs().stream().map(c -> voxels(c, size, part)).toList();
            return ImageJ.rival(row, size.flat()).orElseThrow().seconds(images);
        });
    }

    private static Time time(BenchSize size, Run run) throws IOException {
        int layers = Math.max(1, size.layers() / PARTS);
        double scale = (double) size.layers() / layers;
        double cold = run.seconds(size.part(layers));
        // a warm one tells more, where there is time for it
        double part = cold * scale > PATIENCE_SECONDS ? cold : run.seconds(size.part(layers));
        if (part * scale > PATIENCE_SECONDS || size.voxels() > MOST_VOXELS) return new Time(part * scale, true);
        return new Time(run.seconds(size.interval()), false);
    }

    private static double java(Workload row, BenchSize size, Interval part) throws IOException {
        GraphBuilder builder = new GraphBuilder();
        JavaEngine engine = new JavaEngine();
        Map<String, Image> sources = new HashMap<>();
        for (Content content : row.inputs()) {
            String name = "in" + sources.size();
            builder.source(name, content.type(size.type()), Size.of(part));
            sources.put(name, engine.load(content.type(size.type()), part, content::fill));
        }
        Graph graph = builder.step("step", row.entry().bind(row.parameters()), List.copyOf(names(sources.size())))
                .build();
        long start = System.nanoTime();
        try (WholeImage whole = new WholeImage(engine, graph, sources).run("step")) {
            return (System.nanoTime() - start) * 1e-9;
        }
    }

    private static List<String> names(int count) {
        return java.util.stream.IntStream.range(0, count)
                .mapToObj(i -> "in" + i)
                .toList();
    }

    private static Voxels voxels(Content content, BenchSize size, Interval part) {
        Voxels voxels = Voxels.zeros(content.type(size.type()), part);
        content.fill(voxels);
        return voxels;
    }
}
