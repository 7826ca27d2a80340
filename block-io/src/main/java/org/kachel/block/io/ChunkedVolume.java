package org.kachel.block.io;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import net.imglib2.FinalInterval;
import net.imglib2.Interval;
import net.imglib2.util.Intervals;
import org.kachel.block.VoxelType;
import org.kachel.block.Voxels;

/** The x, y, z view of a stored array, read chunk by chunk through the shared cache. */
final class ChunkedVolume implements Volume {
    private static final AtomicLong OPENED = new AtomicLong();
    private static final int CHUNK = 0;

    private final VolumeAddress address;
    private final StoredArray array;
    private final Axes axes;
    private final Spacing spacing;
    private final FinalInterval interval;
    private final int[] chunk;
    private final long[] chunksAlong;
    private final ChunkReader reader;
    private final long id = OPENED.incrementAndGet();

    ChunkedVolume(VolumeAddress address, Container.Located located) throws VolumeException {
        this.address = address;
        this.array = located.array();
        this.axes = Axes.of(array, located.names(), address);
        this.spacing = located.spacing();
        this.interval =
                FinalInterval.createMinSize(0, 0, 0, axes.size(array, 0), axes.size(array, 1), axes.size(array, 2));
        this.chunk = new int[] {chunkAlong(0), chunkAlong(1), chunkAlong(2)};
        this.chunksAlong = new long[] {count(0), count(1), count(2)};
        this.reader = new ChunkReader(located.store(), array, id);
    }

    private int chunkAlong(int d) {
        return axes.axis(d) < 0 ? 1 : array.chunk()[axes.axis(d)];
    }

    private long count(int d) {
        return (interval.dimension(d) + chunk[d] - 1) / chunk[d];
    }

    @Override
    public VolumeAddress address() {
        return address;
    }

    @Override
    public VoxelType type() {
        return array.type();
    }

    @Override
    public Interval interval() {
        return interval;
    }

    @Override
    public int[] chunkSize() {
        int[] size = chunk.clone();
        for (int d = 0; d < 3; d++) size[d] = (int) Math.min(size[d], interval.dimension(d));
        return size;
    }

    @Override
    public Spacing spacing() {
        return spacing;
    }

    @Override
    public void read(Voxels into) throws IOException {
        Interval wanted = into.interval();
        if (into.type() != array.type())
            throw new IllegalArgumentException("%s holds %s, not %s".formatted(address, array.type(), into.type()));
        if (!Intervals.contains(interval, wanted))
            throw new IllegalArgumentException("%s reaches outside of %s, which has %s"
                    .formatted(Intervals.toString(wanted), address, Intervals.toString(interval)));
        if (into.count() == 0) return;
        long[] grid = new long[3];
        for (grid[2] = wanted.min(2) / chunk[2]; grid[2] <= wanted.max(2) / chunk[2]; grid[2]++)
            for (grid[1] = wanted.min(1) / chunk[1]; grid[1] <= wanted.max(1) / chunk[1]; grid[1]++)
                for (grid[0] = wanted.min(0) / chunk[0]; grid[0] <= wanted.max(0) / chunk[0]; grid[0]++)
                    readChunk(grid, into);
    }

    private void readChunk(long[] grid, Voxels into) throws IOException {
        Optional<Chunk> stored;
        try {
            stored = chunk(grid);
        } catch (VolumeException e) {
            throw new VolumeException(
                    "%s, while reading %s: %s".formatted(address, Intervals.toString(into.interval()), e.getMessage()),
                    e);
        }
        if (stored.isEmpty()) {
            copy(grid, into, 0, new int[] {1, 1, 1}).fill(array.fill(), into.bytes());
            return;
        }
        Chunk found = stored.get();
        int[] strides = found.strides(array.order());
        int start = 0;
        for (int i = 0; i < strides.length; i++) start += (int) (axes.index()[i] % array.chunk()[i]) * strides[i];
        int[] xyz = new int[3];
        for (int d = 0; d < 3; d++) xyz[d] = axes.axis(d) < 0 ? 1 : strides[axes.axis(d)];
        requireCovers(found, grid, into);
        copy(grid, into, start, xyz).toBuffer(found.bytes(), found.offset(), into.bytes());
    }

    /** An N5 block may be smaller than the array's blocks, but it must hold what lies inside of the array. */
    private void requireCovers(Chunk found, long[] grid, Voxels into) throws VolumeException {
        long[] position = position(grid);
        for (int i = 0; i < position.length; i++) {
            long needed = Math.min(array.chunk()[i], array.shape()[i] - position[i] * array.chunk()[i]);
            if (found.size()[i] < needed)
                throw new VolumeException("%s, while reading %s: chunk %s has %d voxels along an axis that needs %d"
                        .formatted(
                                address,
                                Intervals.toString(into.interval()),
                                reader.where(position),
                                found.size()[i],
                                needed));
        }
    }

    private Optional<Chunk> chunk(long[] grid) throws IOException {
        long index = (grid[2] * chunksAlong[1] + grid[1]) * chunksAlong[0] + grid[0];
        ChunkCache.Key key = new ChunkCache.Key(id, CHUNK, index);
        Optional<Chunk> known = ChunkCache.shared().get(key);
        if (known != null) return known;
        Optional<Chunk> read = reader.read(position(grid));
        ChunkCache.shared().put(key, read);
        return read;
    }

    private long[] position(long[] grid) {
        long[] position = new long[array.axes()];
        for (int i = 0; i < position.length; i++) position[i] = axes.index()[i] / array.chunk()[i];
        for (int d = 0; d < 3; d++) if (axes.axis(d) >= 0) position[axes.axis(d)] = grid[d];
        return position;
    }

    /** The part of {@code into} that the chunk at {@code grid} covers, with the chunk's first voxel at {@code start}. */
    private VoxelCopy copy(long[] grid, Voxels into, int start, int[] strides) {
        int[] box = new int[3];
        int from = start;
        long[] min = new long[3];
        for (int d = 0; d < 3; d++) {
            long chunkMin = grid[d] * chunk[d];
            min[d] = Math.max(chunkMin, into.interval().min(d));
            long max = Math.min(chunkMin + chunk[d] - 1, into.interval().max(d));
            box[d] = (int) (max - min[d] + 1);
            from += (int) (min[d] - chunkMin) * strides[d];
        }
        return new VoxelCopy(
                array.type().bytes(),
                box,
                from,
                strides,
                into.index(min[0], min[1], min[2]),
                into.sizeX(),
                into.sizeX() * into.sizeY());
    }

    @Override
    public void close() {
        ChunkCache.shared().drop(id);
    }
}
