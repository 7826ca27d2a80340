package org.kachel.block.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Stream;
import net.imglib2.FinalInterval;
import net.imglib2.Interval;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.kachel.block.BlockGrid;
import org.kachel.block.VoxelType;
import org.kachel.block.Voxels;

/** What was written is read back, bit for bit: every format, type and codec, odd sizes, any block and any interval. */
class RoundTripTest {
    private static final String[] CODECS = {
        "raw",
        "zstd:1",
        "zstd:-3",
        "gzip:1",
        "zlib:6",
        "lz4",
        "blosc-lz4",
        "blosc-lz4-shuffle",
        "blosc-zstd-bitshuffle:3",
        "blosc-zlib",
        "blosc-blosclz-shuffle",
        "blosc-lz4hc"
    };

    @TempDir
    Path folder;

    static Stream<Arguments> formatsAndTypes() {
        return Stream.of(VolumeSpec.Format.values())
                .flatMap(format -> Stream.of(VoxelType.values()).map(type -> Arguments.of(format, type)));
    }

    static Stream<Arguments> formatsAndCodecs() {
        return Stream.of(VolumeSpec.Format.values())
                .flatMap(format -> Stream.of(CODECS).map(codec -> Arguments.of(format, codec)));
    }

    @ParameterizedTest
    @MethodSource("formatsAndTypes")
    void everyTypeComesBack(VolumeSpec.Format format, VoxelType type) throws Exception {
        comesBack(format, type, "zstd:1", new long[] {37, 23, 11}, new int[] {16, 8, 4}, 1);
        comesBack(format, type, "raw", new long[] {37, 23, 11}, new int[] {16, 8, 4}, 2);
    }

    @ParameterizedTest
    @MethodSource("formatsAndCodecs")
    void everyCodecComesBack(VolumeSpec.Format format, String codec) throws Exception {
        comesBack(format, VoxelType.UINT16, codec, new long[] {37, 23, 11}, new int[] {16, 8, 4}, 3);
        comesBack(format, VoxelType.FLOAT64, codec, new long[] {65, 1, 3}, new int[] {64, 64, 64}, 4);
        comesBack(format, VoxelType.UINT8, codec, new long[] {1, 1, 1}, new int[] {7, 7, 7}, 5);
        comesBack(format, VoxelType.UINT32, codec, new long[] {130, 70, 1}, new int[] {64, 32, 1}, 6);
    }

    private void comesBack(VolumeSpec.Format format, VoxelType type, String codec, long[] size, int[] chunk, long seed)
            throws Exception {
        VolumeAddress address = new VolumeAddress(
                folder.resolve("%s-%s-%s-%d"
                                .formatted(format, type, codec, seed)
                                .replace(':', '_'))
                        .toString(),
                "a/b",
                -1,
                -1);
        VolumeSpec spec =
                new VolumeSpec(format, type, size, chunk, codec, new Spacing(0.5, 0.25, 2, "micrometer"), false);
        Voxels whole = random(type, new FinalInterval(size), seed);
        assertThat(Volumes.exists(address)).isFalse();
        try (VolumeWriter writer = Volumes.writer(address, spec)) {
            int[] object = writer.objectSize();
            BlockGrid grid = new BlockGrid(size, new int[] {2 * object[0], object[1], 3 * object[2]});
            for (long i = grid.count() - 1; i >= 0; i--) writer.write(part(whole, grid.target(i)));
            writer.finish();
        }
        assertThat(Volumes.exists(address)).isTrue();
        try (Volume volume = Volumes.open(address)) {
            assertThat(volume.type()).isEqualTo(type);
            assertThat(volume.interval().dimensionsAsLongArray()).isEqualTo(size);
            if (format != VolumeSpec.Format.ZARR2 && format != VolumeSpec.Format.ZARR3)
                assertThat(volume.spacing()).isEqualTo(spec.spacing());
            assertSame(volume, whole, new FinalInterval(size), false);
            Random random = new Random(seed);
            for (int i = 0; i < 5; i++) assertSame(volume, whole, inside(size, random), i % 2 == 0);
        }
        Volumes.delete(address);
        assertThat(Volumes.exists(address)).isFalse();
    }

    private static void assertSame(Volume volume, Voxels whole, Interval interval, boolean direct) throws Exception {
        int bytes = (int) Voxels.byteCount(whole.type(), interval);
        ByteBuffer buffer = direct ? ByteBuffer.allocateDirect(bytes) : ByteBuffer.allocate(bytes);
        for (int i = 0; i < bytes; i++) buffer.put(i, (byte) 0x5a);
        Voxels read = new Voxels(whole.type(), interval, buffer);
        volume.read(read);
        assertThat(read.bytes().mismatch(part(whole, interval).bytes())).isEqualTo(-1);
    }

    private static Interval inside(long[] size, Random random) {
        long[] min = new long[3];
        long[] max = new long[3];
        for (int d = 0; d < 3; d++) {
            long a = random.nextLong(size[d]);
            long b = random.nextLong(size[d]);
            min[d] = Math.min(a, b);
            max[d] = Math.max(a, b);
        }
        return new FinalInterval(min, max);
    }

    /** Runs of equal values, so that codecs have something to do and some chunks are empty. */
    static Voxels random(VoxelType type, Interval interval, long seed) {
        Voxels voxels = Voxels.zeros(type, interval);
        Random random = new Random(seed);
        byte[] value = new byte[type.bytes()];
        for (int i = 0; i < voxels.count(); i++) {
            if (random.nextInt(10) == 0) random.nextBytes(value);
            boolean empty = voxels.sizeX() > 32 && i % voxels.sizeX() >= 32;
            if (!empty) voxels.bytes().put(i * type.bytes(), value);
        }
        return voxels;
    }

    static Voxels part(Voxels whole, Interval interval) {
        Voxels part = Voxels.zeros(whole.type(), interval);
        int bytes = whole.type().bytes();
        for (long z = interval.min(2); z <= interval.max(2); z++)
            for (long y = interval.min(1); y <= interval.max(1); y++)
                part.bytes()
                        .put(
                                part.index(interval.min(0), y, z) * bytes,
                                whole.bytes(),
                                whole.index(interval.min(0), y, z) * bytes,
                                part.sizeX() * bytes);
        return part;
    }
}
