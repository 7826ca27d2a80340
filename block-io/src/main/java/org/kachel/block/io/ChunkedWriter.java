package org.kachel.block.io;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import net.imglib2.Interval;
import net.imglib2.util.Intervals;
import org.kachel.block.Voxels;

/** Writes the chunks of a three-dimensional array, then its metadata. Thread-safe: each call takes a scratch of its own. */
final class ChunkedWriter implements VolumeWriter {
    /** Bytes of the chunks that are put together at once, and how many. */
    private static final int MOST_AT_ONCE = 8 << 20;

    private static final int MOST_CHUNKS = 64;

    private final VolumeAddress address;
    private final VolumeSpec spec;
    private final Store store;
    private final MetadataWriter metadata;
    private final boolean n5;
    private final int[] chunk;
    private final Optional<Codec> codec;
    private final Queue<Scratch> free = new ConcurrentLinkedQueue<>();

    /** Buffers of one call of {@link #write}. */
    private record Scratch(byte[][] plain, byte[] encoded) {}

    ChunkedWriter(VolumeAddress address, VolumeSpec all, int level) throws IOException {
        this.address = address;
        this.spec = all.level(level);
        this.store = Stores.at(address.container());
        this.n5 = spec.format() == VolumeSpec.Format.N5;
        this.chunk = chunk(spec);
        this.codec = Codecs.parse(spec.codec(), spec.type(), n5);
        this.metadata = new MetadataWriter(store, Keys.dataset(address.dataset()), all, level, codec);
    }

    private static int[] chunk(VolumeSpec spec) {
        int[] chunk = new int[3];
        long bytes = spec.type().bytes();
        for (int d = 0; d < 3; d++) {
            if (spec.size()[d] < 1 || spec.chunk()[d] < 1)
                throw new IllegalArgumentException("a volume needs sizes and chunks of at least 1, got %s and %s"
                        .formatted(Arrays.toString(spec.size()), Arrays.toString(spec.chunk())));
            chunk[d] = (int) Math.min(spec.chunk()[d], spec.size()[d]);
            bytes = Math.multiplyExact(bytes, chunk[d]);
        }
        if (bytes > 1 << 30)
            throw new IllegalArgumentException("a chunk of " + bytes + " bytes; at most 1 GiB is written");
        return chunk;
    }

    @Override
    public int[] objectSize() {
        return chunk.clone();
    }

    @Override
    public long write(Voxels block) throws IOException {
        requireWhole(block);
        if (block.count() == 0) return 0;
        Interval target = block.interval();
        Scratch scratch = free.poll();
        if (scratch == null) scratch = scratch();
        try {
            long written = 0;
            for (long z = target.min(2) / chunk[2]; z <= target.max(2) / chunk[2]; z++)
                for (long y = target.min(1) / chunk[1]; y <= target.max(1) / chunk[1]; y++)
                    for (long x = target.min(0) / chunk[0]; x <= target.max(0) / chunk[0]; x += scratch.plain.length)
                        written += writeRun(new long[] {x, y, z}, block, scratch);
            return written;
        } finally {
            free.add(scratch);
        }
    }

    private Scratch scratch() {
        int bytes = spec.type().bytes() * chunk[0] * chunk[1] * chunk[2];
        int header = n5 ? N5.HEADER_3D : 0;
        return new Scratch(
                new byte[Math.max(1, Math.min(MOST_CHUNKS, MOST_AT_ONCE / bytes))][],
                new byte[header + codec.map(c -> c.bound(bytes)).orElse(bytes)]);
    }

    private void requireWhole(Voxels block) {
        if (block.type() != spec.type())
            throw new IllegalArgumentException("%s takes %s, not %s".formatted(address, spec.type(), block.type()));
        for (int d = 0; d < 3; d++) {
            long min = block.interval().min(d);
            long end = block.interval().max(d) + 1;
            if (min < 0
                    || end > spec.size()[d]
                    || min % chunk[d] != 0
                    || (end % chunk[d] != 0 && end != spec.size()[d]))
                throw new IllegalArgumentException("%s is no whole number of chunks %s of %s with the size %s"
                        .formatted(
                                Intervals.toString(block.interval()),
                                Arrays.toString(chunk),
                                address,
                                Arrays.toString(spec.size())));
        }
    }

