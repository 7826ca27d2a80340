// Separable filters. A kernel takes the axes whose radius RX, RY or RZ is not 0.
//
//   out[p] = FOLD over k = 0 … 2R, ascending, of in[p + k − R]     along x, of that along y, of that along z
//
// Layout: x fastest. `in` is a whole image, `out` the part of it that is wanted; positions beyond the line of n voxels follow
// the border rule. Every output is folded in the same order, whatever the tile, so its bits do not depend on it.
// FOLD 0 weighted sum by fma, 1 sum, 2 minimum, 3 maximum. BORDER 0 clamp, 1 reflect, 2 mirror, 3 zero.
// IN, WORK, OUT are the types read, folded and written. V neighbours along x are folded at once: 1 on a GPU, where the
// work-items of a group are neighbours; 16 on a CPU, where a vector is.
#pragma OPENCL FP_CONTRACT OFF
#ifdef FP64
#pragma OPENCL EXTENSION cl_khr_fp64 : enable
#endif

#define JOINED(a, b) a##b
#define JOIN(a, b) JOINED(a, b)
#if V == 1
#define VECTOR(T) T
#else
#define VECTOR(T) JOIN(T, V)
#endif
#define CONVERT(T, v) JOIN(convert_, VECTOR(T))(v)

// a function of its own would pass vectors through memory
#define INLINED inline __attribute__((always_inline))

typedef VECTOR(WORK) work;
typedef VECTOR(OUT) output;
// vectors at any element; vload and vstore of 16 come as three pieces from some compilers
typedef VECTOR(IN) looseIn __attribute__((aligned(sizeof(IN))));
typedef VECTOR(WORK) looseWork __attribute__((aligned(sizeof(WORK))));
typedef VECTOR(OUT) looseOut __attribute__((aligned(sizeof(OUT))));

// TAP(A, a, k, v): a with v folded in as tap k of axis A. The first value folds into nothing: START is the neutral element.
#define RADIUS(A) JOIN(R, A)
#if FOLD == 0
#define START ((work) (0))
#define TAP(A, a, k, v) (RADIUS(A) == 0 ? (v) : fma((work) (JOIN(WEIGHTS, A)[k]), v, a))
#elif FOLD == 1
#define START ((work) (0))
#define TAP(A, a, k, v) ((k) == 0 ? (v) : (a) + (v))
#else
#define START ((work) (NEUTRAL))
#if FOLD == 2
#define BETTER(a, v) ((v) < (a))
#else
#define BETTER(a, v) ((v) > (a))
#endif
#ifdef FLOATING                       // NaN is the neutral element: any number is better
#define TAP(A, a, k, v) ((BETTER(a, v) | ((a) != (a))) ? (v) : (a))
#else
#define TAP(A, a, k, v) (BETTER(a, v) ? (v) : (a))
#endif
#endif

// work a[P]: P neighbouring outputs along A, from P + 2R values, so that a value serves several. VALUE says the j-th.
#define PRAGMA(p) _Pragma(#p)
#define UNROLLED(n) PRAGMA(unroll n)
#define ALL _Pragma("unroll")
#define FOLDED(A, P, a, VALUE) \
    work a[P]; \
    ALL for (int p = 0; p < P; p++) a[p] = START; \
    ALL for (int j = 0; j < P - 1; j++) { \
        const work v = VALUE; \
        ALL for (int p = 0; p < P; p++) if (j >= p && j - p <= 2 * RADIUS(A)) a[p] = TAP(A, a[p], j - p, v); \
    } \
    UNROLLED(JOIN(UNROLL, A)) for (int j = P - 1; j <= 2 * RADIUS(A); j++) { \
        const work v = VALUE; \
        ALL for (int p = 0; p < P; p++) a[p] = TAP(A, a[p], j - p, v); \
    } \
    ALL for (int j = (P - 1 > 2 * RADIUS(A) + 1 ? P - 1 : 2 * RADIUS(A) + 1); j < P + 2 * RADIUS(A); j++) { \
        const work v = VALUE; \
        ALL for (int p = 0; p < P; p++) if (j - p <= 2 * RADIUS(A)) a[p] = TAP(A, a[p], j - p, v); \
    }

