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
        varint(index - end);
        varint(length);
        varint(newLabel == max + 1 ? 0 : 1 + zigzag(newLabel - label));
        end = index + length;
        label = newLabel;
        max = Math.max(max, newLabel);
    }

    /** The largest label so far. */
    int max() {
        return max;
    }

    byte[] toBytes() {
        return Arrays.copyOf(bytes, size);
    }

    private void varint(int value) {
        int rest = value;
        while ((rest & ~0x7f) != 0) {
            bytes[size++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[size++] = (byte) rest;
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
