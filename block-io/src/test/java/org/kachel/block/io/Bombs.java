package org.kachel.block.io;

import com.scalableminds.bloscjava.Blosc;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.Deflater;
import net.jpountz.lz4.LZ4BlockOutputStream;

/** Chunks of a few MiB at most that would become gigabytes. */
final class Bombs {
    private static final int PIECE = 16 << 20;
    private static final int PIECES = 256;

    private Bombs() {}

    /** By codec, each of 4 GiB of zeros or as much as its format can count. */
    static Map<String, byte[]> all() throws IOException {
        Map<String, byte[]> bombs = new LinkedHashMap<>();
        bombs.put("gzip", deflated(true));
        bombs.put("zlib", deflated(false));
        bombs.put("zstd", zstd(false));
        bombs.put("zstd that states its size", zstd(true));
        bombs.put("lz4", lz4());
        bombs.put("n5 lz4", lz4Blocks());
        bombs.put("blosc", blosc(Integer.MAX_VALUE - 64));
        return bombs;
    }

    /** Pieces that end at a byte, one after the other: members of a gzip, flushed blocks of a zlib stream. */
    private static byte[] deflated(boolean gzip) throws IOException {
        byte[] zeros = new byte[PIECE];
        byte[] piece = new byte[1 << 16];
        ByteArrayOutputStream bomb = new ByteArrayOutputStream();
        if (gzip) {
            int length = new DeflateCodec(true, 9).encode(zeros, PIECE, piece, 0);
            for (int i = 0; i < PIECES; i++) bomb.write(piece, 0, length);
            return bomb.toByteArray();
        }
        Deflater deflater = new Deflater(9, true);
        deflater.setInput(zeros);
        int length = deflater.deflate(piece, 0, piece.length, Deflater.FULL_FLUSH);
        deflater.end();
        bomb.write(new byte[] {0x78, (byte) 0xda});
        for (int i = 0; i < PIECES; i++) bomb.write(piece, 0, length);
        bomb.write(new byte[] {3, 0, 0, 0, 0, 1});
        return bomb.toByteArray();
    }

    /** A frame of blocks that repeat a byte 2¹⁷ times. */
    static byte[] zstd(boolean stated) {
        int blocks = 1 << 15;
        ByteBuffer bomb = ByteBuffer.allocate(14 + 4 * blocks).order(ByteOrder.LITTLE_ENDIAN);
        bomb.putInt(0xfd2fb528);
        if (stated) bomb.put((byte) 0xc0).put((byte) 0x70).putLong((long) blocks << 17);
        else bomb.put((byte) 0).put((byte) 0x70);
        for (int i = 0; i < blocks; i++) {
            int header = 1 << 17 << 3 | 1 << 1 | (i == blocks - 1 ? 1 : 0);
            bomb.put((byte) header)
                    .put((byte) (header >> 8))
                    .put((byte) (header >> 16))
                    .put((byte) 0);
        }
        return java.util.Arrays.copyOf(bomb.array(), bomb.position());
    }

    /** One match of half a GiB. */
    private static byte[] lz4() {
        byte[] bomb = new byte[4 + 4 + (1 << 21)];
        java.util.Arrays.fill(bomb, (byte) 255);
        ByteBuffer.wrap(bomb)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(1 << 29)
                .put((byte) 0x1f)
                .put((byte) 0)
                .putShort((short) 1);
        return bomb;
    }

    private static byte[] lz4Blocks() throws IOException {
        ByteArrayOutputStream bomb = new ByteArrayOutputStream();
        LZ4BlockOutputStream out = new LZ4BlockOutputStream(bomb, 1 << 25);
        for (int i = 0; i < 32; i++) out.write(new byte[PIECE]);
        out.close();
        return bomb.toByteArray();
    }

    /** A buffer of 1 MiB whose header states more. */
    static byte[] blosc(int stated) {
        byte[] buffer = Blosc.compress(new byte[1 << 20], 1, Blosc.Compressor.ZSTD, 5, Blosc.Shuffle.NO_SHUFFLE, 0, 1);
        ByteBuffer.wrap(buffer).order(ByteOrder.LITTLE_ENDIAN).putInt(4, stated);
        return buffer;
    }

    /** {@code .zarray} of one chunk of bytes. */
    static byte[] zarr2(String compressor, int... chunk) {
        StringBuilder sizes = new StringBuilder();
        for (int size : chunk) sizes.append(sizes.isEmpty() ? "" : ",").append(size);
        String array = "{\"zarr_format\":2,\"shape\":[%s],\"chunks\":[%s],\"dtype\":\"|u1\",\"compressor\":%s,"
                + "\"filters\":null,\"fill_value\":0,\"order\":\"C\"}";
        return array.formatted(sizes, sizes, compressor).getBytes(StandardCharsets.UTF_8);
    }
}
