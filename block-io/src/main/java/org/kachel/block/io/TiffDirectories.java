package org.kachel.block.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.util.HashSet;
import java.util.Set;

/**
 * The chain of a TIFF's page directories, looked through before ImageJ's decoder sees it. The decoder ends quietly where the
 * chain leaves the file, so that a file that was copied in part would pass for a shorter stack; it follows a chain that bites
 * its tail for ever; and it takes memory for as many values as an entry states.
 *
 * <p>*Source*: TIFF 6.0, section 2: an 8 byte header with the first directory's offset; a directory is a count, that many
 * entries of 12 bytes, and the offset of the next, 0 for none.
 */
final class TiffDirectories {
    private static final int ENTRY = 12;

    /** Bytes of a value of each type from 1: byte, text, short, long, rational and so on. */
    private static final int[] TYPE_BYTES = {0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4};

    /** ImageJ's own entry that lists the bytes of its metadata's parts. */
    private static final int METADATA_COUNTS = 50838;

    /** Values that several directories share are read for each of them. */
    private static final long SHARED = 1 << 20;

    private final FileChannel file;
    private final ByteOrder order;
    private final long size;
    private long valueBytes;

    private TiffDirectories(FileChannel file, ByteOrder order) throws IOException {
        this.file = file;
        this.order = order;
        this.size = file.size();
    }

    /** *Errors*: {@link VolumeException} where a directory or a value that is named does not lie in the file. */
    static void check(FileChannel file) throws IOException {
        if (file.size() < 8) throw new VolumeException("it has only " + file.size() + " bytes");
        byte[] magic =
                new TiffDirectories(file, ByteOrder.BIG_ENDIAN).bytes(0, 4).array();
        boolean little = magic[0] == 'I' && magic[1] == 'I';
        if (!little && !(magic[0] == 'M' && magic[1] == 'M')) throw new VolumeException("it does not begin as one");
        if (magic[little ? 2 : 3] != 42) throw new VolumeException("BigTIFF is not read");
        new TiffDirectories(file, little ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN).walk();
    }

    private void walk() throws IOException {
        Set<Long> seen = new HashSet<>();
        for (long at = offset(4); at != 0; ) {
            if (!seen.add(at)) throw new VolumeException("its pages follow each other in a circle");
            require(at, 2, "a page");
            long entries = unsigned(bytes(at, 2).getShort(0));
            long end = at + 2 + ENTRY * entries;
            require(at, end - at, "a page");
            ByteBuffer directory = bytes(at + 2, (int) (end - at - 2));
            for (int i = 0; i < entries; i++) value(directory, i * ENTRY);
            // some writers leave out the offset behind the last directory
            at = end + 4 > size ? 0 : offset(end);
        }
    }

    private void value(ByteBuffer directory, int entry) throws IOException {
        int type = unsigned(directory.getShort(entry + 2));
        long count = directory.getInt(entry + 4) & 0xffffffffL;
        long bytes = count * (type < TYPE_BYTES.length ? TYPE_BYTES[type] : 1);
        if (bytes <= 4 && count <= 4) return;
        long at = directory.getInt(entry + 8) & 0xffffffffL;
        require(type < TYPE_BYTES.length ? at : 0, Math.max(bytes, count), "a value");
        valueBytes += Math.max(bytes, count);
        if (valueBytes > size + SHARED)
            throw new VolumeException(
                    "its pages state %d bytes of values, the file has %d".formatted(valueBytes, size));
        if (unsigned(directory.getShort(entry)) == METADATA_COUNTS) metadata(at, (int) Math.min(count, bytes / 4));
    }

    private void metadata(long at, int count) throws IOException {
        ByteBuffer counts = bytes(at, 4 * count);
        long sum = 0;
        for (int i = 0; i < count; i++) sum += counts.getInt(4 * i) & 0xffffffffL;
        require(0, sum, "ImageJ's metadata");
    }

    private void require(long at, long bytes, String what) throws VolumeException {
        if (at + bytes > size)
            throw new VolumeException("it is cut off: %s that it names ends at byte %d, the file at %d"
                    .formatted(what, at + bytes, size));
    }

    private long offset(long at) throws IOException {
        return bytes(at, 4).getInt(0) & 0xffffffffL;
    }

    private static int unsigned(short value) {
        return value & 0xffff;
    }

    private ByteBuffer bytes(long at, int count) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(count).order(order);
        while (bytes.hasRemaining())
            if (file.read(bytes, at + bytes.position()) < 0) throw new VolumeException("it is cut off");
        return bytes;
    }
}
