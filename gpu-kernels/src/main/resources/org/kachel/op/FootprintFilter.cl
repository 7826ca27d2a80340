// Minimum, maximum or mean of the voxels of a footprint.
//
//   out = FOLD over (z, y, x) ascending of in[z + dz, y + dy, x + dx], |dx| ≤ HALF_WIDTH(dy, dz)
//
// After Window.cl. FOLD 1 sum, 2 minimum, 3 maximum; WORK is the sum's type. NaN counts as absent for minima and maxima.
#if FOLD == 1
typedef VECTOR(WORK) work;
#define START ((work) (0))
#define TAP(a, v) ((a) + CONVERT(WORK, v))
#else
typedef voxels work;
#if FOLD == 2
#define BETTER(a, v) ((v) < (a))
#else
#define BETTER(a, v) ((v) > (a))
#endif
#ifdef FLOATING
#define START ((work) (NAN))
#define TAP(a, v) ((BETTER(a, v) | ((a) != (a))) ? (v) : (a))
#else
#define START (load(row_of(in, y, z, wx, wy, wz), x, wx))
#define TAP(a, v) (BETTER(a, v) ? (v) : (a))
#endif
#endif

inline VECTOR(OUT) finished(const work a) {
#if FOLD == 1
    const VECTOR(float) sum = CONVERT(float, a), q = sum * RECIPROCAL;
    const VECTOR(float) better = fma(fma(-q, (VECTOR(float)) (DIVISOR), sum), (VECTOR(float)) (RECIPROCAL), q);
    return (q - q == 0.0f) ? better : q;
#else
    return a;
#endif
}

__kernel void fold(WINDOW_ARGS) {
    const int ox = get_global_id(0) * V, oy = get_global_id(1), oz = get_global_id(2);
    if (ox >= nx || oy >= ny || oz >= nz) return;
    const int x = ox + sx, y = oy + sy, z = oz + sz;
    work a = START;
    for (int dz = -RZ; dz <= RZ; dz++)
        for (int dy = -RY; dy <= RY; dy++) {
            const int w = HALF_WIDTH(dy, dz);
            if (w < 0) continue;
            __global const IN *row = row_of(in, y + dy, z + dz, wx, wy, wz);
            EACH(row, w, a = TAP(a, v);)
        }
    put(finished(a), out + ((size_t) oz * ny + oy) * nx + ox, nx - ox);
}
