package org.kachel.block.io;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import net.imglib2.FinalInterval;
import net.imglib2.Interval;
import net.imglib2.util.Intervals;
import org.kachel.block.VoxelType;
import org.kachel.block.Voxels;

/** The x, y, z view of a stored array, read chunk by chunk through a cache. */
final class ChunkedVolume implements Volume {
    private static final AtomicLong OPENED = new AtomicLong();
    private static final int CHUNK = 0;

    /** Bytes of the chunks that are in use at once. */
    private static final int MOST_AT_ONCE = 32 << 20;

    private final VolumeAddress address;
    private final StoredArray array;
    private final Axes axes;
    private final Spacing spacing;
    private final FinalInterval interval;
    private final int[] chunk;
    private final long[] chunksAlong;
    private final ChunkCache cache;
    private final ChunkReader reader;
    private final BadChunks badChunks;
    private final long id = OPENED.incrementAndGet();

    ChunkedVolume(VolumeAddress address, Container.Located located, ChunkCache cache, BadChunks badChunks)
            throws VolumeException {
        this.address = address;
        this.array = located.array();
        this.axes = Axes.of(array, located.names(), address);
        this.spacing = located.spacing();
        this.interval =
                FinalInterval.createMinSize(0, 0, 0, axes.size(array, 0), axes.size(array, 1), axes.size(array, 2));
        this.chunk = new int[] {chunkAlong(0), chunkAlong(1), chunkAlong(2)};
        this.chunksAlong = new long[] {count(0), count(1), count(2)};
        this.cache = cache;
        this.badChunks = badChunks;
        this.reader = new ChunkReader(located.store(), array, cache, id);
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
                readRow(grid, into);
    }

    /** Reads the chunks along x, some at a time where they are large. */
    private void readRow(long[] grid, Voxels into) throws IOException {
        long first = into.interval().min(0) / chunk[0];
        long last = into.interval().max(0) / chunk[0];
        int together = Math.max(1, MOST_AT_ONCE / array.chunkBytes());
        for (long x = first; x <= last; x += together) readRun(grid, x, Math.min(last, x + together - 1), into);
    }

    private void readRun(long[] grid, long first, long last, Voxels into) throws IOException {
        long[] min = new long[3];
        int[] box = new int[3];
        for (int d = 0; d < 3; d++) {
            min[d] = Math.max(
                    (d == 0 ? first : grid[d]) * chunk[d], into.interval().min(d));
            long end = ((d == 0 ? last : grid[d]) + 1) * chunk[d];
            box[d] = (int) (Math.min(end, into.interval().max(d) + 1) - min[d]);
        }
        List<ChunkCache.Loan> loans = new ArrayList<>();
        List<VoxelCopy.Part> parts = new ArrayList<>();
        try {
            for (grid[0] = first; grid[0] <= last; grid[0]++) {
                ChunkCache.Loan loan = chunk(grid, into);
                loans.add(loan);
                parts.add(part(loan.chunk(), grid, min, box));
            }
            new VoxelCopy(
                            array.type().bytes(),
                            box,
                            into.index(min[0], min[1], min[2]),
                            into.sizeX(),
                            into.sizeX() * into.sizeY(),
                            parts)
                    .toBuffer(into.bytes());
        } finally {
            for (ChunkCache.Loan loan : loans) cache.giveBack(loan);
        }
    }

    /** What the chunk at {@code grid} holds of the box at {@code min}. */
    private VoxelCopy.Part part(Optional<Chunk> stored, long[] grid, long[] min, int[] box) {
        long x = Math.max(min[0], grid[0] * chunk[0]);
        int width = (int) (Math.min(min[0] + box[0], (grid[0] + 1) * chunk[0]) - x);
        if (stored.isEmpty()) return new VoxelCopy.Part(fill(width), 0, new int[] {1, 0, 0}, (int) (x - min[0]), width);
        Chunk found = stored.get();
        int[] strides = found.strides(array.order());
        int start = 0;
        for (int i = 0; i < strides.length; i++) start += (int) (axes.index()[i] % array.chunk()[i]) * strides[i];
        int[] xyz = new int[3];
        for (int d = 0; d < 3; d++) {
            xyz[d] = axes.axis(d) < 0 ? 1 : strides[axes.axis(d)];
            start += (int) ((d == 0 ? x : min[d]) - grid[d] * chunk[d]) * xyz[d];
        }
        int at = found.offset() + start * array.type().bytes();
        return new VoxelCopy.Part(found.bytes(), at, xyz, (int) (x - min[0]), width);
    }

