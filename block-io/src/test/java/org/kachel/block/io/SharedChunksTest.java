package org.kachel.block.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import net.imglib2.FinalInterval;
import net.imglib2.Interval;
import net.imglib2.util.Intervals;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kachel.block.BlockGrid;
import org.kachel.block.MortonOrder;
import org.kachel.block.VoxelType;
import org.kachel.block.Voxels;

/** Threads that read blocks with halos through one cache, large or far too small, each see the volume as it is. */
class SharedChunksTest {
    private static final long[] SIZE = {100, 90, 75};
    private static final int CHUNK_BYTES = 16 * 16 * 16 * 2;

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "ZARR2, raw, 80",
        "ZARR2, zstd:1, 3",
        "ZARR2, zstd:1, 80",
        "ZARR2, zstd:1, 1000",
        "ZARR3, blosc-lz4, 80",
        "N5, gzip:1, 80",
        "N5, zstd:1, 80"
    })
    void everyBlockIsRight(VolumeSpec.Format format, String codec, int chunksKept) throws Exception {
        VolumeAddress address = new VolumeAddress(folder.toString(), "a", -1, -1);
        Voxels whole = RoundTripTest.random(VoxelType.UINT16, new FinalInterval(SIZE), 1);
        int[] chunk = {16, 16, 16};
        VolumeSpec spec = new VolumeSpec(format, VoxelType.UINT16, SIZE, chunk, codec, Spacing.VOXELS, false);
        try (VolumeWriter writer = Volumes.writer(address, spec)) {
            writer.write(whole);
            writer.finish();
        }
        ChunkCache cache = new ChunkCache(chunksKept * (CHUNK_BYTES + 128L));
        try (Volume volume = new ChunkedVolume(address, Container.locate(address), cache, BadChunks.FAIL)) {
            for (int halo : new int[] {0, 3, 17}) readAll(volume, whole, halo);
        }
        assertThat(cache.bytes()).isZero();
    }

    private static void readAll(Volume volume, Voxels whole, int halo) throws Exception {
        BlockGrid grid = new BlockGrid(SIZE, new int[] {32, 16, 32});
        long[] order = MortonOrder.of(grid);
        AtomicInteger next = new AtomicInteger();
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<?>> runs = new ArrayList<>();
            for (int t = 0; t < 4; t++)
                runs.add(threads.submit(() -> {
                    for (int i; (i = next.getAndIncrement()) < order.length; ) {
                        Interval target = Intervals.expand(grid.target(order[i]), halo);
                        Interval block = Intervals.intersect(target, grid.volume());
                        Voxels read = Voxels.zeros(VoxelType.UINT16, block);
                        volume.read(read);
                        assertThat(read.bytes())
                                .as("halo %d, %s", halo, Intervals.toString(block))
                                .isEqualTo(RoundTripTest.part(whole, block).bytes());
                    }
                    return null;
                }));
            for (Future<?> run : runs) run.get();
        } finally {
            threads.shutdown();
        }
    }
}
