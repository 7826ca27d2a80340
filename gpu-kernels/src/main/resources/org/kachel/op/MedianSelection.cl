// The upper median of a footprint by selection, without a copy of the window.
//
//   lowest and highest bound the key of rank COUNT/2, at first by the window's extremes. A pivot between them parts the window;
//   the part that holds the rank is kept, and its bound becomes the key that is nearest to the pivot. So a step halves the
//   range of keys at least, and passes over what no voxel has: about log2(COUNT) steps on smooth data, never more than bits.
//
// After Window.cl, MedianKeys.cl and the footprint's table. Cost: the window is read once, and once per step.
typedef VECTOR(UNSIGNED) keys;
#if V == 1
#define ANY(condition) (condition)
#else
#define ANY(condition) any(condition)
#endif

// The statement for each row of the window, which goes from −w to +w.
#define WINDOW(statement) \
    for (int dz = -RZ; dz <= RZ; dz++) \
        for (int dy = -RY; dy <= RY; dy++) { \
            const int w = HALF_WIDTH(dy, dz); \
            if (w < 0) continue; \
            __global const IN *row = row_of(in, y + dy, z + dz, wx, wy, wz); \
            statement \
        }

__kernel void median(WINDOW_ARGS) {
    const int ox = get_global_id(0) * V, oy = get_global_id(1), oz = get_global_id(2);
    if (ox >= nx || oy >= ny || oz >= nz) return;
    const int x = ox + sx, y = oy + sy, z = oz + sz;
    keys lowest = key_of(load(row_of(in, y, z, wx, wy, wz), x, wx)), highest = lowest;
    WINDOW(EACH(row, w, const keys k = key_of(v); lowest = min(lowest, k); highest = max(highest, k);))
    while (ANY(lowest < highest)) {
        const keys pivot = lowest + ((highest - lowest) >> (UNSIGNED) 1) + (UNSIGNED) 1;
        keys below = lowest, above = highest;      // the nearest keys on either side
        VECTOR(int) lower = 0;
        WINDOW(
            keys some = 0;                         // a run has fewer than 256 voxels
            EACH(row, w,
                 const keys k = key_of(v);
                 const keys less = AS(UNSIGNED, CONVERT(SIGNED, -ONES(k < pivot)));      // all bits
                 const keys under = k & less;
                 const keys over = k | less;
                 some -= less;
                 below = max(below, under);
                 above = min(above, over);)
            lower += CONVERT(int, some);
        )
        const VECTOR(SIGNED) open = CONVERT(SIGNED, -ONES(lowest < highest)), up = CONVERT(SIGNED, -ONES(lower <= COUNT / 2));
        lowest = (open & up) ? above : lowest;
        highest = (open & ~up) ? below : highest;
    }
    put(voxel_of(lowest), out + ((size_t) oz * ny + oy) * nx + ox, nx - ox);
}
