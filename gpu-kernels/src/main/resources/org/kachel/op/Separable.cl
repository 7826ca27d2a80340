// Separable filters. A kernel takes the axes whose radius RX, RY or RZ is not 0.
//
//   out[p] = FOLD over k = 0 … 2R, ascending, of in[p + k − R]     along x, of that along y, of that along z
//
// After Border.cl. Layout: x fastest. `in` is a whole image, `out` the part of it that is wanted; positions beyond the line of n
// voxels follow the border rule. Every output is folded in the same order, whatever the tile, so its bits do not depend on it.
// FOLD 0 weighted sum by fma, 1 sum, 2 minimum, 3 maximum.
// IN, WORK, OUT are the types read, folded and written. KEYED: minima and maxima of floats fold integers of the same width
// that have the floats' order, −0 before +0; NaN is the neutral one. V neighbours along x are folded at once: 1 on a GPU, where the
// work-items of a group are neighbours; 16 on a CPU, where a vector is. A tail (Tail.java), if there is one, is before this: it
// makes of a result what is stored in its place.
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

#ifndef TAIL
#define KEPT OUT
#define TAIL_PARAMETERS
#define TAIL_ARGUMENTS
#define OTHERS(n)
#define OTHER(j, x, y, z)
#define STORED(j, v) (v)
#endif
// OTHER at the place on axis A, beside and across it, as `line` and `along` count
#define OTHER_ON(A, j, s, p, b) OTHER_AT(j, JOIN(PLACE, A)(s, p, b))
#define OTHER_AT(j, place) OTHER(j, place)
#define PLACEX(s, p, b) p, s, b
#define PLACEY(s, p, b) s, p, b
#define PLACEZ(s, p, b) s, b, p

typedef VECTOR(WORK) work;
typedef VECTOR(OUT) output;
// vectors at any element; vload and vstore of 16 come as three pieces from some compilers
typedef VECTOR(IN) looseIn __attribute__((aligned(sizeof(IN))));
typedef VECTOR(WORK) looseWork __attribute__((aligned(sizeof(WORK))));
typedef VECTOR(OUT) looseOut __attribute__((aligned(sizeof(OUT))));

#ifdef KEYED
#define SIGN (8 * sizeof(WORK) - 1)
#define ORDERED(b, T) ((b) ^ (((b) >> (T) SIGN) & (T) GREATEST))
INLINED work loaded(const VECTOR(IN) v) {
    const work bits = JOIN(as_, VECTOR(WORK))(v);
    return v == v ? ORDERED(bits, work) : (work) NEUTRAL;
}
INLINED WORK loadedOne(const IN v) {
    const WORK bits = JOIN(as_, WORK)(v);
    return v == v ? ORDERED(bits, WORK) : (WORK) NEUTRAL;
}
#else
#define loaded(v) CONVERT(WORK, v)
#define loadedOne(v) JOIN(convert_, WORK)(v)
#endif

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
#define TAP(A, a, k, v) min(a, v)
#else
#define TAP(A, a, k, v) max(a, v)
#endif
#endif

#define PRAGMA(p) _Pragma(#p)
#define UNROLLED(n) PRAGMA(unroll n)
#define ALL _Pragma("unroll")
#define TAPS(A) (2 * RADIUS(A) + 1)

// Minima and maxima of windows of 2, 4, 8, … make that of TAPS: the first of equals stands, a window may be seen twice.
// TOP is the largest power of two that is no more than n, for n < 64. Only where registers are many, on a GPU.
#define TOP(n) ((n) >= 32 ? 32 : (n) >= 16 ? 16 : (n) >= 8 ? 8 : (n) >= 4 ? 4 : (n) >= 2 ? 2 : 1)
#define DOUBLING(A) (FOLD >= 2 && V == 1 && RADIUS(A) <= 16)

// From windows of `size` to windows of twice that. A loop over the sizes would not be unrolled, and w would leave the registers.
#define WINDOWS(A, P, w, size) \
    if (2 * (size) <= TAPS(A)) \
        ALL for (int j = 0; j <= P + 2 * RADIUS(A) - 2 * (size); j++) w[j] = TAP(A, w[j], 1, w[j + (size)]);

