package org.kachel.op;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import org.kachel.gpu.DeviceBuffer;
import org.kachel.gpu.DeviceImage;
import org.kachel.gpu.Lane;
import org.kachel.gpu.Program;
import org.kachel.gpu.WorkSize;

/** Parts known by the runs in the words of their rows and the trees over these: see ConnectedComponentsRuns.cl. */
final class PackedParts implements FoundParts {
    /**
     * How a variant's kernels are called and spread.
     *
     * @param suffix of the kernels' names
     * @param pieces work-items of all kernels but {@code spread}
     * @param groups counts that they leave
     * @param spread work-items of that
     * @param shape the arguments that all take last
     */
    record Pass(String suffix, WorkSize pieces, int groups, WorkSize spread, List<Object> shape) {}

    private static final int RUNS_PER_GROUP = 64;

    private final Lane lane;
    private final Program program;
    private final Pass pass;
    private final DeviceImage labels;
    private final List<DeviceBuffer> held = new ArrayList<>();
    private final DeviceBuffer counts;

    /** Which voxels are set, and at which a run begins: the same buffer where that follows. */
    final DeviceBuffer set;

    final DeviceBuffer starts;

    PackedParts(Lane lane, Program program, Pass pass, DeviceImage labels, long words, boolean multiLabel) {
        this.lane = lane;
        this.program = program;
        this.pass = pass;
        this.labels = labels;
        try {
            this.set = ints(words);
            this.starts = multiLabel ? ints(words) : set;
            this.counts = ints(pass.groups() + 1L);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private DeviceBuffer ints(long count) {
        DeviceBuffer buffer = lane.allocate(4 * count);
        held.add(buffer);
        return buffer;
    }

    /** Queues {@code join}, which makes the trees, and the numbering of their roots. */
    PackedParts after(Runnable join) {
        try {
            join.run();
            launch("flatten", pass.pieces(), set, starts, labels.buffer(), counts);
            scan();
            launch("number", pass.pieces(), set, starts, labels.buffer(), counts);
            return this;
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    @Override
    public void spread() {
        launch("spread", pass.spread(), set, starts, labels.buffer());
    }

    @Override
    public OptionalInt countRuns() {
        launch("count", pass.pieces(), set, starts, counts);
        scan();
        ByteBuffer all = Groups.fetch(lane, counts, 4L * (pass.groups() + 1));
        return OptionalInt.of(all.getInt(4 * pass.groups()));
    }

    @Override
    public void writeRuns(DeviceBuffer out, int count, List<DeviceImage> images) {
        launch("write", pass.pieces(), set, starts, labels.buffer(), counts, out, count, images.size());
        for (int i = 0; i < images.size(); i++) sum(images.get(i), out, count, images.size(), i);
    }

    private void sum(DeviceImage image, DeviceBuffer out, int count, int images, int number) {
        int type = 2 * (image.type().bytes() - 1) + (image.type().signed() ? 1 : 0);
        lane.launch(
                program,
                "sum_runs",
                WorkSize.of(count).groups(RUNS_PER_GROUP),
                image.buffer(),
                type,
                image.size(0),
                image.size(1),
                image.start(labels.interval()),
                labels.size(0),
                labels.size(1),
                out,
                count,
                images,
                number);
    }

    private void scan() {
        lane.launch(
                program,
                "scan_counts",
                WorkSize.of(ConnectedComponentsKernels.GROUP).groups(ConnectedComponentsKernels.GROUP),
                counts,
                pass.groups());
    }

    private void launch(String verb, WorkSize size, Object... args) {
        List<Object> all = new ArrayList<>(Arrays.asList(args));
        all.addAll(pass.shape());
        lane.launch(program, verb + pass.suffix(), size, all.toArray());
    }

    @Override
    public void close() {
        held.forEach(DeviceBuffer::close);
    }
}
