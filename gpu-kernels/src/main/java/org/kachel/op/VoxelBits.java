package org.kachel.op;

import org.kachel.block.VoxelType;
import org.kachel.block.Voxels;

/** Voxels as unsigned integers of their bits: what labelling looks at, so that all types need four kernels only. */
final class VoxelBits {
    private VoxelBits() {}

    /** OpenCL's unsigned integer of the same size. */
    static String unsignedName(VoxelType type) {
        return switch (type.bytes()) {
            case 1 -> "uchar";
            case 2 -> "ushort";
            case 4 -> "uint";
            default -> "ulong";
        };
    }

    /** OpenCL's signed integer of the same size: what a comparison of vectors gives. */
    static String signedName(VoxelType type) {
        return unsignedName(type).substring(1);
    }

    /** The bits at {@code index}; 0 for −0.0, too. */
    static long at(Voxels voxels, int index) {
        return switch (voxels.type()) {
            case FLOAT32 -> {
                int bits = voxels.bytes().getInt(4 * index);
                yield bits << 1 == 0 ? 0 : bits;
            }
            case FLOAT64 -> {
                long bits = voxels.bytes().getLong(8 * index);
                yield bits << 1 == 0 ? 0 : bits;
            }
            default -> voxels.integer(index);
        };
    }

    /** The same bits at another place. */
    static void copy(Voxels from, int at, Voxels to, int into) {
        switch (from.type().bytes()) {
            case 1 -> to.bytes().put(into, from.bytes().get(at));
            case 2 -> to.bytes().putShort(2 * into, from.bytes().getShort(2 * at));
            case 4 -> to.bytes().putInt(4 * into, from.bytes().getInt(4 * at));
            default -> to.bytes().putLong(8 * into, from.bytes().getLong(8 * at));
        }
    }
}