// work a[P]: P neighbouring outputs along A, from P + 2R values, so that a value serves several. VALUE says the j-th.
#define FOLDED(A, P, a, VALUE) \
    work a[P]; \
    if (DOUBLING(A)) { \
        work w[P + 2 * RADIUS(A)]; \
        ALL for (int j = 0; j < P + 2 * RADIUS(A); j++) w[j] = VALUE; \
        WINDOWS(A, P, w, 1) WINDOWS(A, P, w, 2) WINDOWS(A, P, w, 4) WINDOWS(A, P, w, 8) WINDOWS(A, P, w, 16) \
        ALL for (int p = 0; p < P; p++) a[p] = TAP(A, w[p], 1, w[p + TAPS(A) - TOP(TAPS(A))]); \
    } else { \
        ALL for (int p = 0; p < P; p++) a[p] = START; \
        ALL for (int j = 0; j < P - 1; j++) { \
            const work v = VALUE; \
            ALL for (int p = 0; p < P; p++) if (j >= p && j - p < TAPS(A)) a[p] = TAP(A, a[p], j - p, v); \
        } \
        UNROLLED(JOIN(UNROLL, A)) for (int j = P - 1; j < TAPS(A); j++) { \
            const work v = VALUE; \
            ALL for (int p = 0; p < P; p++) a[p] = TAP(A, a[p], j - p, v); \
        } \
        ALL for (int j = (P - 1 > TAPS(A) ? P - 1 : TAPS(A)); j < P + 2 * RADIUS(A); j++) { \
            const work v = VALUE; \
            ALL for (int p = 0; p < P; p++) if (j - p < TAPS(A)) a[p] = TAP(A, a[p], j - p, v); \
        } \
    }

// A queue of 2R partial results that marches along A: takes the next sample v, gives the output y that lies R samples back.
// queue[j] is what is known of the output j steps on; of minima and maxima it holds the last 1, 2, 4, … windows of 1, 2, 4, ….
#define QUEUE(A) (RADIUS(A) > 0 ? 2 * RADIUS(A) : 1)
#define QUEUED(A, queue, v, y) \
    work y = v; \
    if (DOUBLING(A)) { \
        LONGER(A, queue, 1, y) LONGER(A, queue, 2, y) LONGER(A, queue, 4, y) LONGER(A, queue, 8, y) LONGER(A, queue, 16, y) \
        if (TAPS(A) > TOP(TAPS(A))) SHIFTED(A, queue, TOP(TAPS(A)) - 1, TAPS(A) - TOP(TAPS(A)), y) \
    } else if (RADIUS(A) > 0) { \
        y = TAP(A, queue[0], TAPS(A) - 1, v); \
        ALL for (int j = 0; j < QUEUE(A) - 1; j++) queue[j] = TAP(A, queue[j + 1], TAPS(A) - 2 - j, v); \
        queue[QUEUE(A) - 1] = TAP(A, START, 0, v); \
    }
#define LONGER(A, queue, size, y) if (2 * (size) <= TAPS(A)) SHIFTED(A, queue, (size) - 1, size, y)
// y becomes the better of it and the oldest of the n entries from `at` on, and the newest of them
#define SHIFTED(A, queue, at, n, y) { \
        const work older = queue[at]; \
        ALL for (int j = 0; j < (n) - 1; j++) queue[(at) + j] = queue[(at) + j + 1]; \
        queue[(at) + (n) - 1] = y; \
        y = TAP(A, older, 1, y); \
    }

// The result of a line: the sum divided by DIVISOR in the last pass of a mean. q is corrected once by its remainder.
INLINED output finished(const work a) {
#ifdef DIVISOR
    const VECTOR(float) sum = CONVERT(float, a);
    const VECTOR(float) q = sum * RECIPROCAL;
    const VECTOR(float) better = fma(fma(-q, (VECTOR(float)) (DIVISOR), sum), (VECTOR(float)) (RECIPROCAL), q);
    return (q - q == 0.0f) ? better : q;
#elif defined(KEYED)
    return a == (work) NEUTRAL ? (output) NAN : JOIN(as_, VECTOR(OUT))(ORDERED(a, work));
#else
    return CONVERT(OUT, a);
#endif
}

#if V == 1
// The voxel at position q of a line, or zero beyond a border of zeros.
INLINED work sample(__global const IN *in, const int q, const long stride) {
    return BORDER == 3 && q < 0 ? (work) 0 : loaded(in[q * stride]);
}
#endif

