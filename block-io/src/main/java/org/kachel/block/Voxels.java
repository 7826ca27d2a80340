package org.kachel.block;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import net.imglib2.FinalInterval;
import net.imglib2.Interval;
import net.imglib2.util.Intervals;

/**
 * The voxels of one interval in host memory.
 *
 * <p>*Shape*: three axes x, y, z, x fastest, without gaps. *Layout*: little-endian; {@code bytes} starts at 0 and holds
 * exactly the interval, so at most 2³¹−1 bytes. The buffer may be heap, direct or pinned; who allocated it frees it.
 */
public record Voxels(VoxelType type, Interval interval, ByteBuffer bytes) {

    public Voxels {
        interval = new FinalInterval(interval);
        if (interval.numDimensions() != 3)
            throw new IllegalArgumentException("voxels have three axes, not " + interval.numDimensions());
        long needed = byteCount(type, interval);
        if (bytes.capacity() < needed)
            throw new IllegalArgumentException("%s voxels of %s need %d bytes, the buffer has %d"
                    .formatted(type, Intervals.toString(interval), needed, bytes.capacity()));
        bytes = bytes.duplicate()
                .order(ByteOrder.LITTLE_ENDIAN)
                .position(0)
                .limit(Math.toIntExact(needed))
                .slice()
                .order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Zeros in heap memory. */
    public static Voxels zeros(VoxelType type, Interval interval) {
        return new Voxels(type, interval, ByteBuffer.allocate(Math.toIntExact(byteCount(type, interval))));
    }

    public static long byteCount(VoxelType type, Interval interval) {
        return Intervals.numElements(interval) * type.bytes();
    }

    /** Number of voxels. */
    public int count() {
        return (int) Intervals.numElements(interval);
    }

    public int sizeX() {
        return (int) interval.dimension(0);
    }

    public int sizeY() {
        return (int) interval.dimension(1);
    }

    public int sizeZ() {
        return (int) interval.dimension(2);
    }

    /** The index of the voxel at global position x, y, z, which must lie inside. */
    public int index(long x, long y, long z) {
        return (int) (((z - interval.min(2)) * sizeY() + (y - interval.min(1))) * sizeX() + (x - interval.min(0)));
    }

    /** The value at {@code index}; unsigned integers as their value, uint64 above 2⁶³ as a negative number. */
    public long integer(int index) {
        return switch (type) {
            case UINT8 -> bytes.get(index) & 0xffL;
            case INT8 -> bytes.get(index);
            case UINT16 -> bytes.getShort(2 * index) & 0xffffL;
            case INT16 -> bytes.getShort(2 * index);
            case UINT32 -> bytes.getInt(4 * index) & 0xffffffffL;
            case INT32 -> bytes.getInt(4 * index);
            case UINT64, INT64 -> bytes.getLong(8 * index);
            case FLOAT32 -> (long) bytes.getFloat(4 * index);
            case FLOAT64 -> (long) bytes.getDouble(8 * index);
        };
    }

    /** The value at {@code index} as a double: exact for all but 64-bit integers beyond 2⁵³, which are rounded to nearest. */
    public double real(int index) {
        return switch (type) {
            case FLOAT32 -> bytes.getFloat(4 * index);
            case FLOAT64 -> bytes.getDouble(8 * index);
            case UINT64 -> unsignedToDouble(bytes.getLong(8 * index));
            default -> (double) integer(index);
        };
    }

    /** Stores the low bits of {@code value}: no saturation. */
    public void setInteger(int index, long value) {
        switch (type) {
            case UINT8, INT8 -> bytes.put(index, (byte) value);
            case UINT16, INT16 -> bytes.putShort(2 * index, (short) value);
            case UINT32, INT32 -> bytes.putInt(4 * index, (int) value);
            case UINT64, INT64 -> bytes.putLong(8 * index, value);
            case FLOAT32 -> bytes.putFloat(4 * index, value);
            case FLOAT64 -> bytes.putDouble(8 * index, value);
        }
    }

    /** Stores {@code value}; into an integer type saturated, then truncated toward zero, NaN as 0 (CLIJ's rule). */
    public void setReal(int index, double value) {
        switch (type) {
            case FLOAT32 -> bytes.putFloat(4 * index, (float) value);
            case FLOAT64 -> bytes.putDouble(8 * index, value);
            default -> setInteger(index, saturate(type, value));
        }
    }

    /** {@code value} saturated to an integer type, then truncated toward zero; NaN gives 0. */
    public static long saturate(VoxelType type, double value) {
        return switch (type) {
            case UINT8 -> (long) Math.min(255, Math.max(0, value));
            case INT8 -> (long) Math.min(127, Math.max(-128, value));
            case UINT16 -> (long) Math.min(65535, Math.max(0, value));
            case INT16 -> (long) Math.min(32767, Math.max(-32768, value));
            case UINT32 -> (long) Math.min(4294967295.0, Math.max(0, value));
            case INT32 -> (long) Math.min(2147483647.0, Math.max(-2147483648.0, value));
            case INT64 -> (long) value;
            case UINT64 ->
                value >= 0x1p63
                        ? (value >= 0x1p64 ? -1L : (long) (value - 0x1p63) ^ Long.MIN_VALUE)
                        : (long) Math.max(0, value);
            case FLOAT32, FLOAT64 -> throw new IllegalArgumentException(type + " needs no saturation");
        };
    }

    private static double unsignedToDouble(long bits) {
        return bits >= 0 ? bits : ((bits >>> 1) | (bits & 1)) * 2.0;
    }
}
