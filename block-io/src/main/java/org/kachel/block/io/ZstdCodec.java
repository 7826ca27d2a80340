package org.kachel.block.io;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.IntFunction;

/** Zstandard frames; ours carry a checksum, so that a flipped bit is noticed. Native contexts are kept and reused. */
record ZstdCodec(int level) implements Codec {
    private static final Queue<ZstdDecompressCtx> DECOMPRESSORS = new ConcurrentLinkedQueue<>();
    /** Four bytes of a block that repeats one byte stand for 128 KiB. */
    static final int MOST_TIMES = 1 << 15;

    private static final Queue<ZstdCompressCtx> COMPRESSORS = new ConcurrentLinkedQueue<>();

    @Override
    public String name() {
        return "zstd:" + level;
    }

    @Override
    public ByteBuffer decode(ByteBuffer encoded, int size, IntFunction<byte[]> memory) throws IOException {
        byte[] plain = memory.apply(size);
        ZstdDecompressCtx context = DECOMPRESSORS.poll();
        if (context == null) context = new ZstdDecompressCtx();
        try {
            int length = context.decompressByteArray(
                    plain, 0, size, encoded.array(), encoded.arrayOffset() + encoded.position(), encoded.remaining());
            return ByteBuffer.wrap(plain, 0, length);
        } catch (ZstdException e) {
            throw new IOException("zstd: " + e.getMessage(), e);
        } finally {
            DECOMPRESSORS.add(context);
        }
    }

    /** What the frame says where it is the only one, if that is possible. */
    @Override
    public long most(ByteBuffer encoded) {
        if (!encoded.hasRemaining()) return 0;
        long most = (long) encoded.remaining() * MOST_TIMES;
        int start = encoded.arrayOffset() + encoded.position();
        long stated;
        try {
            if (Zstd.findFrameCompressedSize(encoded.array(), start, encoded.remaining()) != encoded.remaining())
                return most;
            stated = Zstd.getFrameContentSize(encoded.array(), start, encoded.remaining());
        } catch (ZstdException e) {
            return most; // what is wrong with it, decoding says
        }
        return stated < 0 ? most : Math.min(most, stated);
    }

    @Override
    public int bound(int size) {
        return Math.toIntExact(Zstd.compressBound(size));
    }

    @Override
    public int encode(byte[] plain, int length, byte[] into, int at) {
        ZstdCompressCtx context = COMPRESSORS.poll();
        if (context == null) context = new ZstdCompressCtx();
        try {
            context.setLevel(level).setChecksum(true);
            return context.compressByteArray(into, at, into.length - at, plain, 0, length);
        } finally {
            COMPRESSORS.add(context);
        }
    }
}