#ifdef LINE
// On a GPU, along AXIS alone. Work-item: P outputs along it. Strides in voxels: `along` the axis, `side` that of neighbouring
// work-items, `other` that of the third axis.
__kernel void line(__global const IN *restrict in, __global KEPT *restrict out, const int ns, const int np, const int nb,
                   const int n, const int shift, const long inStart, const long inSide, const long inAlong,
                   const long inOther, const long outSide, const long outAlong, const long outOther TAIL_PARAMETERS) {
    const int s = get_global_id(0), b = get_global_id(1), p0 = get_global_id(2) * P, first = p0 + shift - RADIUS(AXIS);
    if (s >= ns || p0 >= np || b >= nb) return;
    in += inStart + b * inOther + s * inSide;
    out += p0 * outAlong + b * outOther + s * outSide;
    FOLDED(AXIS, P, a, sample(in, bordered(first + j, n), inAlong))
    OTHERS(P)
    ALL for (int p = 0; p < P; p++)
        if (p0 + p < np) {
            OTHER_ON(AXIS, p, s, p0 + p, b)
            out[p * outAlong] = STORED(p, finished(a[p]));
        }
}
#endif

#if defined(COLUMN) || defined(ROWS)
#define PADX ((RX + 3) / 4 * 4)          // keeps a row of samples a multiple of four
#define WIDTH (WX + 2 * PADX)
#define ABSENT INT_MIN
typedef JOIN(WORK, 4) work4;

// Four neighbours along x from a row in local memory; `from` lies PADX samples before the first.
INLINED work4 four(__local const WORK *from) {
#if RX <= 64                             // registers hold them
    WORK s[4 + 2 * PADX];
    ALL for (int j = 0; j < 1 + PADX / 2; j++) {
        const work4 q = ((__local const work4 *) from)[j];
        s[4 * j] = q.x, s[4 * j + 1] = q.y, s[4 * j + 2] = q.z, s[4 * j + 3] = q.w;
    }
#else
    __local const WORK *s = from;
#endif
    FOLDED(X, 4, a, s[PADX - RX + j])
    return (work4)(a[0], a[1], a[2], a[3]);
}
#endif

#ifdef COLUMN
// On a GPU, all axes at once. Group: a column of WX × WY outputs, `depth` planes of it; item: PY rows of a column of voxels.
//
//   a plane  →  samples (local)  →x→  rows (local)  →y→  PY registers  →z→  PY queues in registers
//
// The next plane is on its way from memory meanwhile.
#define HEIGHT (WY + 2 * RY)
#define ITEMS (WX * WY / PY)
#define LOADS ((HEIGHT * WIDTH + ITEMS - 1) / ITEMS)
__kernel __attribute__((reqd_work_group_size(ITEMS, 1, 1)))
void column(__global const IN *restrict in, __global KEPT *restrict out, const int nx, const int ny, const int nz,
            const int mx, const int my, const int mz, const int sx, const int sy, const int sz, const int depth TAIL_PARAMETERS) {
    __local WORK samples[HEIGHT * WIDTH] __attribute__((aligned(4 * sizeof(WORK))));
    __local WORK rows[HEIGHT * WX] __attribute__((aligned(4 * sizeof(WORK))));
    const int lid = get_local_id(0), x0 = get_group_id(0) * WX, y0 = get_group_id(1) * WY, z0 = get_group_id(2) * depth;
    const int z1 = min(z0 + depth, nz), column = lid % WX, row = lid / WX * PY, x = x0 + column, y = y0 + row;
    in += (size_t) (y0 + sy) * mx;
    int place[LOADS];
    ALL for (int m = 0; m < LOADS; m++) {
        const int i = min(lid + m * ITEMS, HEIGHT * WIDTH - 1);
        const int qx = bordered(x0 + sx + i % WIDTH - PADX, mx), qy = bordered(y0 + sy + i / WIDTH - RY, my);
        place[m] = qx < 0 || qy < 0 ? ABSENT : (qy - y0 - sy) * mx + qx;
    }
    IN next[LOADS];
#define FETCH(z) { \
        const int qz = bordered((z) + sz, mz); \
        __global const IN *plane = in + (size_t) max(qz, 0) * my * mx; \
        ALL for (int m = 0; m < LOADS; m++) \
            next[m] = BORDER == 3 && (qz < 0 || place[m] == ABSENT) ? (IN) 0 : plane[place[m]]; \
    }
    FETCH(z0 - RZ)
    work queue[PY][QUEUE(Z)];
    ALL for (int p = 0; p < PY; p++) ALL for (int j = 0; j < QUEUE(Z); j++) queue[p][j] = START;
    UNROLLED(1) for (int z = z0 - 2 * RZ; z < z1; z++) {
        ALL for (int m = 0; m < LOADS; m++)
            if (lid + m * ITEMS < HEIGHT * WIDTH) samples[lid + m * ITEMS] = loaded(next[m]);
        barrier(CLK_LOCAL_MEM_FENCE);
        FETCH(z + 1 + RZ)
        for (int i = lid; i < HEIGHT * WX / 4; i += ITEMS)
            ((__local work4 *) rows)[i] = four(samples + i / (WX / 4) * WIDTH + i % (WX / 4) * 4);
        barrier(CLK_LOCAL_MEM_FENCE);
        OTHERS(PY)
        ALL for (int p = 0; p < PY; p++) if (z >= z0 && x < nx && y + p < ny) { OTHER(p, x, y + p, z) }
        FOLDED(Y, PY, a, rows[(row + j) * WX + column])
        ALL for (int p = 0; p < PY; p++) {
            QUEUED(Z, queue[p], a[p], result)
            if (z >= z0 && x < nx && y + p < ny) out[((size_t) z * ny + y + p) * nx + x] = STORED(p, finished(result));
        }
    }
}
#endif

