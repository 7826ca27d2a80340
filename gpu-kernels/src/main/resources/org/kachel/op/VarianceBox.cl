// One pass, along AXIS with radius R, towards the variance of a box.
//
//   EXACT   sums of values and of squares, integers; at the end (n·Σv² − (Σv)²) / n², the difference exact
//   else    mean and variance, float: of a line by its own mean; of lines (m, q) of equal length
//           mean m' of the m, and variance the mean of q + (m − m')²
//
// After Window.cl and RoundedRoot.cl. FIRST reads the image from `in`, a later pass sums or means from `in` and squares or
// variances from `squares`, both of the size of type IN. All but the LAST pass write both; the last writes the result, its ROOT
// where that is defined. Sums ascend along the line. DIVISOR is the line's length, EXACT's that of the box.
typedef VECTOR(WORK) work;

inline VECTOR(float) divided(const VECTOR(float) sum) {
    const VECTOR(float) q = sum * RECIPROCAL;
    const VECTOR(float) better = fma(fma(-q, (VECTOR(float)) (DIVISOR), sum), (VECTOR(float)) (RECIPROCAL), q);
    return (q - q == 0.0f) ? better : q;
}

#if AXIS == 0
#define LINE_LOAD(p, k) load(row_of(p, y, z, wx, wy, wz), x + (k), wx)
#elif AXIS == 1
#define LINE_LOAD(p, k) load(row_of(p, y + (k), z, wx, wy, wz), x, wx)
#else
#define LINE_LOAD(p, k) load(row_of(p, y, z + (k), wx, wy, wz), x, wx)
#endif

#ifdef EXACT
typedef VECTOR(SQUARE) square;

inline float real(const ulong high, const ulong low) {     // 2⁶⁴·high + low, rounded once
    if (high == 0) return convert_float(low);
    const int k = clz(high);
    const ulong top = (high << k) | (low >> 1 >> (63 - k)), rest = low << k;
    return ldexp(convert_float(top | (rest != 0)), 64 - k);
}

inline VECTOR(float) scatter(const work sum, const square squares) {        // n·Σv² − (Σv)²
    const VECTOR(ulong) s = CONVERT(ulong, abs(sum)), q = CONVERT(ulong, squares);
    const VECTOR(ulong) low = q * (ulong) COUNT - s * s;
#ifdef WIDE                                                // may need more than 64 bits
    ulong ss[V], qs[V];
    float result[V];
    STORE(s, ss);
    STORE(q, qs);
    for (int e = 0; e < V; e++) {
        const ulong a = qs[e] * (ulong) COUNT, b = ss[e] * ss[e];
        result[e] = real(mul_hi(qs[e], (ulong) COUNT) - mul_hi(ss[e], ss[e]) - (a < b), a - b);
    }
    return LOAD(result);
#else
    return CONVERT(float, low);
#endif
}
#endif

__kernel void variance(WINDOW_ARGS, __global const IN *squaresIn, __global OUT *squaresOut) {
    const int ox = get_global_id(0) * V, oy = get_global_id(1), oz = get_global_id(2);
    if (ox >= nx || oy >= ny || oz >= nz) return;
    const int x = ox + sx, y = oy + sy, z = oz + sz;
    const size_t to = ((size_t) oz * ny + oy) * nx + ox;
    work sum = 0;
#ifdef EXACT
    square squares = 0;
    for (int k = -R; k <= R; k++) {
        const work v = CONVERT(WORK, LINE_LOAD(in, k));
        sum += v;
#ifdef FIRST
        squares += AS(SQUARE, v * v);
#else
        squares += AS(SQUARE, LINE_LOAD(squaresIn, k));
#endif
    }
#else
    for (int k = -R; k <= R; k++) sum += CONVERT(float, LINE_LOAD(in, k));
    sum = divided(sum);
    work squares = 0;
    for (int k = -R; k <= R; k++) {
        const work d = CONVERT(float, LINE_LOAD(in, k)) - sum;
#ifdef FIRST
        squares += d * d;
#else
        squares += fma(d, d, LINE_LOAD(squaresIn, k));
#endif
    }
    squares = divided(squares);
#endif
#ifdef LAST
#ifdef EXACT
    const VECTOR(float) result = divided(divided(scatter(sum, squares)));
#else
    const VECTOR(float) result = squares;
#endif
#ifdef ROOT
    put(rounded_root(result), out + to, nx - ox);
#else
    put(result, out + to, nx - ox);
#endif
#else
    put(sum, out + to, nx - ox);
    put(AS(OUT, squares), squaresOut + to, nx - ox);
#endif
}
