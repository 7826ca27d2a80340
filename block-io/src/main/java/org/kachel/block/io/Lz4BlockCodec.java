package org.kachel.block.io;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.function.IntFunction;
import net.jpountz.lz4.LZ4BlockOutputStream;
import net.jpountz.lz4.LZ4Exception;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.xxhash.XXHash32;
import net.jpountz.xxhash.XXHashFactory;

/** N5's lz4: lz4-java's own stream of blocks, each with a header and a checksum. */
record Lz4BlockCodec(int blockSize) implements Codec {
    /** What N5 writes unless told otherwise. */
    static final int DEFAULT_BLOCK = 1 << 16;

    private static final byte[] MAGIC = "LZ4Block".getBytes(StandardCharsets.US_ASCII);
    private static final int BLOCK_HEADER = 21;
    private static final int RAW = 0x10;
    private static final int LZ4 = 0x20;
    private static final XXHash32 HASH = XXHashFactory.fastestInstance().hash32();
    private static final int HASH_SEED = 0x9747b28c;

    /** All that lz4-java keeps of a hash. */
    private static final int HASH_BITS = 0xfffffff;

    @Override
    public String name() {
        return "lz4";
    }

    /**
     * Block by block into one array. Each block's header: the magic, a token (method and block size), the encoded and the plain
     * length and the xxHash32 of the plain bytes, 4 bytes each; a block of no bytes is the last.
     */
    @Override
    public ByteBuffer decode(ByteBuffer encoded, int size, IntFunction<byte[]> memory) throws IOException {
        ByteBuffer in = encoded.slice().order(ByteOrder.LITTLE_ENDIAN);
        byte[] plain = memory.apply(size);
        int length = 0;
        while (true) {
            if (in.remaining() < BLOCK_HEADER) throw new IOException("lz4: the data ends too early");
            for (byte b : MAGIC) if (in.get() != b) throw new IOException("lz4: this is no block of lz4-java's stream");
            int method = in.get() & 0xf0;
            int encodedBytes = in.getInt();
            int plainBytes = in.getInt();
            int hash = in.getInt();
            if (encodedBytes < 0 || encodedBytes > in.remaining())
                throw new IOException(
                        "lz4: a block of %d bytes where %d follow".formatted(encodedBytes, in.remaining()));
            if (plainBytes < 0 || plainBytes > size - length)
                throw new IOException("lz4: it decodes to more than " + size + " bytes");
            if (plainBytes == 0) return ByteBuffer.wrap(plain, 0, length);
            block(method, in.slice(in.position(), encodedBytes), plain, length, plainBytes);
            if ((HASH.hash(plain, length, plainBytes, HASH_SEED) & HASH_BITS) != hash)
                throw new IOException("lz4: the checksum of a block is wrong");
            in.position(in.position() + encodedBytes);
            length += plainBytes;
        }
    }

    private static void block(int method, ByteBuffer from, byte[] plain, int at, int length) throws IOException {
        if (method == RAW && from.remaining() == length) from.get(plain, at, length);
        else if (method != LZ4 || decompressed(from, plain, at, length) != length)
            throw new IOException("lz4: a block that is not of " + length + " bytes");
    }

    private static int decompressed(ByteBuffer from, byte[] plain, int at, int length) throws IOException {
        try {
            return LZ4Factory.fastestInstance()
                    .safeDecompressor()
                    .decompress(from.array(), from.arrayOffset(), from.remaining(), plain, at, length);
        } catch (LZ4Exception e) {
            throw new IOException("lz4: " + e.getMessage(), e);
        }
    }

    @Override
    public long most(ByteBuffer encoded) {
        return (long) encoded.remaining() * Lz4Codec.MOST_TIMES;
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