#ifdef ROWS
// On a GPU, along x and y. Group: WX items side by side, `length` rows, four at a time; item: a queue along y.
#define LOADS ((4 * WIDTH + WX - 1) / WX)
__kernel __attribute__((reqd_work_group_size(WX, 1, 1)))
void rows(__global const IN *restrict in, __global KEPT *restrict out, const int nx, const int ny, const int nz,
          const int mx, const int my, const int mz, const int sx, const int sy, const int sz, const int length TAIL_PARAMETERS) {
    __local WORK samples[4 * WIDTH] __attribute__((aligned(4 * sizeof(WORK))));
    __local WORK rows[4 * WX] __attribute__((aligned(4 * sizeof(WORK))));
    const int lid = get_local_id(0), x0 = get_group_id(0) * WX, x = x0 + lid, z = get_group_id(2);
    const int y0 = get_group_id(1) * length, y1 = min(y0 + length, ny);
    in += (size_t) (z + sz) * my * mx;
    out += (size_t) z * ny * nx + x;
    int place[LOADS];
    ALL for (int m = 0; m < LOADS; m++)
        place[m] = bordered(x0 + sx + min(lid + m * WX, 4 * WIDTH - 1) % WIDTH - PADX, mx);
    IN next[LOADS];
#define FETCH(y) \
    ALL for (int m = 0; m < LOADS; m++) { \
        const int qy = bordered((y) + sy + min(lid + m * WX, 4 * WIDTH - 1) / WIDTH, my); \
        next[m] = BORDER == 3 && (qy < 0 || place[m] < 0) ? (IN) 0 : in[(size_t) qy * mx + place[m]]; \
    }
    FETCH(y0 - RY)
    work queue[QUEUE(Y)];
    ALL for (int j = 0; j < QUEUE(Y); j++) queue[j] = START;
    UNROLLED(1) for (int y = y0 - 2 * RY; y < y1; y += 4) {
        ALL for (int m = 0; m < LOADS; m++)
            if (lid + m * WX < 4 * WIDTH) samples[lid + m * WX] = loaded(next[m]);
        barrier(CLK_LOCAL_MEM_FENCE);
        FETCH(y + 4 + RY)
        ((__local work4 *) rows)[lid] = four(samples + lid / (WX / 4) * WIDTH + lid % (WX / 4) * 4);
        barrier(CLK_LOCAL_MEM_FENCE);
        OTHERS(4)
        ALL for (int u = 0; u < 4; u++) if (y + u >= y0 && y + u < y1 && x < nx) { OTHER(u, x, y + u, z) }
        ALL for (int u = 0; u < 4; u++) {
            QUEUED(Y, queue, rows[u * WX + lid], result)
            if (y + u >= y0 && y + u < y1 && x < nx) out[(size_t) (y + u) * nx] = STORED(u, finished(result));
        }
    }
}
#endif

