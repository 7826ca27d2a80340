package org.kachel.op;

import java.util.Random;
import net.imglib2.FinalInterval;
import net.imglib2.Interval;
import org.kachel.block.VoxelType;
import org.kachel.block.Voxels;

/** Random voxels: small values, many ties, the type's limits, and for floats now and then NaN and infinities. */
final class Samples {
    private static final double[] ODD = {
        0,
        -0.0,
        1,
        2,
        -1,
        0.5,
        -2.5,
        127,
        128,
        255,
        256,
        65535,
        65536,
        1e9,
        0x1p31,
        0x1p32,
        0x1p53,
        0x1p63,
        -0x1p63,
        0x1p64,
        1e30,
        -1e30,
        1e-40,
        Double.NaN,
        Double.POSITIVE_INFINITY,
        Double.NEGATIVE_INFINITY
    };

    private Samples() {}

    static Interval interval(long x, long y, long z) {
        return new FinalInterval(x, y, z);
    }

    static Interval at(long[] min, long... size) {
        return FinalInterval.createMinSize(min[0], min[1], min[2], size[0], size[1], size[2]);
    }

    static Voxels random(VoxelType type, Interval interval, Random random) {
        Voxels voxels = Voxels.zeros(type, interval);
        for (int i = 0; i < voxels.count(); i++)
            switch (random.nextInt(4)) {
                case 0 -> voxels.setReal(i, ODD[random.nextInt(ODD.length)]);
                case 1 -> voxels.setReal(i, random.nextInt(7) - 2);
                case 2 -> voxels.setReal(i, random.nextGaussian() * 300);
                default -> {
                    if (type.floating()) voxels.setReal(i, random.nextFloat());
                    else voxels.setInteger(i, random.nextLong());
                }
            }
        return voxels;
    }

    static Voxels finite(VoxelType type, Interval interval, Random random) {
        Voxels voxels = Voxels.zeros(type, interval);
        for (int i = 0; i < voxels.count(); i++) voxels.setReal(i, random.nextGaussian() * 40 + 100);
        return voxels;
    }
}
