package org.kachel.block.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.IntFunction;
import java.util.zip.CRC32C;

/** A CRC-32C of the bytes behind them, little-endian. */
record Crc32cCodec() implements Codec {
    private static final int CHECKSUM = 4;

    @Override
    public String name() {
        return "crc32c";
    }

    @Override
    public ByteBuffer decode(ByteBuffer encoded, int size, IntFunction<byte[]> memory) throws IOException {
        int length = encoded.remaining() - CHECKSUM;
        if (length < 0) throw new IOException("crc32c: " + encoded.remaining() + " bytes hold no checksum");
        int start = encoded.arrayOffset() + encoded.position();
        int stored = (int) LittleEndian.INT.get(encoded.array(), start + length);
        int computed = checksum(encoded.array(), start, length);
        if (stored != computed)
            throw new IOException("crc32c: the checksum is %08x, the data gives %08x".formatted(stored, computed));
        return encoded.slice(encoded.position(), length);
    }

    private static int checksum(byte[] bytes, int offset, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, offset, length);
        return (int) crc.getValue();
    }

    @Override
    public long most(ByteBuffer encoded) {
        return encoded.remaining();
    }

    @Override
    public int bound(int size) {
        return Math.addExact(size, CHECKSUM);
    }

    @Override
    public int encode(byte[] plain, int length, byte[] into, int at) {
        System.arraycopy(plain, 0, into, at, length);
        LittleEndian.INT.set(into, at + length, checksum(plain, 0, length));
        return length + CHECKSUM;
    }
}
