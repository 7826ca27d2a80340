package org.kachel.block.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;

/**
 * The chain of a TIFF's page directories. ImageJ's decoder ends quietly where the chain leaves the file, so that a file that
 * was copied in part would pass for a shorter stack.
 *
 * <p>*Source*: TIFF 6.0, section 2: an 8 byte header with the first directory's offset; a directory is a count, that many
 * entries of 12 bytes, and the offset of the next, 0 for none.
 */
final class TiffDirectories {
    private TiffDirectories() {}

    /** Whether every directory that is named lies in the file. */
    static boolean complete(FileChannel file) throws IOException {
        ByteOrder order =
                bytes(file, 0, 2, ByteOrder.BIG_ENDIAN).get(0) == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
        long at = offset(file, 4, order);
        for (long pages = 0; at != 0 && pages <= file.size() / 6; pages++) {
            if (at + 2 > file.size()) return false;
            long end = at + 2 + 12L * (bytes(file, at, 2, order).getShort(0) & 0xffff);
            if (end > file.size()) return false;
            // some writers leave out the offset behind the last directory
            at = end + 4 > file.size() ? 0 : offset(file, end, order);
        }
        return true;
    }

    private static long offset(FileChannel file, long at, ByteOrder order) throws IOException {
        return bytes(file, at, 4, order).getInt(0) & 0xffffffffL;
    }

    private static ByteBuffer bytes(FileChannel file, long at, int count, ByteOrder order) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(count).order(order);
        while (bytes.hasRemaining())
            if (file.read(bytes, at + bytes.position()) < 0) throw new VolumeException("the file is cut off");
        return bytes;
    }
}
