package org.kachel.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import net.imglib2.Interval;
import net.imglib2.util.Intervals;
import org.kachel.bench.BenchResult;
import org.kachel.bench.Measurement;
import org.kachel.block.Voxels;
import org.kachel.block.io.Volume;
import org.kachel.block.io.VolumeAddress;
import org.kachel.block.io.Volumes;
import org.kachel.job.plan.JobPlan;
import org.kachel.pipeline.Node;

/**
 * Whether processing is slow against loading, and whether the device pays off, by what {@code kachel bench} measured here.
 * Estimates: times grow with voxels, halos are not counted.
 */
final class PlanAdvice {
    private static final long MOST_BYTES = 64L << 20;

    private final JobPlan plan;
    private final BenchResult bench;

    private PlanAdvice(JobPlan plan, BenchResult bench) {
        this.plan = plan;
        this.bench = bench;
    }

    /** Lines to print under a plan. */
    static String of(JobPlan plan, String device) throws IOException {
        Optional<BenchResult> bench = BenchResult.ofCache(device);
        if (bench.isEmpty())
            return "speed    unknown here: `kachel bench` measures " + device.strip() + " once, for plans too";
        return new PlanAdvice(plan, bench.get()).text();
    }

    private String text() throws IOException {
        double kernels = 0, java = 0, moved = 0;
        List<String> unknown = new ArrayList<>();
        for (Node node : plan.graph().nodes()) {
            if (!(node instanceof Node.Step step)) continue;
            Optional<Measurement> row = row(step.operation().name());
            if (row.isEmpty()) unknown.add(step.operation().name());
            double scale = row.map(r -> voxels(step) / r.voxels() / 1e3).orElse(0.0);
            kernels += row.map(Measurement::deviceMilliseconds).orElse(0.0) * scale;
            java += row.map(Measurement::javaMilliseconds).orElse(0.0) * scale;
        }
        Optional<Measurement> levels = plan.voxelsDownsampled() > 0 ? row("downsample") : Optional.empty();
        double share = levels.map(r -> plan.voxelsDownsampled() / (double) r.voxels() / 1e3)
                .orElse(0.0);
        kernels += levels.map(Measurement::deviceMilliseconds).orElse(0.0) * share;
        java += levels.map(Measurement::javaMilliseconds).orElse(0.0) * share;
        moved += plan.levelBytesMoved() / bench.bandwidth().downloadBytesPerSecond();
        for (JobPlan.OutputImage o : plan.outputs())
            moved += bytes(plan.graph().node(o.node())) / bench.bandwidth().downloadBytesPerSecond();
        for (int id : plan.sources().keySet())
            moved += bytes(plan.graph().node(id)) / bench.bandwidth().uploadBytesPerSecond();
        double reading = reading();
        double device = kernels + moved;
        String verdict = device > reading ? "processing is slow, not loading" : "loading is slow, not processing";
        String pays = Double.isNaN(java)
                ? "Java was not timed, so whether it pays off is not known"
                : device < java ? "it pays off against plain Java" : "plain Java is as fast";
        return String.format(
                Locale.ROOT,
                "speed    about %.3g s of kernels and %.3g s to and from %s; %.3g s in Java; %.3g s a core to read, by one block: %s; %s%s",
                kernels,
                moved,
                bench.device(),
                java,
                reading,
                verdict,
                pays,
                unknown.isEmpty() ? "" : "; not measured: " + String.join(", ", unknown));
    }

    /** The largest image that the operation was timed on. */
    private Optional<Measurement> row(String operation) {
        return bench.rows().stream()
                .filter(r -> r.operation().equals(operation) && r.reason().isEmpty())
                .max(Comparator.comparingLong(Measurement::voxels));
    }

    /** Of the image that a step works on. */
    private double voxels(Node.Step step) {
        boolean image =
                step.inputs().stream().anyMatch(i -> plan.graph().node(i).image());
        return image
                ? Intervals.numElements(plan.graph().imageOf(step.id()).size().volume())
                : 0;
    }

    private static double bytes(Node node) {
        return Voxels.byteCount(node.type(), node.size().volume());
    }

    /** Seconds for all sources, by one block of each. */
    private double reading() throws IOException {
        double seconds = 0;
        for (Map.Entry<Integer, VolumeAddress> source : plan.sources().entrySet())
            try (Volume volume = Volumes.open(source.getValue())) {
                Interval block = block(volume);
                Voxels voxels = Voxels.zeros(volume.type(), block);
                long start = System.nanoTime();
                volume.read(voxels);
                double share = (double) Intervals.numElements(volume.interval()) / Intervals.numElements(block);
                seconds += share * (System.nanoTime() - start) * 1e-9;
            }
        return seconds;
    }

    /** Around the middle of the volume, of whole chunks. */
    private static Interval block(Volume volume) {
        long[] min = new long[3], max = new long[3];
        for (int d = 0; d < 3; d++) {
            long chunk = volume.chunkSize()[d], size = volume.interval().dimension(d);
            min[d] = size / 2 / chunk * chunk;
            max[d] = Math.min(min[d] + chunk, size) - 1;
        }
        Interval block = new net.imglib2.FinalInterval(min, max);
        if (Voxels.byteCount(volume.type(), block) > MOST_BYTES) max[2] = min[2];
        return new net.imglib2.FinalInterval(min, max);
    }
}
