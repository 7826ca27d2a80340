package org.kachel.op;

import java.nio.ByteBuffer;
import java.util.Random;
import net.imglib2.FinalInterval;
import net.imglib2.Interval;
import net.imglib2.util.Intervals;
import org.kachel.block.VoxelType;
import org.kachel.block.Voxels;
import org.kachel.gpu.DeviceImage;
import org.kachel.gpu.HostBuffer;
import org.kachel.gpu.Lane;
import org.kachel.gpu.jocl.TestDevices;

/** What the tests of stencils share: random images, and running an operation in Java and on the device. */
final class StencilTesting {
    /** Queues a stencil. */
    interface Launch {
        void enqueue(Lane lane, DeviceImage in, DeviceImage out);
    }

    private StencilTesting() {}

    /** Random bits of any value for integers; for floats of both signs, with equal neighbours now and then. */
    static Voxels random(VoxelType type, Random random, long... size) {
        Voxels image = Voxels.zeros(type, new FinalInterval(size));
        for (int i = 0; i < image.count(); i++)
            if (i > 0 && random.nextInt(8) == 0) image.setReal(i, image.real(i - 1));
            else if (type.floating()) image.setReal(i, random.nextGaussian() * 100);
            else image.setInteger(i, random.nextLong());
        return image;
    }

    static Voxels crop(Voxels image, Interval interval) {
        Voxels part = Voxels.zeros(image.type(), interval);
        int width = (int) interval.dimension(0) * image.type().bytes(), at = 0;
        for (long z = interval.min(2); z <= interval.max(2); z++)
            for (long y = interval.min(1); y <= interval.max(1); y++, at += width)
                part.bytes()
                        .put(
                                at,
                                image.bytes(),
                                image.index(interval.min(0), y, z)
                                        * image.type().bytes(),
                                width);
        return part;
    }

    static Voxels reference(Stencil operation, Voxels in, Interval target) {
        Voxels out = Voxels.zeros(operation.outputType(in.type()), target);
        operation.reference(in, out);
        return out;
    }

    static Voxels device(Stencil operation, Voxels in, Interval target) {
        return device(operation.outputType(in.type()), in, target, operation::enqueue);
    }

    static Voxels device(VoxelType outputType, Voxels in, Interval target, Launch launch) {
        Voxels result = Voxels.zeros(outputType, target);
        try (Lane lane = TestDevices.lane();
                DeviceImage source = DeviceImage.allocate(lane, in.type(), in.interval());
                DeviceImage out = DeviceImage.allocate(lane, outputType, target);
                HostBuffer up = lane.staging(in.bytes().capacity());
                HostBuffer down = lane.staging(result.bytes().capacity())) {
            up.memory().put(0, in.bytes(), 0, in.bytes().capacity());
            lane.upload(up, source.buffer(), in.bytes().capacity());
            forget(lane, down, out);
            launch.enqueue(lane, source, out);
            lane.download(out.buffer(), down, result.bytes().capacity());
            lane.finish();
            result.bytes().put(0, down.memory(), 0, result.bytes().capacity());
        }
        return result;
    }

    /** Memory from the pool may hold the very result, of a run before: a voxel that is not written must not look right. */
    private static void forget(Lane lane, HostBuffer host, DeviceImage image) {
        for (int i = 0; i < host.bytes(); i++) host.memory().put(i, (byte) 0x5a);
        lane.upload(host, image.buffer(), host.bytes());
    }

    /** Null where both hold the same bits (any NaN equals any other), else the first difference. */
    static String difference(Voxels actual, Voxels expected) {
        if (actual.type() != expected.type() || !Intervals.equals(actual.interval(), expected.interval()))
            return "type or interval differ";
        ByteBuffer a = actual.bytes(), b = expected.bytes();
        if (a.mismatch(b) < 0) return null;
        for (int i = 0; i < actual.count(); i++)
            if (bits(actual, i) != bits(expected, i))
                return "voxel %d of %s %s: %s, but expected %s"
                        .formatted(
                                i,
                                actual.type(),
                                Intervals.toString(actual.interval()),
                                shown(actual, i),
                                shown(expected, i));
        return null;
    }

    private static long bits(Voxels image, int i) {
        return image.type().floating() ? Double.doubleToLongBits(image.real(i)) : image.integer(i);
    }

    private static String shown(Voxels image, int i) {
        return image.type().floating() ? Double.toString(image.real(i)) : Long.toString(image.integer(i));
    }
}
