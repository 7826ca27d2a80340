package org.kachel.block.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.IntFunction;
import net.jpountz.lz4.LZ4Exception;
import net.jpountz.lz4.LZ4Factory;

/** One raw LZ4 block behind its plain size as 4 little-endian bytes, as numcodecs writes it. */
record Lz4Codec() implements Codec {
    private static final int HEADER = 4;

    /** A byte that lengthens a match stands for 255 bytes, the first ones of a match for few more. */
    static final int MOST_TIMES = 255;

    @Override
    public String name() {
        return "lz4";
    }

    @Override
    public ByteBuffer decode(ByteBuffer encoded, int size, IntFunction<byte[]> memory) throws IOException {
        int start = encoded.arrayOffset() + encoded.position();
        if (encoded.remaining() < HEADER) throw new IOException("lz4: " + encoded.remaining() + " bytes are too few");
        int plainBytes = (int) LittleEndian.INT.get(encoded.array(), start);
        if (plainBytes < 0 || plainBytes > size)
            throw new IOException("lz4: it decodes to " + plainBytes + " bytes, expected " + size);
        byte[] plain = memory.apply(plainBytes);
        try {
            int length = LZ4Factory.fastestInstance()
                    .safeDecompressor()
                    .decompress(encoded.array(), start + HEADER, encoded.remaining() - HEADER, plain, 0, plainBytes);
            return ByteBuffer.wrap(plain, 0, length);
        } catch (LZ4Exception e) {
            throw new IOException("lz4: " + e.getMessage(), e);
        }
    }

    @Override
    public long most(ByteBuffer encoded) {
        return (long) encoded.remaining() * MOST_TIMES;
    }

    @Override
    public int bound(int size) {
        return Math.addExact(LZ4Factory.fastestInstance().fastCompressor().maxCompressedLength(size), HEADER);
    }

    @Override
    public int encode(byte[] plain, int length, byte[] into, int at) {
        LittleEndian.INT.set(into, at, length);
        return HEADER
                + LZ4Factory.fastestInstance()
                        .fastCompressor()
                        .compress(plain, 0, length, into, at + HEADER, into.length - at - HEADER);
    }
}
