// Voxels as unsigned integers of the same size and order, and back; after Window.cl.
//
//   unsigned k = v      signed k = v with its highest bit flipped
//   floats   b = bits(v), negative ones with all but their sign flipped, so that b orders as a signed integer; then
//            k = b − b(−∞): −∞ is 0, and NaN of either sign is above +∞
#if defined(FLOATING)
#define BITS_TO_KEY(b) (AS(UNSIGNED, (b) ^ (((b) >> (BITS - 1)) & GREATEST)) - LEAST)
inline VECTOR(UNSIGNED) key_of(const voxels v) { return BITS_TO_KEY(AS(SIGNED, v)); }
inline voxels voxel_of(const VECTOR(UNSIGNED) k) {
    const VECTOR(SIGNED) b = AS(SIGNED, k + LEAST);
    return AS(IN, b ^ ((b >> (BITS - 1)) & GREATEST));
}
#elif defined(SIGN)
inline VECTOR(UNSIGNED) key_of(const voxels v) { return AS(UNSIGNED, v) ^ (UNSIGNED) SIGN; }
inline voxels voxel_of(const VECTOR(UNSIGNED) k) {
    const VECTOR(UNSIGNED) bits = k ^ (UNSIGNED) SIGN;
    return AS(IN, bits);
}
#else
inline VECTOR(UNSIGNED) key_of(const voxels v) { return v; }
inline voxels voxel_of(const VECTOR(UNSIGNED) k) { return k; }
#endif
