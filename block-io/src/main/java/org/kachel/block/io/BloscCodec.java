package org.kachel.block.io;

import com.scalableminds.bloscjava.Blosc;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.IntFunction;

/**
 * Buffers of c-blosc 1. Reading takes whatever the buffer's own header says; the parameters matter for writing.
 *
 * @param compressor blosclz, lz4, lz4hc, zlib or zstd
 * @param shuffle noshuffle, shuffle or bitshuffle
 */
record BloscCodec(String compressor, int level, String shuffle, int typeSize, int blockSize) implements Codec {
    private static final int HEADER = 16;

    /** The format of the blocks inside, in the upper bits of the flags. */
    private static final int BLOSCLZ = 0;

    private static final int LZ4 = 1;
    private static final int ZLIB = 3;
    private static final int MEMCPY = 2;

    @Override
    public String name() {
        return "blosc-" + compressor + (shuffle.equals("noshuffle") ? "" : "-" + shuffle);
    }

    @Override
    public ByteBuffer decode(ByteBuffer encoded, int size, IntFunction<byte[]> memory) throws IOException {
        int start = encoded.arrayOffset() + encoded.position();
        if (encoded.remaining() < HEADER)
            throw new IOException("blosc: " + encoded.remaining() + " bytes are no blosc buffer");
        int plainBytes = (int) LittleEndian.INT.get(encoded.array(), start + 4);
        int encodedBytes = (int) LittleEndian.INT.get(encoded.array(), start + 12);
        if (encodedBytes != encoded.remaining())
            throw new IOException(
                    "blosc: the header promises %d bytes, there are %d".formatted(encodedBytes, encoded.remaining()));
        if (plainBytes < 0 || plainBytes > size)
            throw new IOException("blosc: it decodes to " + plainBytes + " bytes, expected " + size);
        if (plainBytes == 0) return ByteBuffer.allocate(0);
        byte[] exact = start == 0 && encoded.array().length == encodedBytes
                ? encoded.array()
                : Arrays.copyOfRange(encoded.array(), start, start + encodedBytes);
        byte[] plain;
        try {
            plain = Blosc.decompress(exact, 1);
        } catch (RuntimeException e) {
            throw new IOException("blosc: " + e.getMessage(), e);
        }
        if (plain == null) throw new IOException("blosc: the buffer is corrupt");
        return ByteBuffer.wrap(plain);
    }

    /** What the header says, if the format of the blocks inside allows that. */
    @Override
    public long most(ByteBuffer encoded) {
        if (encoded.remaining() < HEADER) return 0;
        int start = encoded.arrayOffset() + encoded.position();
        int flags = encoded.array()[start + 2] & 0xff;
        int times = switch (flags >> 5) {
            case BLOSCLZ, LZ4 -> Lz4Codec.MOST_TIMES + 1;
            case ZLIB -> DeflateCodec.MOST_TIMES;
            default -> ZstdCodec.MOST_TIMES;
        };
        if ((flags & MEMCPY) != 0) times = 1;
        int stated = (int) LittleEndian.INT.get(encoded.array(), start + 4);
        return Math.min(Math.max(0, stated), (long) encoded.remaining() * times);
    }

    @Override
    public int bound(int size) {
        return Math.addExact(size, HEADER);
    }

    @Override
    public int encode(byte[] plain, int length, byte[] into, int at) throws IOException {
        byte[] exact = plain.length == length ? plain : Arrays.copyOf(plain, length);
        byte[] encoded = Blosc.compress(
                exact, typeSize, Blosc.Compressor.fromString(compressor), level, bloscShuffle(), blockSize, 1);
        if (encoded == null || encoded.length > into.length - at) throw new IOException("blosc could not encode");
        System.arraycopy(encoded, 0, into, at, encoded.length);
        return encoded.length;
    }

    private Blosc.Shuffle bloscShuffle() {
        return switch (shuffle) {
            case "shuffle" -> Blosc.Shuffle.BYTE_SHUFFLE;
            case "bitshuffle" -> Blosc.Shuffle.BIT_SHUFFLE;
            default -> Blosc.Shuffle.NO_SHUFFLE;
        };
    }

    /** The number that stands for the shuffle in Zarr v2 and N5. */
    int shuffleNumber() {
        return bloscShuffle().getValue();
    }
}