    /** Writes as many chunks along x as the block has from {@code first} on and the scratch holds. */
    private long writeRun(long[] first, Voxels block, Scratch scratch) throws IOException {
        long last =
                Math.min(first[0] + scratch.plain.length - 1, block.interval().max(0) / chunk[0]);
        int[] length = gather(first, (int) (last - first[0] + 1), block, scratch);
        long written = 0;
        for (int i = 0; i < length.length; i++)
            written += writeChunk(new long[] {first[0] + i, first[1], first[2]}, scratch.plain[i], length[i], scratch);
        return written;
    }

    private long writeChunk(long[] position, byte[] plain, int length, Scratch scratch) throws IOException {
        String key = metadata.key(position);
        if (isZero(plain, length)) {
            store.delete(key);
            return 0;
        }
        int encoded = encode(plain, length, box(position), scratch.encoded);
        store.write(key, scratch.encoded, encoded);
        return encoded;
    }

    /** Voxels of the chunk at {@code position} that lie inside of the volume. */
    private int[] box(long[] position) {
        int[] box = new int[3];
        for (int d = 0; d < 3; d++) box[d] = (int) Math.min(chunk[d], spec.size()[d] - position[d] * chunk[d]);
        return box;
    }

    /**
     * Copies the voxels of {@code count} chunks along x together, x fastest; Zarr's are filled up to the whole chunk.
     * Returns the bytes of each.
     */
    private int[] gather(long[] first, int count, Voxels block, Scratch scratch) {
        int bytes = spec.type().bytes();
        int[] length = new int[count];
        int[] all = box(first);
        all[0] = 0;
        List<VoxelCopy.Part> parts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int[] box = box(new long[] {first[0] + i, first[1], first[2]});
            int[] size = n5 ? box : chunk;
            length[i] = size[0] * size[1] * size[2] * bytes;
            if (scratch.plain[i] == null) scratch.plain[i] = new byte[chunk[0] * chunk[1] * chunk[2] * bytes];
            if (!Arrays.equals(size, box)) Arrays.fill(scratch.plain[i], 0, length[i], (byte) 0);
            int[] strides = {1, size[0], size[0] * size[1]};
            parts.add(new VoxelCopy.Part(scratch.plain[i], 0, strides, all[0], box[0]));
            all[0] += box[0];
        }
        int start = block.index(first[0] * chunk[0], first[1] * chunk[1], first[2] * chunk[2]);
        new VoxelCopy(bytes, all, start, block.sizeX(), block.sizeX() * block.sizeY(), parts).toChunks(block.bytes());
        return length;
    }

    private static boolean isZero(byte[] bytes, int length) {
        return bytes[0] == 0 && Arrays.mismatch(bytes, 0, length - 1, bytes, 1, length) < 0;
    }

    private int encode(byte[] plain, int length, int[] box, byte[] encoded) throws IOException {
        int at = n5 ? N5.HEADER_3D : 0;
        if (n5) {
            N5.putHeader(encoded, box[0], box[1], box[2]);
            LittleEndian.swap(plain, 0, length, spec.type().bytes());
        }
        if (codec.isPresent()) return at + codec.get().encode(plain, length, encoded, at);
        System.arraycopy(plain, 0, encoded, at, length);
        return at + length;
    }

    /** The array without its stored metadata. */
    Container.Located located() throws IOException {
        return new Container.Located(store, metadata.array(), Optional.empty(), 0, "");
    }

    @Override
    public void finish() throws IOException {
        metadata.write();
    }

    @Override
    public void close() {
        free.clear();
    }
}