// The result of a line: the sum divided by DIVISOR in the last pass of a mean. q is corrected once by its remainder.
INLINED output finished(const work a) {
#ifdef DIVISOR
    const VECTOR(float) sum = CONVERT(float, a);
    const VECTOR(float) q = sum * RECIPROCAL;
    const VECTOR(float) better = fma(fma(-q, (VECTOR(float)) (DIVISOR), sum), (VECTOR(float)) (RECIPROCAL), q);
    return (q - q == 0.0f) ? better : q;
#else
    return CONVERT(OUT, a);
#endif
}

INLINED int bordered(const int p, const int n) {
    if (p >= 0 && p < n) return p;
#if BORDER == 0
    return p < 0 ? 0 : n - 1;
#elif BORDER == 1
    const int m = p % (2 * n), q = m < 0 ? m + 2 * n : m;
    return q < n ? q : 2 * n - 1 - q;
#elif BORDER == 2
    if (n == 1) return 0;
    const int m = p % (2 * n - 2), q = m < 0 ? m + 2 * n - 2 : m;
    return q < n ? q : 2 * n - 2 - q;
#else
    return -1;
#endif
}

#ifdef LINE
// On a GPU, along AXIS alone. Work-item: P outputs along it. Strides in voxels: `along` the axis, `side` that of neighbouring
// work-items, `other` that of the third axis.
__kernel void line(__global const IN *restrict in, __global OUT *restrict out, const int ns, const int np, const int nb,
                   const int n, const int shift, const long inStart, const long inSide, const long inAlong,
                   const long inOther, const long outSide, const long outAlong, const long outOther) {
    const int s = get_global_id(0), p0 = get_global_id(1) * P, b = get_global_id(2), first = p0 + shift - RADIUS(AXIS);
    if (s >= ns || p0 >= np || b >= nb) return;
    in += inStart + b * inOther + s * inSide;
    out += p0 * outAlong + b * outOther + s * outSide;
#define SAMPLE(q) (BORDER == 3 && (q) < 0 ? (WORK) 0 : JOIN(convert_, WORK)(in[(q) * inAlong]))
    FOLDED(AXIS, P, a, SAMPLE(bordered(first + j, n)))
    ALL for (int p = 0; p < P; p++) if (p0 + p < np) out[p * outAlong] = finished(a[p]);
}
#endif

#ifdef ROW_LOCAL
// Along x on a GPU. Group: GX items share a row tile of 4·GX outputs in local memory; an item has four neighbours, so that
// a sample serves four sums.
__kernel __attribute__((reqd_work_group_size(GX, GY, 1)))
void row(__global const IN *restrict in, __global OUT *restrict out, const int nx, const int ny, const int nz,
         const int n, const int shift, const long inStart, const long inRow, const long inPlane) {
    __local WORK tile[GY][4 * GX + 2 * RX];
    __local WORK *t = tile[get_local_id(1)];
    const int lx = get_local_id(0), x0 = get_group_id(0) * 4 * GX, y = get_global_id(1), z = get_global_id(2);
    in += inStart + z * inPlane + min(y, ny - 1) * inRow;
    for (int i = lx; i < min(4 * GX, nx - x0) + 2 * RX; i += GX) {
        const int q = bordered(x0 + shift + i - RX, n);
        t[i] = q < 0 ? (WORK) 0 : JOIN(convert_, WORK)(in[q]);
    }
    barrier(CLK_LOCAL_MEM_FENCE);
    const int x = x0 + 4 * lx;
    if (x >= nx || y >= ny) return;
    out += ((size_t) z * ny + y) * nx + x;
    t += 4 * lx;
    FOLDED(X, 4, a, t[j])
#pragma unroll
    for (int p = 0; p < 4; p++) if (x + p < nx) out[p] = finished(a[p]);
}
#endif

#ifdef MARCH
// On a CPU, any axes at once. Work-item: a column of `width` × `height` ≤ TX × TY outputs, `depth` planes of it, all in the
// core's cache:
//
//   samples of a plane  →x→  rows[height + 2RY]  →y→  a plane of ring[2RZ + PZ]  →z→  PZ planes of out, and PZ planes on
//
// Whole vectors are computed at the end of a row, and only what is wanted is written. TX is a multiple of U·V.
#define PY (RY > 0 ? TOGETHER : 1)
#define PZ (RZ > 0 ? TOGETHER : 1)
#define U (TX / V < 4 ? TX / V : 4)
#define WIDE (TX / V)

