// Weighted sums of the 3×3×3 neighbours: one, or the length of a vector of three.
//
//   s_c = Σ over (z, y, x) ascending of weight_c · in[z + dz, y + dy, x + dx]
//   out = s_0, or √(s_0² + s_1² + s_2²) with LENGTH
//
// After Window.cl, RoundedRoot.cl and TAPS, the list of TAP(dx, dy, dz, a, b, c) with the weights that are not all 0. Sums are of
// type WORK: of integers exact, then rounded once; of floats fma by fma.
typedef VECTOR(WORK) work;
#ifdef EXACT
#define ADD(s, weight) if (weight) s += v * (WORK) (weight)
#else
#define ADD(s, weight) if (weight) s = fma((work) (weight), v, s)
#endif
// BIASED: uint less 2³¹, which the weights cancel, since they sum to 0. NVIDIA's compiler (580.159) makes wrong sums of uint as long.
#ifdef BIASED
#define SIGNED(v) AS(int, (v) ^ 0x80000000u)
#else
#define SIGNED(v) (v)
#endif
#define TAP(dx, dy, dz, a, b, c) { \
        const work v = CONVERT(WORK, SIGNED(load(row_of(in, y + dy, z + dz, wx, wy, wz), x + dx, wx))); \
        ADD(s0, a); \
        ADD(s1, b); \
        ADD(s2, c); \
    }

__kernel void derive(WINDOW_ARGS) {
    const int ox = get_global_id(0) * V, oy = get_global_id(1), oz = get_global_id(2);
    if (ox >= nx || oy >= ny || oz >= nz) return;
    const int x = ox + sx, y = oy + sy, z = oz + sz;
    work s0 = 0, s1 = 0, s2 = 0;
    TAPS
    const VECTOR(float) a = CONVERT(float, s0);
#ifdef LENGTH
    const VECTOR(float) b = CONVERT(float, s1), c = CONVERT(float, s2);
    const VECTOR(float) result = rounded_root(fma(a, a, fma(b, b, c * c)));
#else
    const VECTOR(float) result = a;
#endif
    put(result, out + ((size_t) oz * ny + oy) * nx + ox, nx - ox);
}
