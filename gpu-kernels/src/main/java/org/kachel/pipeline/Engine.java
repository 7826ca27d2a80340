package org.kachel.pipeline;

import java.io.IOException;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import net.imglib2.Interval;
import org.kachel.block.Runs;
import org.kachel.block.VoxelType;
import org.kachel.block.Voxels;
import org.kachel.gpu.Lane;
import org.kachel.op.BorderExchange;
import org.kachel.op.Flood;
import org.kachel.op.FoldingStencil;
import org.kachel.op.Gather;
import org.kachel.op.Labeling;
import org.kachel.op.Patch;
import org.kachel.op.Reduction;
import org.kachel.op.Stencil;
import org.kachel.op.UserKernel;
import org.kachel.op.Widening;
import org.kachel.op.expression.Expression;
import org.kachel.op.expression.Tail;

/**
 * What runs the steps of one block: a lane of a device, or plain Java. Used by one thread. Work may be queued: results are
 * there after {@link #finish}.
 */
public interface Engine extends AutoCloseable {
    /** Fills voxels from a store. */
    interface Reader {
        void read(Voxels into) throws IOException;
    }

    /** A result in host memory, valid after {@link #finish} and until it is closed. */
    interface Download extends AutoCloseable {
        Voxels voxels();

        @Override
        void close();
    }

    /** Reads {@code interval} straight into staging memory and queues the upload. */
    Image load(VoxelType type, Interval interval, Reader reader) throws IOException;

    /** The same voxels once more: closing what this returns leaves {@code image} as it is. */
    Image share(Image image);

    /** Each image's interval contains {@code out}. */
    Image pointwise(Expression expression, List<Image> images, List<double[]> scalars, VoxelType type, Interval out);

    Image stencil(Stencil stencil, Image in, Interval out);

    /** What {@code tail} makes of a stencil's result, which an engine need not hold. Each image of the tail contains {@code out}. */
    default Image stencil(FoldingStencil stencil, Image in, Tail<Image> tail, Interval out) {
        try (Image result = stencil(stencil, in, out)) {
            return pointwise(
                    tail.expression(),
                    tail.after(result),
                    tail.scalars(),
                    tail.expression().type(),
                    out);
        }
    }

    /** @param inputVolume the whole image that {@code in} is a part of */
    Image gather(Gather gather, Image in, Interval inputVolume, Interval out);

    /**
     * Each image's interval contains {@code out} grown by the kernel's halo, clipped to {@code volume}.
     *
     * <p>*Errors*: {@link org.kachel.gpu.DeviceException} where there is no OpenCL.
     */
    Image kernel(UserKernel kernel, List<Image> images, List<double[]> scalars, Interval out, Interval volume);

    Image label(Labeling labeling, Image in, Interval out);

    /** Labels in host memory by their runs, valid after {@link #finish} and until it is closed. */
    interface RunsDownload extends AutoCloseable {
        Runs runs();

        @Override
        void close();
    }

    /**
     * The runs of what {@link #label} gave, with the sums of {@code images} (which {@link Runs#hasSums}, and contain the labels'
     * interval) over each. Empty where voxels are as good: on the host already, or not even twice the bytes. May wait.
     */
    Optional<RunsDownload> runs(Image labels, List<Image> images);

    /** {@code seeds} and {@code mask} have the same interval. Parameters as {@link Flood#enqueue} takes them. */
    Image flood(Flood flood, Image seeds, Image mask, int open, Interval out, BitSet arrivals);

    /** The same on a whole volume. */
    Image flood(Flood flood, Image seeds, Image mask, Interval volume);

    /** @param open as {@link Widening#enqueue} takes it */
    Image widen(Widening widening, Image in, int open, Interval out);

    /** What a block found, and what of its border it tells its neighbours. */
    record Exchanged(Image result, List<Patch> patches) implements AutoCloseable {
        @Override
        public void close() {
            result.close();
        }
    }

    /** One round of a block on {@code out}. Parameters as {@link BorderExchange#enqueue} takes them; may wait. */
    Exchanged exchange(
            BorderExchange exchange, List<Image> images, List<Patch> known, Interval out, List<Interval> wanted);

    /** The partial of {@code in}'s voxels; waits. */
    double[] reduce(Reduction reduction, Image in, List<double[]> scalars);

    Download download(Image image);

    /** Waits until everything queued is done. */
    void finish();

    /** Seconds and bytes since the last call, after {@link #finish}. */
    Lane.Times takeTimes();

    @Override
    void close();
}
