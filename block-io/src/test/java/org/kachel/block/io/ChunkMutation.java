package org.kachel.block.io;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32C;

/** Chunks that were damaged, cut, lengthened, or whose headers lie about sizes. */
final class ChunkMutation {
    private static final long[] SIZES = {
        0,
        1,
        2,
        3,
        15,
        16,
        255,
        1 << 16,
        1 << 20,
        1 << 25,
        1 << 30,
        Integer.MAX_VALUE - 64,
        Integer.MAX_VALUE,
        1L << 31,
        0xffffffffL,
        1L << 32,
        1L << 40,
        Long.MAX_VALUE - 1,
        Long.MAX_VALUE,
        Long.MIN_VALUE,
        -2,
        -1
    };
    private static final int INDEX_ENTRY = 16;

    private ChunkMutation() {}

    /** {@code bytes}, changed in one to three places. */
    static byte[] of(byte[] bytes, Random random) {
        byte[] changed = bytes;
        for (int i = 1 + random.nextInt(3) / 2; i > 0; i--) changed = once(changed, random);
        return changed;
    }

    private static byte[] once(byte[] bytes, Random random) {
        int length = bytes.length;
        switch (random.nextInt(10)) {
            case 0:
                return Arrays.copyOf(bytes, random.nextInt(length + 1));
            case 1:
                return Arrays.copyOf(bytes, length + 1 + random.nextInt(1000));
            case 2:
                return noise(new byte[random.nextInt(200)], random);
            case 3:
                return twice(bytes, random);
            case 4, 5, 6:
                return flipped(bytes, length, random);
            default:
                return lying(bytes, random);
        }
    }

    private static byte[] noise(byte[] bytes, Random random) {
        random.nextBytes(bytes);
        return bytes;
    }

    /** A part of the bytes stands there again, so that what follows is shifted. */
    private static byte[] twice(byte[] bytes, Random random) {
        int at = random.nextInt(bytes.length + 1);
        int more = random.nextInt(bytes.length - at + 1);
        byte[] longer = Arrays.copyOf(bytes, bytes.length + more);
        System.arraycopy(bytes, at, longer, at + more, bytes.length - at);
        return longer;
    }

    private static byte[] flipped(byte[] bytes, int length, Random random) {
        byte[] changed = bytes.clone();
        if (length > 0)
            for (int i = 1 + random.nextInt(4); i > 0; i--)
                changed[place(length, random)] ^= (byte) (1 << random.nextInt(8));
        return changed;
    }

    /** A size of 2, 4 or 8 bytes, either byte order, mostly where headers stand. */
    private static byte[] lying(byte[] bytes, Random random) {
        int width = 2 << random.nextInt(3);
        if (bytes.length < width) return bytes;
        byte[] changed = bytes.clone();
        ByteBuffer buffer =
                ByteBuffer.wrap(changed).order(random.nextBoolean() ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        int at = place(bytes.length - width + 1, random);
        long size = size(random);
        if (width == 2) buffer.putShort(at, (short) size);
        else if (width == 4) buffer.putInt(at, (int) size);
        else buffer.putLong(at, size);
        return changed;
    }

    private static long size(Random random) {
        long size = SIZES[random.nextInt(SIZES.length)];
        return random.nextInt(3) == 0 ? size + random.nextInt(33) - 16 : size;
    }

    private static int place(int length, Random random) {
        return random.nextBoolean() ? random.nextInt(length) : random.nextInt(Math.min(length, 24));
    }

    /** A shard whose index of {@code entries} points elsewhere; its checksum, if any, is right. */
    static byte[] index(byte[] shard, int entries, boolean atEnd, boolean checksum, Random random) {
        int length = entries * INDEX_ENTRY;
        int at = atEnd ? shard.length - length - (checksum ? 4 : 0) : 0;
        if (at < 0 || at + length > shard.length) return shard;
        byte[] changed = shard.clone();
        ByteBuffer buffer = ByteBuffer.wrap(changed).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 1 + random.nextInt(entries); i > 0; i--) {
            int entry = at + random.nextInt(entries) * INDEX_ENTRY;
            int other = at + random.nextInt(entries) * INDEX_ENTRY;
            if (random.nextInt(4) == 0) buffer.putLong(entry, buffer.getLong(other));
            else buffer.putLong(entry + 8 * random.nextInt(2), size(random));
        }
        if (checksum) {
            CRC32C crc = new CRC32C();
            crc.update(changed, at, length);
            buffer.putInt(at + length, (int) crc.getValue());
        }
        return changed;
    }
}
