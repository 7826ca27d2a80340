// One pass of a separable filter.
//
//   out[p] = FOLD over k = 0 … 2R, ascending, of in[p + k − R]     along one axis
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
#define LOAD(p) (*(p))
#define STORE(v, p) (*(p) = (v))
#else
#define VECTOR(T) JOIN(T, V)
#define LOAD(p) JOIN(vload, V)(0, p)
#define STORE(v, p) JOIN(vstore, V)(v, 0, p)
#endif
#define CONVERT(T, v) JOIN(convert_, VECTOR(T))(v)

typedef VECTOR(WORK) work;
typedef VECTOR(OUT) output;

// the first value folds into nothing: START is the fold's neutral element
#if FOLD == 0
#define START ((work) (0))
#if R == 0
#define TAP(a, k, v) (v)
#else
#define TAP(a, k, v) fma((work) (WEIGHTS[k]), v, a)
#endif
#elif FOLD == 1
#define START ((work) (0))
#if R == 0
#define TAP(a, k, v) (v)
#else
#define TAP(a, k, v) ((k) == 0 ? (v) : (a) + (v))
#endif
#else
#define START ((work) (NEUTRAL))
#if FOLD == 2
#define BETTER(a, v) ((v) < (a))
#else
#define BETTER(a, v) ((v) > (a))
#endif
#ifdef FLOATING                       // NaN is the neutral element: any number is better
#define TAP(a, k, v) ((BETTER(a, v) | ((a) != (a))) ? (v) : (a))
#else
#define TAP(a, k, v) (BETTER(a, v) ? (v) : (a))
#endif
#endif

// The result of a line: the sum divided by DIVISOR in the last pass of a mean. q is corrected once by its remainder.
inline output finished(const work a) {
#ifdef DIVISOR
    const VECTOR(float) sum = CONVERT(float, a);
    const VECTOR(float) q = sum * RECIPROCAL;
    const VECTOR(float) better = fma(fma(-q, (VECTOR(float)) (DIVISOR), sum), (VECTOR(float)) (RECIPROCAL), q);
    return (q - q == 0.0f) ? better : q;
#else
    return CONVERT(OUT, a);
#endif
}

