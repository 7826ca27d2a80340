package org.kachel.op;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
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
        return pointwise(TestDevices.lane(), e, images, scalars, shape);
    }

    /** On a lane of the caller's making, which it closes. */
    static Voxels pointwise(Lane own, Expression e, List<Voxels> images, List<double[]> scalars, Voxels shape) {
        try (Lane lane = own;
                DeviceImage out = DeviceImage.allocate(lane, e.type(), shape.interval())) {
            List<DeviceImage> uploaded = new ArrayList<>();
            for (Voxels image : images) uploaded.add(upload(lane, image));
            PointwiseKernel.enqueue(lane, e, uploaded, scalars, out);
            Voxels result = download(lane, out);
            uploaded.forEach(DeviceImage::close);
            return result;
        }
    }

    private static final Set<VoxelType> IN_BOTH_SHAPES =
            EnumSet.of(VoxelType.UINT8, VoxelType.INT16, VoxelType.FLOAT32, VoxelType.UINT64);

    /** By the kernels for the tests' device, for some types after seeing that those in a GPU's shape give the same. */
    static double[] reduce(Reduction reduction, Voxels image, List<double[]> scalars) {
        double[] result = reduce(TestDevices.lane(), reduction, image, scalars);
        if (IN_BOTH_SHAPES.contains(image.type()))
            assertThat(reduce(new GpuShapedLane(TestDevices.lane()), reduction, image, scalars))
                    .isEqualTo(result);
        return result;
    }

    private static double[] reduce(Lane own, Reduction reduction, Voxels image, List<double[]> scalars) {
        try (Lane lane = own;
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
