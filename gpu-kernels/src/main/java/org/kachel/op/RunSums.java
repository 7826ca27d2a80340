package org.kachel.op;

import java.util.Map;
import net.imglib2.Interval;
import org.kachel.block.Runs;
import org.kachel.gpu.DeviceBuffer;
import org.kachel.gpu.DeviceImage;
import org.kachel.gpu.Lane;
import org.kachel.gpu.Program;
import org.kachel.gpu.WorkSize;

/** Sums and extrema of images of small integers over labelled runs, exact. */
public final class RunSums {
    private static final int GROUP = 64;

    private RunSums() {}

    /**
     * Queues filling the columns of one image; does not wait.
     *
     * @param runs laid out as {@link Runs} of {@code interval}, with sums of {@code images} images; its indices and lengths are there
     * @param image number {@code number} of them, whose interval contains {@code interval}; its type {@link Runs#hasSums}
     */
    public static void enqueue(
            Lane lane, DeviceBuffer runs, int count, Interval interval, int images, int number, DeviceImage image) {
        Program program =
                Program.beside(RunSums.class, Map.of("VOXEL", image.type().openClName()));
        lane.launch(
                program,
                "sum_runs",
                WorkSize.of(count).groups(GROUP),
                image.buffer(),
                image.size(0),
                image.size(1),
                image.start(interval),
                (int) interval.dimension(0),
                (int) interval.dimension(1),
                runs,
                count,
                images,
                number);
    }
}
