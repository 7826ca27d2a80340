package org.kachel.block.io;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.function.IntFunction;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;

/** Deflate in a gzip or zlib wrapper, by the JDK. */
record DeflateCodec(boolean gzip, int level) implements Codec {
    private static final byte[] GZIP_HEADER = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, (byte) 255};
    private static final int GZIP_TRAILER = 8;

    /** A code of two bits at least stands for 258 bytes at most. */
    static final int MOST_TIMES = 1032;

    @Override
    public String name() {
        return (gzip ? "gzip:" : "zlib:") + level;
    }

    @Override
    public ByteBuffer decode(ByteBuffer encoded, int size, IntFunction<byte[]> memory) throws IOException {
        InputStream in = new ByteArrayInputStream(
                encoded.array(), encoded.arrayOffset() + encoded.position(), encoded.remaining());
        try (InputStream plain = gzip ? new GZIPInputStream(in, 1 << 16) : new InflaterInputStream(in)) {
            return drain(plain, memory.apply(size));
        } catch (EOFException e) {
            throw new IOException("the data ends too early", e);
        }
    }

    /** What {@code in} gives, which must fit into {@code plain}. */
    static ByteBuffer drain(InputStream in, byte[] plain) throws IOException {
        int length = in.readNBytes(plain, 0, plain.length);
        if (length == plain.length && in.read() >= 0)
            throw new IOException("it decodes to more than " + length + " bytes");
        return ByteBuffer.wrap(plain, 0, length);
    }

    @Override
    public long most(ByteBuffer encoded) {
        return (long) encoded.remaining() * MOST_TIMES;
    }

    @Override
    public int bound(int size) {
        return Math.addExact(size, (size >>> 12) + (size >>> 14) + (size >>> 10) + 64);
    }

    @Override
    public int encode(byte[] plain, int length, byte[] into, int at) throws IOException {
        int header = gzip ? GZIP_HEADER.length : 0;
        int trailer = gzip ? GZIP_TRAILER : 0;
        if (gzip) System.arraycopy(GZIP_HEADER, 0, into, at, header);
        int deflated = deflate(plain, length, into, at + header, into.length - at - header - trailer);
        if (gzip) {
            CRC32 crc = new CRC32();
            crc.update(plain, 0, length);
            LittleEndian.INT.set(into, at + header + deflated, (int) crc.getValue());
            LittleEndian.INT.set(into, at + header + deflated + 4, length);
        }
        return header + deflated + trailer;
    }

    private int deflate(byte[] plain, int length, byte[] into, int at, int room) throws IOException {
        Deflater deflater = new Deflater(level, gzip);
        try {
            deflater.setInput(plain, 0, length);
            deflater.finish();
            int deflated = deflater.deflate(into, at, room);
            if (!deflater.finished()) throw new IOException("deflate needs more than " + room + " bytes");
            return deflated;
        } finally {
            deflater.end();
        }
    }
}
