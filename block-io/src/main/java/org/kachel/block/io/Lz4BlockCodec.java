package org.kachel.block.io;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.IntFunction;
import net.jpountz.lz4.LZ4BlockInputStream;
import net.jpountz.lz4.LZ4BlockOutputStream;

/** N5's lz4: lz4-java's own stream of blocks, each with a header and a checksum. */
record Lz4BlockCodec(int blockSize) implements Codec {
    /** What N5 writes unless told otherwise. */
    static final int DEFAULT_BLOCK = 1 << 16;

    private static final int BLOCK_HEADER = 21;

    @Override
    public String name() {
        return "lz4";
    }

    @Override
    public ByteBuffer decode(ByteBuffer encoded, int size, IntFunction<byte[]> memory) throws IOException {
        ByteArrayInputStream in = new ByteArrayInputStream(
                encoded.array(), encoded.arrayOffset() + encoded.position(), encoded.remaining());
        try (LZ4BlockInputStream plain = LZ4BlockInputStream.newBuilder().build(in)) {
            return DeflateCodec.drain(plain, memory.apply(size));
        } catch (EOFException e) {
            throw new IOException("lz4: the data ends too early", e);
        } catch (IOException e) {
            throw new IOException("lz4: " + e.getMessage(), e);
        }
    }

    @Override
    public int bound(int size) {
        long blocks = size / (long) blockSize + 2;
        return Math.toIntExact(size + size / 255L + blocks * (BLOCK_HEADER + 16));
    }

    @Override
    public int encode(byte[] plain, int length, byte[] into, int at) throws IOException {
        ByteArrayOutputStream encoded = new ByteArrayOutputStream(1 << 16);
        try (LZ4BlockOutputStream out = new LZ4BlockOutputStream(encoded, blockSize)) {
            out.write(plain, 0, length);
        }
        byte[] bytes = encoded.toByteArray();
        System.arraycopy(bytes, 0, into, at, bytes.length);
        return bytes.length;
    }
}
