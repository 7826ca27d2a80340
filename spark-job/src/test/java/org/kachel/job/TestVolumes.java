package org.kachel.job;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import net.imglib2.FinalInterval;
import org.kachel.block.VoxelType;
import org.kachel.block.Voxels;
import org.kachel.block.io.Spacing;
import org.kachel.block.io.Volume;
import org.kachel.block.io.VolumeAddress;
import org.kachel.block.io.VolumeSpec;
import org.kachel.block.io.VolumeWriter;
import org.kachel.block.io.Volumes;

/** Small volumes on disk, made and read back whole. */
public final class TestVolumes {
    private TestVolumes() {}

    public interface Pattern {
        long at(int x, int y, int z);
    }

    public static VolumeAddress write(Path folder, VoxelType type, int[] size, int[] chunk, Pattern pattern)
            throws IOException {
        return write(folder.toString(), type, size, chunk, pattern);
    }

    public static VolumeAddress write(String container, VoxelType type, int[] size, int[] chunk, Pattern pattern)
            throws IOException {
        VolumeAddress address = VolumeAddress.of(container);
        VolumeSpec spec = new VolumeSpec(
                VolumeSpec.Format.ZARR2,
                type,
                new long[] {size[0], size[1], size[2]},
                chunk,
                "zstd:1",
                Spacing.VOXELS,
                false);
        Voxels voxels = Voxels.zeros(type, new FinalInterval(size[0], size[1], size[2]));
        for (int z = 0; z < size[2]; z++)
            for (int y = 0; y < size[1]; y++)
                for (int x = 0; x < size[0]; x++) voxels.setInteger(voxels.index(x, y, z), pattern.at(x, y, z));
        try (VolumeWriter writer = Volumes.writer(address, spec)) {
            writer.write(voxels);
            writer.finish();
        }
        return address;
    }

    public static Voxels read(VolumeAddress address) throws IOException {
        try (Volume volume = Volumes.open(address)) {
            Voxels voxels = Voxels.zeros(volume.type(), volume.interval());
            volume.read(voxels);
            return voxels;
        }
    }

    /** Independent voxels, {@code density} of them 1. */
    static Pattern noise(long seed, double density) {
        return (x, y, z) ->
                new Random(((seed * 31 + x) * 1009 + y) * 1013 + z * 7919L).nextInt(10_000) < density * 10_000 ? 1 : 0;
    }

    /** Cubes of two voxels, each of one of {@code values} values, 0 included. */
    static Pattern grains(long seed, int values) {
        return (x, y, z) ->
                new Random(((seed * 31 + x / 2) * 1009 + y / 2) * 1013 + z / 2 * 7919L).nextInt(100) % values;
    }

    /** Heights from 1 to {@code levels}, some voxels 0, a few 60 001. */
    static Pattern terrain(long seed, int levels) {
        return (x, y, z) -> {
            Random random = new Random(((seed * 31 + x) * 1009 + y) * 1013 + z * 7919L);
            int kind = random.nextInt(1000);
            return kind < 8 ? 60_001 : kind < 150 ? 0 : 1 + random.nextInt(levels);
        };
    }

    /** One path that winds through every row of every second plane. */
    static Pattern snake(int[] size) {
        return (x, y, z) -> {
            if (z % 2 == 1) return x == 0 && y == (z % 4 == 1 ? size[1] - 1 - (size[1] - 1) % 2 : 0) ? 1 : 0;
            if (y % 2 == 0) return 1;
            return x == (y % 4 == 1 ? size[0] - 1 : 0) ? 1 : 0;
        };
    }

    /** Bright balls on a noisy ground, uint16-like. */
    static Pattern balls(long seed, int[] size, int count) {
        Random random = new Random(seed);
        double[][] balls = new double[count][];
        for (int i = 0; i < count; i++)
            balls[i] = new double[] {
                random.nextDouble() * size[0],
                random.nextDouble() * size[1],
                random.nextDouble() * size[2],
                2 + 3 * random.nextDouble()
            };
        return (x, y, z) -> {
            double value = 100 + new Random(((seed * 17 + x) * 1009 + y) * 1013 + z * 7919L).nextInt(20);
            for (double[] b : balls) {
                double d = (x - b[0]) * (x - b[0]) + (y - b[1]) * (y - b[1]) + (z - b[2]) * (z - b[2]);
                value += 900 * Math.exp(-d / (b[3] * b[3]));
            }
            return (long) value;
        };
    }
}
