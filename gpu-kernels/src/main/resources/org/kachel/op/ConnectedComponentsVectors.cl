/*
 * 32 voxels to the bits of a word, for CPUs: comparisons of 16 voxels at once, and a multiplication that gathers the low bits
 * of eight bytes. Between ConnectedComponents.cl and ConnectedComponentsRuns.cl.
 */
#define CPU 1

uint gather(const char16 truth) {
    const ulong2 bytes = as_ulong2(truth) & 0x0101010101010101UL;
    const ulong2 bits = (bytes * 0x0102040810204080UL) >> 56;
    return (uint) bits.x | (uint) bits.y << 8;
}

uint bits_of_set(__global const VOXEL *p) {
#if FLOATING
    return gather(convert_char16((vload16(0, p) << 1) != (VOXEL) 0)) | gather(convert_char16((vload16(1, p) << 1) != (VOXEL) 0)) << 16;
#else
    return gather(convert_char16(vload16(0, p) != (VOXEL) 0)) | gather(convert_char16(vload16(1, p) != (VOXEL) 0)) << 16;
#endif
}

uint bits_of_equal(__global const VOXEL *p, __global const VOXEL *q) {
    return gather(convert_char16(vload16(0, p) == vload16(0, q))) | gather(convert_char16(vload16(1, p) == vload16(1, q))) << 16;
}