    /** A row of the fill value. */
    private byte[] fill(int voxels) {
        byte[] row = new byte[voxels * array.fill().length];
        for (int i = 0; i < row.length; i++) row[i] = array.fill()[i % array.fill().length];
        return row;
    }

    private Optional<Chunk> read(long[] position) throws IOException {
        try {
            Optional<Chunk> found = reader.read(position);
            if (found.isPresent()) requireCovers(found.get(), position);
            return found;
        } catch (BadChunkException e) {
            badChunks.found(e);
            return Optional.empty();
        }
    }

    /** An N5 block may be smaller than the array's blocks, but it must hold what lies inside of the array. */
    private void requireCovers(Chunk found, long[] position) throws BadChunkException {
        for (int i = 0; i < position.length; i++) {
            long needed = Math.min(array.chunk()[i], array.shape()[i] - position[i] * array.chunk()[i]);
            if (found.size()[i] < needed)
                throw new BadChunkException(
                        reader.where(position),
                        "it has %d voxels along an axis that needs %d".formatted(found.size()[i], needed),
                        null);
        }
    }

    private ChunkCache.Loan chunk(long[] grid, Voxels into) throws IOException {
        long index = (grid[2] * chunksAlong[1] + grid[1]) * chunksAlong[0] + grid[0];
        ChunkCache.Key key = new ChunkCache.Key(id, CHUNK, index);
        int readers = readers(grid, into.interval());
        ChunkCache.Loan known = cache.take(key, readers);
        if (known != null) return known;
        try {
            return cache.put(key, read(position(grid)), readers);
        } catch (IOException | RuntimeException | Error e) {
            cache.failed(key);
            if (!(e instanceof VolumeException)) throw e;
            throw new VolumeException(
                    "%s, while reading %s: %s".formatted(address, Intervals.toString(into.interval()), e.getMessage()),
                    e);
        }
    }

    /**
     * How many blocks read a chunk, told by the one that holds it whole; 0 by the others. Where a block's interval ends
     * inside of a chunk there is a halo, and the neighbour on that side has one too, which reaches into the block's last
     * whole chunk.
     */
    private int readers(long[] grid, Interval block) {
        int readers = 1;
        for (int d = 0; d < 3; d++) {
            long before = grid[d] * chunk[d] - block.min(d);
            long end = Math.min((grid[d] + 1) * chunk[d], interval.dimension(d));
            long behind = block.max(d) + 1 - end;
            if (before < 0 || behind < 0) return 0;
            boolean low = block.min(d) % chunk[d] != 0 && before < chunk[d];
            boolean high = (block.max(d) + 1) % chunk[d] != 0 && block.max(d) < interval.max(d) && behind < chunk[d];
            readers *= 1 + (low ? 1 : 0) + (high ? 1 : 0);
        }
        return readers;
    }

    @Override
    public String folder() {
        return array.path();
    }

    @Override
    public List<String> objects(Interval wanted) {
        Set<String> keys = new LinkedHashSet<>();
        long[] grid = new long[3];
        for (grid[2] = wanted.min(2) / chunk[2]; grid[2] <= wanted.max(2) / chunk[2]; grid[2]++)
            for (grid[1] = wanted.min(1) / chunk[1]; grid[1] <= wanted.max(1) / chunk[1]; grid[1]++)
                for (grid[0] = wanted.min(0) / chunk[0]; grid[0] <= wanted.max(0) / chunk[0]; grid[0]++)
                    keys.add(reader.key(position(grid)));
        return List.copyOf(keys);
    }

    private long[] position(long[] grid) {
        long[] position = new long[array.axes()];
        for (int i = 0; i < position.length; i++) position[i] = axes.index()[i] / array.chunk()[i];
        for (int d = 0; d < 3; d++) if (axes.axis(d) >= 0) position[axes.axis(d)] = grid[d];
        return position;
    }

    @Override
    public void close() {
        cache.forget(id);
    }
}