inline int bordered(const int p, const int n) {
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

// Writes elements from … to−1 of v at p.
inline void put(const work a, __global OUT *p, const int from, const int to) {
    const output v = finished(a);
#if V > 1
    if (to - from < V) {
        OUT t[V];
        STORE(v, t);
        for (int e = from; e < to; e++) p[e] = t[e];
        return;
    }
#endif
    STORE(v, p);
}

#ifdef LINE
// Along y or z. Work-item: V neighbours along x, P outputs along the axis; P + 2R loads serve them. The last vector of a row
// starts V before its end (nx ≥ V) and writes only what no other has written.
// Strides in voxels: `along` the axis, `other` the axis that is neither x nor this one.
__kernel void line(__global const IN *restrict in, __global OUT *restrict out, const int nx, const int np, const int nb,
                   const int n, const int shift, const long inStart, const long inAlong, const long inOther,
                   const long outAlong, const long outOther) {
    const int own = get_global_id(0) * V, p0 = get_global_id(1) * P, b = get_global_id(2);
    if (own >= nx || p0 >= np || b >= nb) return;
    const int x = min(own, nx - V), first = p0 + shift - R;
    in += inStart + b * inOther + x;
    out += p0 * outAlong + b * outOther + x;
    work a[P];
#pragma unroll
    for (int p = 0; p < P; p++) a[p] = START;
#define ROW(j) \
    const int q = bordered(first + (j), n); \
    const work v = BORDER == 3 && q < 0 ? (work) (0) : CONVERT(WORK, LOAD(in + q * inAlong));
#pragma unroll
    for (int j = 0; j < P - 1; j++) {
        ROW(j)
#pragma unroll
        for (int p = 0; p < P; p++) if (j >= p && j - p <= 2 * R) a[p] = TAP(a[p], j - p, v);
    }
#pragma unroll UNROLL
    for (int j = P - 1; j <= 2 * R; j++) {
        ROW(j)
#pragma unroll
        for (int p = 0; p < P; p++) a[p] = TAP(a[p], j - p, v);
    }
#pragma unroll
    for (int j = (P - 1 > 2 * R + 1 ? P - 1 : 2 * R + 1); j < P + 2 * R; j++) {
        ROW(j)
#pragma unroll
        for (int p = 0; p < P; p++) if (j - p <= 2 * R) a[p] = TAP(a[p], j - p, v);
    }
#pragma unroll
    for (int p = 0; p < P; p++) if (p0 + p < np) put(a[p], out + p * outAlong, own - x, V);
}
#endif

#ifdef ROW_PRIVATE
// Along x on a CPU. Work-item: a tile of TILE outputs, whose samples are converted once into private memory.
__kernel void row(__global const IN *restrict in, __global OUT *restrict out, const int nx, const int ny, const int nz,
                  const int n, const int shift, const long inStart, const long inRow, const long inPlane) {
    const int x0 = get_global_id(0) * TILE, y = get_global_id(1), z = get_global_id(2);
    if (x0 >= nx || y >= ny || z >= nz) return;
    in += inStart + z * inPlane + y * inRow;
    out += ((size_t) z * ny + y) * nx + x0;
    const int m = min(TILE, nx - x0), samples = m + 2 * R, first = x0 + shift - R;
    const int begin = min(samples, max(0, -first)), end = max(begin, min(samples, n - first));
    WORK t[TILE + 2 * R];
    int i = 0;
    for (; i < begin; i++) {
        const int q = bordered(first + i, n);
        t[i] = q < 0 ? (WORK) 0 : JOIN(convert_, WORK)(in[q]);
    }
    for (; i + V <= end; i += V) STORE(CONVERT(WORK, LOAD(in + first + i)), t + i);
    for (; i < end; i++) t[i] = JOIN(convert_, WORK)(in[first + i]);
    for (; i < samples; i++) {
        const int q = bordered(first + i, n);
        t[i] = q < 0 ? (WORK) 0 : JOIN(convert_, WORK)(in[q]);
    }
    for (i = 0; i < m; i += 4 * V) {
        work a[4];
#pragma unroll
        for (int u = 0; u < 4; u++) a[u] = START;
#pragma unroll UNROLL
        for (int k = 0; k <= 2 * R; k++)
#pragma unroll
            for (int u = 0; u < 4; u++) a[u] = TAP(a[u], k, LOAD(t + i + u * V + k));
#pragma unroll
        for (int u = 0; u < 4; u++) if (i + u * V < m) put(a[u], out + i + u * V, 0, min(V, m - i - u * V));
    }
}
#endif

#ifdef ROW_LOCAL
// Along x on a GPU. Group: GX items share a row tile of 4·GX outputs in local memory; an item has four neighbours, so that
// a sample serves four sums.
__kernel __attribute__((reqd_work_group_size(GX, GY, 1)))
void row(__global const IN *restrict in, __global OUT *restrict out, const int nx, const int ny, const int nz,
         const int n, const int shift, const long inStart, const long inRow, const long inPlane) {
    __local WORK tile[GY][4 * GX + 2 * R];
    __local WORK *t = tile[get_local_id(1)];
    const int lx = get_local_id(0), x0 = get_group_id(0) * 4 * GX, y = get_global_id(1), z = get_global_id(2);
    in += inStart + z * inPlane + min(y, ny - 1) * inRow;
    for (int i = lx; i < min(4 * GX, nx - x0) + 2 * R; i += GX) {
        const int q = bordered(x0 + shift + i - R, n);
        t[i] = q < 0 ? (WORK) 0 : JOIN(convert_, WORK)(in[q]);
    }
    barrier(CLK_LOCAL_MEM_FENCE);
    const int x = x0 + 4 * lx;
    if (x >= nx || y >= ny) return;
    out += ((size_t) z * ny + y) * nx + x;
    t += 4 * lx;
    WORK a[4] = { START, START, START, START };
#pragma unroll
    for (int j = 0; j < 3; j++)
#pragma unroll
        for (int p = 0; p < 4; p++) if (j >= p && j - p <= 2 * R) a[p] = TAP(a[p], j - p, t[j]);
#pragma unroll UNROLL
    for (int j = 3; j <= 2 * R; j++)
#pragma unroll
        for (int p = 0; p < 4; p++) a[p] = TAP(a[p], j - p, t[j]);
#pragma unroll
    for (int j = (2 * R + 1 > 3 ? 2 * R + 1 : 3); j < 4 + 2 * R; j++)
#pragma unroll
        for (int p = 0; p < 4; p++) if (j - p <= 2 * R) a[p] = TAP(a[p], j - p, t[j]);
#pragma unroll
    for (int p = 0; p < 4; p++) if (x + p < nx) out[p] = finished(a[p]);
}
#endif