#ifdef ALONG
// On a GPU, along AXIS, y or z. Work-item: `length` outputs, every sample read once. Strides as of `line`.
__kernel void along(__global const IN *restrict in, __global KEPT *restrict out, const int ns, const int np, const int nb,
                    const int n, const int shift, const long inStart, const long inSide, const long inAlong,
                    const long inOther, const long outSide, const long outAlong, const long outOther, const int length
                    TAIL_PARAMETERS) {
    const int s = get_global_id(0), b = get_global_id(1), p0 = get_global_id(2) * length, p1 = min(p0 + length, np);
    if (s >= ns || b >= nb) return;
    in += inStart + b * inOther + s * inSide;
    out += b * outOther + s * outSide;
    work queue[QUEUE(AXIS)];
    ALL for (int j = 0; j < QUEUE(AXIS); j++) queue[j] = START;
    UNROLLED(1) for (int p = p0 - 2 * RADIUS(AXIS); p < p1; p += 4) {
        work v[4];
        ALL for (int u = 0; u < 4; u++) v[u] = sample(in, bordered(p + u + shift + RADIUS(AXIS), n), inAlong);
        OTHERS(4)
        ALL for (int u = 0; u < 4; u++) if (p + u >= p0 && p + u < p1) { OTHER_ON(AXIS, u, s, p + u, b) }
        ALL for (int u = 0; u < 4; u++) {
            QUEUED(AXIS, queue, v[u], result)
            if (p + u >= p0 && p + u < p1) out[(p + u) * outAlong] = STORED(u, finished(result));
        }
    }
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
    for (; i + V <= end; i += V) *(looseWork *) (t + i) = loaded(*(__global const looseIn *) (in + first + i));
    for (; i < end; i++) t[i] = loadedOne(in[first + i]);
    for (i = begin > 0 ? 0 : end; i < count; i = i + 1 == begin ? end : i + 1) {
        const int q = bordered(first + i, n);
        t[i] = q < 0 ? (WORK) 0 : loadedOne(in[q]);
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

// Where results go: into `out`, or into rows from which the tail makes it.
#ifdef TAIL
#define RESULTS OUT
#define LOOSE looseOut
#else
#define RESULTS __global OUT
#define LOOSE __global looseOut
#endif

// The first `planes` outputs of v, PZ vectors along z, of which `count` elements are wanted.
INLINED void put(const work *v, RESULTS *out, const size_t stride, const int planes, const int count) {
    if (count >= V) {
        ALL for (int p = 0; p < PZ; p++) if (p < planes) *(LOOSE *) (out + p * stride) = finished(v[p]);
        return;
    }
    for (int p = 0; p < planes; p++) {
        const output last = finished(v[p]);
        for (int e = 0; e < count; e++) out[p * stride + e] = ((const OUT *) &last)[e];
    }
}

// What the tail makes of `width` results, from (x, y, z) on.
INLINED void kept(const OUT *results, __global KEPT *restrict out, const int x, const int y, const int z, const int width
                  TAIL_PARAMETERS) {
    for (int i = 0; i < width; i++) {
        OTHERS(1)
        OTHER(0, x + i, y, z)
        out[i] = STORED(0, results[i]);
    }
}

// nx, ny, nz: out's size; mx, my, mz: in's size; sx, sy, sz: where out begins in it.
__kernel void march(__global const IN *restrict in, __global KEPT *restrict out, const int nx, const int ny, const int nz,
                    const int mx, const int my, const int mz, const int sx, const int sy, const int sz,
                    const int tileX, const int tileY, const int depth TAIL_PARAMETERS) {
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
        for (int y = 0; y < height; y++) {
            __global KEPT *to = out + ((size_t) z * ny + y0 + y) * nx + x0;
#ifdef TAIL
            OUT results[PZ * TX] __attribute__((aligned(64)));
            const size_t stride = TX;
#else
            __global OUT *results = to;
            const size_t stride = (size_t) nx * ny;
#endif
            for (int i = 0; i * V < width; i++) {
                const work *at = ring + y * WIDE + i;
                FOLDED(Z, PZ, a, at[plane[j]])
                put(a, results + i * V, stride, min(PZ, z1 - z), width - i * V);
            }
#ifdef TAIL
            for (int p = 0; p < min(PZ, z1 - z); p++)
                kept(results + p * TX, to + p * (size_t) nx * ny, x0, y0 + y, z + p, width TAIL_ARGUMENTS);
#endif
        }
    }
}
#endif
