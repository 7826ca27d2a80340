package org.kachel.job.report;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import net.imglib2.FinalInterval;
import net.imglib2.Interval;
import org.kachel.block.Voxels;
import org.kachel.block.io.Volume;
import org.kachel.block.io.VolumeAddress;
import org.kachel.block.io.Volumes;
import org.kachel.job.plan.JobPlan;
import org.kachel.job.plan.Planner;
import org.kachel.job.spec.PipelineSpec;

/**
 * A look at an image of a run: the middle plane along z, of a large one the middle of that, so that it costs the same for any volume.
 *
 * @param title what the image is
 * @param caption which part of it is seen, or why none is
 * @param data a PNG as a {@code data:} URI, or null
 */
record Preview(String title, String caption, String data) {
    /** Pixels along the longer side. */
    private static final int MOST_PIXELS = 256;

    /** Voxels along the longer side that are read at most. */
    private static final int WINDOW = 1024;

    /** So many chunks along it are decoded, where that is enough for the pixels. */
    private static final int CHUNKS = 4;

    private static final int MOST_IMAGES = 12;

    /** Shares of the voxels that may be black, and white. */
    private static final double CUT = 0.005;

    /** The input, then what was written. */
    static List<Preview> of(JobPlan plan) {
        List<Supplier<Preview>> previews = new ArrayList<>();
        int input = plan.graph().named(PipelineSpec.INPUT).id();
        if (plan.sources().containsKey(input))
            previews.add(() -> of(PipelineSpec.INPUT, plan.sources().get(input), false));
        for (JobPlan.OutputImage o : plan.outputs().stream().limit(MOST_IMAGES).toList())
            previews.add(() ->
                    of(o.step(), o.sink().address(), Planner.labels(plan.graph().node(o.node()))));
        return previews.parallelStream().map(Supplier::get).toList();
    }

    /** An image that cannot be shown does not spoil a result that is there. */
    private static Preview of(String title, VolumeAddress address, boolean labels) {
        try (Volume volume = Volumes.open(address)) {
            Voxels voxels = Voxels.zeros(volume.type(), window(volume));
            volume.read(voxels);
            Picture picture = labels ? labels(voxels) : grey(voxels);
            String data = "data:image/png;base64," + Base64.getEncoder().encodeToString(picture.png());
            return new Preview(title, caption(volume.interval(), voxels.interval()), data);
        } catch (IOException | RuntimeException e) {
            return new Preview(title, "no picture: " + e.getMessage(), null);
        }
    }

    private static Interval window(Volume volume) {
        Interval all = volume.interval();
        long[] min = new long[3];
        long[] max = new long[3];
        for (int d = 0; d < 3; d++) {
            long wanted = Math.max(MOST_PIXELS, Math.min(WINDOW, (long) CHUNKS * volume.chunkSize()[d]));
            long size = Math.min(all.dimension(d), d == 2 ? 1 : wanted);
            min[d] = all.min(d) + (all.dimension(d) - size) / 2;
            max[d] = min[d] + size - 1;
        }
        return new FinalInterval(min, max);
    }

    private static String caption(Interval all, Interval seen) {
        String plane = "z = %d of 0 to %d".formatted(seen.min(2), all.max(2));
        if (seen.dimension(0) == all.dimension(0) && seen.dimension(1) == all.dimension(1)) return plane;
        return String.format(
                Locale.ROOT,
                "%s, x from %d to %d, y from %d to %d",
                plane,
                seen.min(0),
                seen.max(0),
                seen.min(1),
                seen.max(1));
    }

    /** Voxels along each side of a pixel. */
    private static int step(Voxels voxels) {
        return Math.max(1, (Math.max(voxels.sizeX(), voxels.sizeY()) + MOST_PIXELS - 1) / MOST_PIXELS);
    }

    private static Picture empty(Voxels voxels) {
        int step = step(voxels);
        return new Picture((voxels.sizeX() + step - 1) / step, (voxels.sizeY() + step - 1) / step);
    }

    private static Picture labels(Voxels voxels) {
        int step = step(voxels);
        Picture picture = empty(voxels);
        for (int y = 0; y < picture.height(); y++)
            for (int x = 0; x < picture.width(); x++) {
                long label = voxels.integer(y * step * voxels.sizeX() + x * step);
                picture.set(x, y, Picture.tinted(label, 0.65, label == 0 ? 0 : 0.95));
            }
        return picture;
    }

    private static Picture grey(Voxels voxels) {
        int step = step(voxels);
        Picture picture = empty(voxels);
        double[] light = new double[picture.width() * picture.height()];
        for (int i = 0; i < light.length; i++)
            light[i] = mean(voxels, i % picture.width() * step, i / picture.width() * step, step);
        double[] sorted = Arrays.stream(light).filter(Double::isFinite).sorted().toArray();
        double black = sorted.length == 0 ? 0 : sorted[(int) (CUT * (sorted.length - 1))];
        double white = sorted.length == 0 ? 1 : sorted[(int) Math.ceil((1 - CUT) * (sorted.length - 1))];
        if (white <= black && sorted.length > 0) {
            black = sorted[0];
            white = sorted[sorted.length - 1];
        }
        double range = white > black ? white - black : 1;
        for (int i = 0; i < light.length; i++) {
            double share = Double.isNaN(light[i]) ? 0 : Math.max(0, Math.min(1, (light[i] - black) / range));
            picture.set(i % picture.width(), i / picture.width(), Picture.grey(share));
        }
        return picture;
    }

    private static double mean(Voxels voxels, int x, int y, int step) {
        double sum = 0;
        int count = 0;
        for (int b = y; b < Math.min(y + step, voxels.sizeY()); b++)
            for (int a = x; a < Math.min(x + step, voxels.sizeX()); a++, count++)
                sum += voxels.real(b * voxels.sizeX() + a);
        return sum / count;
    }
}
