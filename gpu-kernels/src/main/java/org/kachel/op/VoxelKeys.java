package org.kachel.op;

import org.kachel.block.VoxelType;
import org.kachel.block.Voxels;

/**
 * Voxels as unsigned integers in the same order, and the digits in which they are looked at: {@value #DIGIT_BITS} bits each, the
 * highest first. NaN has no place among them.
 */
final class VoxelKeys {
    static final int DIGIT_BITS = 11;
    static final int DIGITS = 1 << DIGIT_BITS;

    private VoxelKeys() {}

    /** How many digits the keys of a type have. */
    static int digits(VoxelType type) {
        return (bits(type) + DIGIT_BITS - 1) / DIGIT_BITS;
    }

    /** How far a key is shifted to the right, so that its {@code digit}-th is the lowest. */
    static int shift(VoxelType type, int digit) {
        return DIGIT_BITS * (digits(type) - 1 - digit);
    }

    static long of(Voxels voxels, int index) {
        VoxelType type = voxels.type();
        long sign = sign(type), mask = mask(type), bits = VoxelBits.at(voxels, index) & mask;
        if (type.floating() && (bits & sign) != 0) return ~bits & mask;
        return type.signed() ? bits ^ sign : bits;
    }

    /** The voxel that has a key; rounded to double where it is a large 64-bit integer. */
    static double value(VoxelType type, long key) {
        long sign = sign(type), mask = mask(type);
        if (type.floating()) {
            long bits = (key & sign) != 0 ? key ^ sign : ~key & mask;
            return type == VoxelType.FLOAT32 ? Float.intBitsToFloat((int) bits) : Double.longBitsToDouble(bits);
        }
        long value = type.signed() ? key ^ sign : key;
        int unused = Long.SIZE - bits(type);
        if (type.signed()) return value << unused >> unused;
        return value >= 0 ? value : (value >>> 1 | value & 1) * 2.0;
    }

    static long sign(VoxelType type) {
        return 1L << bits(type) - 1;
    }

    private static long mask(VoxelType type) {
        return -1L >>> Long.SIZE - bits(type);
    }

    private static int bits(VoxelType type) {
        return Byte.SIZE * type.bytes();
    }
}
