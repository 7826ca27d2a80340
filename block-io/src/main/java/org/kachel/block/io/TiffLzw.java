package org.kachel.block.io;

import java.io.IOException;

/**
 * LZW as TIFF has it: codes of 9 to 12 bits, highest bit first, one bit more as soon as the table's last but one code is
 * taken. Ends at the bytes that are needed, where ImageJ's decoder goes on as long as there are codes.
 *
 * <p>*Source*: TIFF 6.0, section 13.
 */
final class TiffLzw {
    private static final int CLEAR = 256;
    private static final int END = 257;
    private static final int FIRST = 258;
    private static final int MOST_BITS = 12;

    /** Bytes that a code can stand for: each code's string is one longer than one before it. */
    static final int MOST_TIMES = 1 << MOST_BITS;

    private final byte[] stored;
    private final byte[] plain;

    /** Where in {@code plain} a code's string stands. */
    private final int[] start = new int[1 << MOST_BITS];

    private final int[] length = new int[1 << MOST_BITS];
    private int next = FIRST;
    private int width = 9;
    private int bits;
    private int bitCount;
    private int read;

    private TiffLzw(byte[] stored, int needed) {
        this.stored = stored;
        this.plain = new byte[needed];
    }

    /** {@code needed} bytes. *Errors*: {@link IOException} where there are fewer, or a code that cannot be. */
    static byte[] decode(byte[] stored, int needed) throws IOException {
        TiffLzw decoder = new TiffLzw(stored, needed);
        decoder.decode();
        return decoder.plain;
    }

    private void decode() throws IOException {
        int before = 0;
        for (int at = 0; at < plain.length; ) {
            int code = code();
            if (code == END) throw new IOException("a strip of %d bytes, expected %d".formatted(at, plain.length));
            if (code == CLEAR) {
                next = FIRST;
                width = 9;
                before = 0;
                continue;
            }
            // the string of the code before and the first byte of this one are the table's next string
            if (before > 0 && next < start.length) {
                start[next] = at - before;
                length[next++] = before + 1;
                if (next > (1 << width) - 2 && width < MOST_BITS) width++;
            }
            before = put(code, at);
            at += before;
        }
    }

    /** Writes a code's string at {@code at}, where it may overlap itself; returns its length. */
    private int put(int code, int at) throws IOException {
        if (code < CLEAR) {
            plain[at] = (byte) code;
            return 1;
        }
        if (code >= next) throw new IOException("a corrupt strip: there is no code " + code + " yet");
        int count = Math.min(length[code], plain.length - at);
        for (int i = 0; i < count; i++) plain[at + i] = plain[start[code] + i];
        return length[code];
    }

    private int code() throws IOException {
        while (bitCount < width) {
            if (read == stored.length) throw new IOException("a strip that ends too early");
            bits = bits << 8 | stored[read++] & 0xff;
            bitCount += 8;
        }
        bitCount -= width;
        return bits >>> bitCount & (1 << width) - 1;
    }
}
