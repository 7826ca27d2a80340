package org.kachel.block.io;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import net.jpountz.xxhash.XXHash64;
import net.jpountz.xxhash.XXHashFactory;
import org.kachel.block.Voxels;

/** 64 bits that tell contents from each other: their XXH64. Not for those who mean harm. */
public final class Checksum {
    private static final XXHash64 HASH = XXHashFactory.fastestInstance().hash64();

    private Checksum() {}

    public static long of(Voxels voxels) {
        return HASH.hash(voxels.bytes(), 0, voxels.bytes().capacity(), 0);
    }

    public static long of(byte[] bytes) {
        return HASH.hash(bytes, 0, bytes.length, 0);
    }

    public static long of(String text) {
        return of(text.getBytes(StandardCharsets.UTF_8));
    }

    public static long of(long[] values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Long.BYTES);
        bytes.asLongBuffer().put(values);
        return of(bytes.array());
    }

    /** Of two contents in this order, by their checksums. */
    public static long of(long first, long second) {
        return Long.rotateLeft(first * 0x9E3779B97F4A7C15L ^ second, 31) * 0xC2B2AE3D27D4EB4FL;
    }
}
