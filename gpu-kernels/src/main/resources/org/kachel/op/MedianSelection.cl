// The upper median of a footprint by selection, without a copy of the window.
//
//   The key of rank COUNT/2 is found bit by bit from the top: a bit is set where at most COUNT/2 keys of the window are lower
//   than the key so far with that bit. Bits above the highest one in which the window's keys differ are those of any of them.
//
// After Window.cl, MedianKeys.cl and the footprint's table. Cost: the window is read once, and once per bit left.
#if V == 1
#define COUNTER int
#else
#define COUNTER SIGNED
#endif
#define CHUNK 120                        // of counts that a signed char holds

// The statement for each row of the window: it looks from −w to +w.
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
    const VECTOR(UNSIGNED) own = key_of(load(row_of(in, y, z, wx, wy, wz), x, wx));
    VECTOR(UNSIGNED) differing = 0;
    WINDOW(for (int dx = -w; dx <= w; dx++) differing |= key_of(load(row, x + dx, wx)) ^ own;)
    UNSIGNED any = 0;
#if V == 1
    any = differing;
#else
    UNSIGNED lanes[V];
    STORE(differing, lanes);
    for (int e = 0; e < V; e++) any |= lanes[e];
#endif
    UNSIGNED bit = 0;
    if (any) bit = (UNSIGNED) ((UNSIGNED) 1 << (BITS - 1 - clz(any)));
    // all bits up to `bit` are open
    VECTOR(UNSIGNED) found = own & (UNSIGNED) ~((UNSIGNED) (bit | (UNSIGNED) (bit - 1)) * (UNSIGNED) (bit != 0));
    for (; bit; bit >>= 1) {
        const VECTOR(UNSIGNED) candidate = found | bit;
        VECTOR(int) lower = 0;
        WINDOW(
            for (int dx = -w; dx <= w;) {
                const int end = min(w + 1, dx + CHUNK);
                VECTOR(COUNTER) some = 0;
                for (; dx < end; dx++) some += ONES(key_of(load(row, x + dx, wx)) < candidate);
                lower += CONVERT(int, some);
            }
        )
#if V == 1
        if (lower <= COUNT / 2) found = candidate;
#else
        found = CONVERT(SIGNED, lower <= COUNT / 2) ? candidate : found;
#endif
    }
    put(voxel_of(found), out + ((size_t) oz * ny + oy) * nx + ox, nx - ox);
}
