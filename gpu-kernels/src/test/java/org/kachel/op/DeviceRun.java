package org.kachel.op;

import java.util.ArrayList;
import java.util.List;
import org.kachel.block.VoxelType;
import org.kachel.block.Voxels;
import org.kachel.gpu.DeviceImage;
import org.kachel.gpu.HostBuffer;
import org.kachel.gpu.Lane;
import org.kachel.gpu.jocl.TestDevices;
import org.kachel.op.expression.Expression;
import org.kachel.op.expression.PointwiseKernel;

/** Runs expressions and reductions on the tests' device. */
final class DeviceRun {
    private DeviceRun() {}

    static Voxels pointwise(Expression e, List<Voxels> images, List<double[]> scalars, Voxels shape) {
        try (Lane lane = TestDevices.lane();
                DeviceImage out = DeviceImage.allocate(lane, e.type(), shape.interval())) {
            List<DeviceImage> uploaded = new ArrayList<>();
            for (Voxels image : images) uploaded.add(upload(lane, image));
            PointwiseKernel.enqueue(lane, e, uploaded, scalars, out);
            Voxels result = download(lane, out);
            uploaded.forEach(DeviceImage::close);
            return result;
        }
    }

    static double[] reduce(Reduction reduction, Voxels image, List<double[]> scalars) {
        try (Lane lane = TestDevices.lane();
                DeviceImage in = upload(lane, image)) {
            return reduction.enqueue(lane, in, scalars);
        }
    }

    static DeviceImage upload(Lane lane, Voxels image) {
        DeviceImage on = DeviceImage.allocate(lane, image.type(), image.interval());
        long bytes = Voxels.byteCount(image.type(), image.interval());
        try (HostBuffer staging = lane.staging(bytes)) {
            staging.memory().put(0, image.bytes(), 0, (int) bytes);
            lane.upload(staging, on.buffer(), bytes);
            lane.finish();
        }
        return on;
    }

    static Voxels download(Lane lane, DeviceImage image) {
        VoxelType type = image.type();
        return new Voxels(
                type, image.interval(), Groups.fetch(lane, image.buffer(), Voxels.byteCount(type, image.interval())));
    }
}
