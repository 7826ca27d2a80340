package org.kachel.op;

import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import net.imglib2.Interval;
import org.kachel.block.Runs;
import org.kachel.block.VoxelType;
import org.kachel.block.Voxels;
import org.kachel.gpu.DeviceBuffer;
import org.kachel.gpu.DeviceImage;
import org.kachel.gpu.HostBuffer;
import org.kachel.gpu.Lane;

/** Images to the device of the tests and back. */
final class OnDevice {
    private OnDevice() {}

    static DeviceImage upload(Lane lane, Voxels voxels) {
        DeviceImage image = DeviceImage.allocate(lane, voxels.type(), voxels.interval());
        int bytes = voxels.bytes().capacity();
        try (HostBuffer staging = lane.staging(bytes)) {
            staging.memory().put(0, voxels.bytes(), 0, bytes);
            lane.upload(staging, image.buffer(), bytes);
            lane.finish();
        }
        return image;
    }

    static Voxels download(Lane lane, DeviceImage image) {
        Voxels voxels = Voxels.zeros(image.type(), image.interval());
        int bytes = voxels.bytes().capacity();
        try (HostBuffer staging = lane.staging(bytes)) {
            lane.download(image.buffer(), staging, bytes);
            lane.finish();
            voxels.bytes().put(0, staging.memory(), 0, bytes);
        }
        return voxels;
    }

    static Voxels label(Lane lane, ConnectedComponents operation, Voxels image, Interval interval, LabelingVariant v) {
        try (DeviceImage in = upload(lane, image);
                DeviceImage out = DeviceImage.allocate(lane, VoxelType.UINT32, interval)) {
            operation.enqueue(lane, in, out, v);
            return download(lane, out);
        }
    }

    /** The runs of the parts with sums of {@code measured}; empty where the variant knows none. */
    static Optional<Runs> runs(
            Lane lane,
            ConnectedComponents operation,
            Voxels image,
            Interval interval,
            LabelingVariant v,
            List<Voxels> measured) {
        try (DeviceImage in = upload(lane, image);
                DeviceImage out = DeviceImage.allocate(lane, VoxelType.UINT32, interval);
                FoundParts parts = operation.find(lane, in, out, v)) {
            OptionalInt count = parts.countRuns();
            if (count.isEmpty()) return Optional.empty();
            return Optional.of(runs(lane, parts, count.getAsInt(), interval, measured));
        }
    }

    private static Runs runs(Lane lane, FoundParts parts, int count, Interval interval, List<Voxels> measured) {
        int images = measured.size();
        int bytes = (int) Runs.byteCount(count, images);
        ByteBuffer copy = ByteBuffer.allocate(bytes);
        List<DeviceImage> uploaded =
                measured.stream().map(image -> upload(lane, image)).toList();
        try (DeviceBuffer runs = lane.allocate(Math.max(1, bytes));
                HostBuffer staging = lane.staging(Math.max(1, bytes))) {
            parts.writeRuns(runs, count, uploaded);
            lane.download(runs, staging, bytes);
            lane.finish();
            copy.put(0, staging.memory(), 0, bytes);
        } finally {
            uploaded.forEach(DeviceImage::close);
        }
        return new Runs(interval, count, images, copy);
    }

    static Voxels flood(Lane lane, LabelFlood operation, FloodCase given) {
        return flood(lane, operation, given, null);
    }

    static Voxels flood(Lane lane, LabelFlood operation, FloodCase given, BitSet arrivals) {
        try (DeviceImage seeds = upload(lane, given.seeds());
                DeviceImage mask = upload(lane, given.mask());
                DeviceImage out = DeviceImage.allocate(lane, VoxelType.UINT32, given.target())) {
            operation.enqueue(lane, seeds, mask, given.open(), out, arrivals);
            return download(lane, out);
        }
    }
}