// The samples first … first+count−1 of a line of n.
INLINED void sampled(__global const IN *in, const int first, const int count, const int n, WORK *t) {
    const int begin = min(count, max(0, -first)), end = max(begin, min(count, n - first));
    int i = begin;
    for (; i + V <= end; i += V) *(looseWork *) (t + i) = CONVERT(WORK, *(__global const looseIn *) (in + first + i));
    for (; i < end; i++) t[i] = JOIN(convert_, WORK)(in[first + i]);
    for (i = begin > 0 ? 0 : end; i < count; i = i + 1 == begin ? end : i + 1) {
        const int q = bordered(first + i, n);
        t[i] = q < 0 ? (WORK) 0 : JOIN(convert_, WORK)(in[q]);
    }
}

INLINED void alongX(const WORK *t, work *row, const int width) {
    for (int i = 0; i < width; i += U * V, t += U * V, row += U) {
        work a[U];
        ALL for (int u = 0; u < U; u++) a[u] = START;
        UNROLLED(UNROLLX) for (int k = 0; k <= 2 * RX; k++)
            ALL for (int u = 0; u < U; u++) a[u] = TAP(X, a[u], k, *(const looseWork *) (t + u * V + k));
        ALL for (int u = 0; u < U; u++) row[u] = a[u];
    }
}

INLINED void alongY(const work *rows, work *plane, const int width, const int height) {
    for (int y = 0; y < height; y += PY, rows += PY * WIDE, plane += PY * WIDE)
        for (int i = 0; i * V < width; i++) {
            FOLDED(Y, PY, a, rows[j * WIDE + i])
            ALL for (int p = 0; p < PY; p++) plane[p * WIDE + i] = a[p];
        }
}

// The first `planes` outputs of v, PZ vectors along z, of which `count` elements are wanted.
INLINED void put(const work *v, __global OUT *out, const size_t stride, const int planes, const int count) {
    if (count >= V) {
        ALL for (int p = 0; p < PZ; p++) if (p < planes) *(__global looseOut *) (out + p * stride) = finished(v[p]);
        return;
    }
    for (int p = 0; p < planes; p++) {
        const output last = finished(v[p]);
        for (int e = 0; e < count; e++) out[p * stride + e] = ((const OUT *) &last)[e];
    }
}

// nx, ny, nz: out's size; mx, my, mz: in's size; sx, sy, sz: where out begins in it.
__kernel void march(__global const IN *restrict in, __global OUT *restrict out, const int nx, const int ny, const int nz,
                    const int mx, const int my, const int mz, const int sx, const int sy, const int sz,
                    const int tileX, const int tileY, const int depth) {
    const int x0 = get_global_id(0) * tileX, y0 = get_global_id(1) * tileY, z0 = get_global_id(2) * depth;
    const int width = min(tileX, nx - x0), height = min(tileY, ny - y0), z1 = min(z0 + depth, nz);
    WORK lines[TOGETHER][TX + (2 * RX + V - 1) / V * V] __attribute__((aligned(64)));
    work rows[(TY + 2 * RY) * WIDE], ring[(2 * RZ + PZ) * TY * WIDE];
    for (int z = z0, next = z0 - RZ; z < z1; z += PZ) {
        for (; next < min(z + PZ, z1) + RZ; next++) {
            const int qz = bordered(next + sz, mz);
            for (int r = 0; r < height + 2 * RY; r += TOGETHER) {
                for (int c = 0; c < TOGETHER; c++) {
                    const int qy = bordered(y0 + r + c - RY + sy, my);
                    if (qz < 0 || qy < 0) for (int i = 0; i < width + 2 * RX; i++) lines[c][i] = 0;
                    else sampled(in + ((size_t) qz * my + qy) * mx, x0 + sx - RX, width + 2 * RX, mx, lines[c]);
                }
                for (int c = 0; c < TOGETHER && r + c < height + 2 * RY; c++) alongX(lines[c], rows + (r + c) * WIDE, width);
            }
            alongY(rows, ring + (next - z0 + RZ) % (2 * RZ + PZ) * (TY * WIDE), width, height);
        }
        int plane[2 * RZ + PZ];
        for (int j = 0; j < 2 * RZ + PZ; j++) plane[j] = (z - z0 + j) % (2 * RZ + PZ) * (TY * WIDE);
        for (int y = 0; y < height; y++)
            for (int i = 0; i * V < width; i++) {
                const work *at = ring + y * WIDE + i;
                FOLDED(Z, PZ, a, at[plane[j]])
                put(a, out + ((size_t) z * ny + y0 + y) * nx + x0 + i * V, (size_t) nx * ny, min(PZ, z1 - z), width - i * V);
            }
    }
}
#endif
