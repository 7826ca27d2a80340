package org.kachel.stitching;

import java.util.Arrays;

/**
 * Packs labelled runs, given in ascending order of their linear index, into bytes.
 *
 * <p>*Layout*: per run three varints: the gap since the end of the run before, the length, and the label: 0 for the largest
 * label so far plus one, else 1 + zigzag(difference to the label before). Mostly 3 to 4 bytes per run.
 */
final class RunWriter {
    private byte[] bytes = new byte[64];
    private int size;
    private int end;
    private int label;
    private int max;

    void add(int index, int length, int newLabel) {
        if (size + 15 > bytes.length) bytes = Arrays.copyOf(bytes, grown(bytes.length));
        byte[] out = bytes;
        int at = size;
        int gap = index - end;
        if (gap < 0x80) out[at++] = (byte) gap;
        else at = varint(out, at, gap);
        if (length < 0x80) out[at++] = (byte) length;
        else at = varint(out, at, length);
        if (newLabel == max + 1) out[at++] = 0;
        else at = varint(out, at, 1 + zigzag(newLabel - label));
        if (newLabel > max) max = newLabel;
        size = at;
        end = index + length;
        label = newLabel;
    }

    /** The largest label so far. */
    int max() {
        return max;
    }

    byte[] toBytes() {
        return Arrays.copyOf(bytes, size);
    }

    private static int varint(byte[] out, int from, int value) {
        int at = from;
        int rest = value;
        while ((rest & ~0x7f) != 0) {
            out[at++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        out[at++] = (byte) rest;
        return at;
    }

    private static int zigzag(int value) {
        return (value << 1) ^ (value >> 31);
    }

    private static int grown(int length) {
        if (length > Integer.MAX_VALUE - 64)
            throw new IllegalStateException(
                    "the labels of a block need more than 2 GiB of runs; make the blocks smaller");
        return (int) Math.min(Integer.MAX_VALUE - 16L, length * 2L);
    }
}
