package org.kachel.block;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** The numeric types that a voxel can have. */
public enum VoxelType {
    UINT8(1, false, false, "uchar"),
    INT8(1, false, true, "char"),
    UINT16(2, false, false, "ushort"),
    INT16(2, false, true, "short"),
    UINT32(4, false, false, "uint"),
    INT32(4, false, true, "int"),
    UINT64(8, false, false, "ulong"),
    INT64(8, false, true, "long"),
    FLOAT32(4, true, true, "float"),
    FLOAT64(8, true, true, "double");

    private final int bytes;
    private final boolean floating;
    private final boolean signed;
    private final String openClName;

    VoxelType(int bytes, boolean floating, boolean signed, String openClName) {
        this.bytes = bytes;
        this.floating = floating;
        this.signed = signed;
        this.openClName = openClName;
    }

    /** The type called {@code name}, such as {@code uint16}. *Errors*: {@link IllegalArgumentException} listing the known names. */
    public static VoxelType named(String name) {
        return Arrays.stream(values())
                .filter(t -> t.toString().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("unknown voxel type '" + name + "'; known are "
                        + Arrays.stream(values()).map(VoxelType::toString).collect(Collectors.joining(", "))));
    }

    public int bytes() {
        return bytes;
    }

    public boolean floating() {
        return floating;
    }

    /** Whether negative values can be held. */
    public boolean signed() {
        return signed;
    }

    /** The scalar type of OpenCL C, such as {@code ushort}. */
    public String openClName() {
        return openClName;
    }

    /** The name in files, pipelines and messages, such as {@code uint16}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
