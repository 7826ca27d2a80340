// Minimum, maximum or mean of the voxels of a footprint, which is a run along x per row, symmetric about its centre.
//
//   row(w)    = v[0] ⊕ (v[−1] ⊕ v[1]) ⊕ … ⊕ (v[−w] ⊕ v[w])     along x, outwards: one run serves all shorter ones
//   plane(dz) = row(w(dy, dz)) over dy, ascending               the same for −dz
//   out       = plane(dz) over dz, ascending
//
// After Window.cl and the footprint's tables: HALF_WIDTH(dy, dz), and for `march` and `column` the LEVELS different half
// widths: LEVEL_OF[w] and LEVEL(dy, dz), −1 where there is none. FOLD 1 sum, 2 minimum, 3 maximum; WORK is the type folded.
// KEYED: minima and maxima of floats fold integers of the same width that have the floats' order, −0 before +0; NaN is the
// neutral one. SMALL: loops over the footprint are unrolled. The order is that of the lines above in every kernel, so that bits do not depend on the tile.
#define ALL _Pragma("unroll")
#ifdef SMALL
#define UNROLL _Pragma("unroll")
#else
#define UNROLL _Pragma("unroll 1")
#endif
typedef VECTOR(WORK) work;
// vectors at any element
typedef VECTOR(IN) looseIn __attribute__((aligned(sizeof(IN))));
typedef VECTOR(WORK) looseWork __attribute__((aligned(sizeof(WORK))));
typedef VECTOR(OUT) looseOut __attribute__((aligned(sizeof(OUT))));

#if FOLD == 1
#define START 0
#define TAP(a, v) ((a) + (v))
#else
#define START NEUTRAL
#if FOLD == 2
#define TAP(a, v) min((work) (a), (work) (v))
#else
#define TAP(a, v) max((work) (a), (work) (v))
#endif
#endif

#ifdef KEYED
#define ORDERED(b, T) ((b) ^ (((b) >> (T) (8 * sizeof(WORK) - 1)) & (T) GREATEST))
INLINED work loaded(const voxels v) {
    const work bits = AS(WORK, v);
    return v == v ? ORDERED(bits, work) : (work) NEUTRAL;
}
INLINED WORK loaded_one(const IN v) {
    const WORK bits = JOIN(as_, WORK)(v);
    return v == v ? ORDERED(bits, WORK) : (WORK) NEUTRAL;
}
#else
#define loaded(v) CONVERT(WORK, v)
#define loaded_one(v) JOIN(convert_, WORK)(v)
#endif

INLINED VECTOR(OUT) finished(const work a) {
#if FOLD == 1
    const VECTOR(float) sum = CONVERT(float, a), q = sum * RECIPROCAL;
    const VECTOR(float) better = fma(fma(-q, (VECTOR(float)) (DIVISOR), sum), (VECTOR(float)) (RECIPROCAL), q);
    return (q - q == 0.0f) ? better : q;
#elif defined(KEYED)
    return a == (work) NEUTRAL ? (VECTOR(OUT)) NAN : AS(OUT, ORDERED(a, work));
#else
    return a;
#endif
}

#ifdef WHOLE
// Any footprint, one load per voxel of it. Work-item: V outputs.
__kernel void whole(WINDOW_ARGS) {
    const int ox = get_global_id(0) * V, oy = get_global_id(1), oz = get_global_id(2);
    if (ox >= nx || oy >= ny || oz >= nz) return;
    const int x = ox + sx;
    work a = START;
    for (int dz = -RZ; dz <= RZ; dz++) {
        work plane = START;
        for (int dy = -RY; dy <= RY; dy++) {
            const int w = HALF_WIDTH(dy, dz);
            if (w < 0) continue;
            __global const IN *row = row_of(in, oy + sy + dy, oz + sz + dz, wx, wy, wz);
            work run = loaded(load(row, x, wx));
            for (int k = 1; k <= w; k++) {
                const work before = loaded(load(row, x - k, wx)), behind = loaded(load(row, x + k, wx));
                run = TAP(run, TAP(before, behind));
            }
            plane = TAP(plane, run);
        }
        a = TAP(a, plane);
    }
    put(finished(a), out + ((size_t) oz * ny + oy) * nx + ox, nx - ox);
}
#endif

#ifdef COLUMN
// On a GPU. Group: a column of WX × WY outputs, `depth` planes of it; item: PY rows of a column of voxels.
//
//   a plane  →  samples (local)  →x→  LEVELS × rows (local)  →y→  planes in registers  →z→  PY queues in registers
//
// The next plane is on its way from memory meanwhile. Every input voxel is loaded once per column.
#define PADX ((RX + 3) / 4 * 4)          // keeps a row of samples a multiple of four
#define WIDTH (WX + 2 * PADX)
#define HEIGHT (WY + 2 * RY)
#define ITEMS (WX * WY / PY)
#define LOADS ((HEIGHT * WIDTH + ITEMS - 1) / ITEMS)
#define ABSENT INT_MIN
#define QUEUE (RZ > 0 ? 2 * RZ : 1)
typedef JOIN(WORK, 4) work4;

// The rows of four neighbours along x, level by level `stride` apart; `from` lies PADX samples before the first.
INLINED void four(__local const WORK *from, __local WORK *to, const int stride) {
    WORK s[4 + 2 * PADX];
    ALL for (int j = 0; j < 1 + PADX / 2; j++) {
        const work4 q = ((__local const work4 *) from)[j];
        s[4 * j] = q.x, s[4 * j + 1] = q.y, s[4 * j + 2] = q.z, s[4 * j + 3] = q.w;
    }
    WORK a[4];
    ALL for (int k = 0; k <= RX; k++) {
        ALL for (int u = 0; u < 4; u++) {
            const int c = PADX + u;
            a[u] = k == 0 ? s[c] : TAP(a[u], TAP(s[c - k], s[c + k]));
        }
        if (LEVEL_OF[k] >= 0) *(__local work4 *) (to + LEVEL_OF[k] * stride) = (work4)(a[0], a[1], a[2], a[3]);
    }
}

__kernel __attribute__((reqd_work_group_size(ITEMS, 1, 1))) void column(WINDOW_ARGS, const int depth) {
    __local WORK samples[HEIGHT * WIDTH] __attribute__((aligned(4 * sizeof(WORK))));
    __local WORK rows[LEVELS * HEIGHT * WX] __attribute__((aligned(4 * sizeof(WORK))));
    const int lid = get_local_id(0), x0 = get_group_id(0) * WX, y0 = get_group_id(1) * WY, z0 = get_group_id(2) * depth;
    const int z1 = min(z0 + depth, nz), column = lid % WX, row = lid / WX * PY, x = x0 + column, y = y0 + row;
    in += (size_t) (y0 + sy) * wx;
    int place[LOADS];
    ALL for (int m = 0; m < LOADS; m++) {
        const int i = min(lid + m * ITEMS, HEIGHT * WIDTH - 1);
        const int qx = bordered(x0 + sx + i % WIDTH - PADX, wx), qy = bordered(y0 + sy + i / WIDTH - RY, wy);
        place[m] = qx < 0 || qy < 0 ? ABSENT : (qy - y0 - sy) * wx + qx;
    }
    IN next[LOADS];
#define FETCH(z) { \
        const int qz = bordered((z) + sz, wz); \
        __global const IN *from = in + (size_t) max(qz, 0) * wy * wx; \
        ALL for (int m = 0; m < LOADS; m++) \
            next[m] = BORDER == 3 && (qz < 0 || place[m] == ABSENT) ? (IN) 0 : from[place[m]]; \
    }
    FETCH(z0 - RZ)
    WORK queue[PY][QUEUE];               // what is known of the outputs to come
    ALL for (int p = 0; p < PY; p++) ALL for (int j = 0; j < QUEUE; j++) queue[p][j] = START;
    _Pragma("unroll 1") for (int z = z0 - 2 * RZ; z < z1; z++) {
        ALL for (int m = 0; m < LOADS; m++)
            if (lid + m * ITEMS < HEIGHT * WIDTH) samples[lid + m * ITEMS] = loaded_one(next[m]);
        barrier(CLK_LOCAL_MEM_FENCE);
        FETCH(z + 1 + RZ)
        for (int i = lid; i < HEIGHT * WX / 4; i += ITEMS)
            four(samples + i / (WX / 4) * WIDTH + i % (WX / 4) * 4, rows + 4 * i, HEIGHT * WX);
        barrier(CLK_LOCAL_MEM_FENCE);
        WORK plane[RZ + 1][PY];
        ALL for (int p = 0; p < PY; p++) ALL for (int k = 0; k <= RZ; k++) plane[k][p] = START;
        ALL for (int j = 0; j < PY + 2 * RY; j++)
            ALL for (int p = 0; p < PY; p++)
                ALL for (int k = 0; k <= RZ; k++)
                    if (j >= p && j - p <= 2 * RY && LEVEL(j - p - RY, k) >= 0)
                        plane[k][p] = TAP(plane[k][p], rows[(LEVEL(j - p - RY, k) * HEIGHT + row + j) * WX + column]);
        ALL for (int p = 0; p < PY; p++) {
            const WORK result = TAP(queue[p][0], plane[RZ][p]);
#if RZ > 0
            ALL for (int j = 0; j < QUEUE; j++)
                queue[p][j] = TAP(j + 1 < QUEUE ? queue[p][j + 1] : (WORK) START, plane[abs(RZ - 1 - j)][p]);
#endif
            if (z >= z0 && x < nx && y + p < ny) out[((size_t) z * ny + y + p) * nx + x] = finished(result);
        }
    }
}
#endif

#ifdef MARCH
// On a CPU. Work-item: a column of `tileX` × `tileY` ≤ TX × TY outputs, `depth` planes of it, all in the core's cache:
//
//   samples of a plane  →x→  LEVELS × rows[tileY + 2RY]  →y→  planes in registers  →z→  2RZ + 1 planes of outputs
//
// Whole vectors are computed at the end of a row, and only what is wanted is written. TX is a multiple of V.
#define WIDE (TX / V)
#define HEIGHT (TY + 2 * RY)
#define QUEUE (2 * RZ + 1)
#define TOGETHER 8                       // rows: a line is read some time after it was written

// The samples first … first+count−1 of a row of n, or zeros where there is none.
INLINED void sampled(__global const IN *row, const int first, const int count, const int n, WORK *t) {
    const int begin = row == 0 ? count : clamp(-first, 0, count), end = clamp(n - first, begin, count);
    int i = begin;
    for (; i + V <= end; i += V) *(looseWork *) (t + i) = loaded(*(__global const looseIn *) (row + first + i));
    for (; i < end; i++) t[i] = loaded_one(row[first + i]);
    for (int part = 0; part < 2; part++)
        for (i = part ? end : 0; i < (part ? count : begin); i++) {
            const int q = row == 0 ? -1 : bordered(first + i, n);
            t[i] = q < 0 ? (WORK) 0 : loaded_one(row[q]);
        }
}

// The rows of V neighbours, level by level; t is the sample of the first.
INLINED void along_x(const WORK *t, work *to) {
    work a = *(const looseWork *) t;
    if (LEVEL_OF[0] >= 0) to[LEVEL_OF[0] * (HEIGHT * WIDE)] = a;
    UNROLL for (int k = 1; k <= RX; k++) {
        a = TAP(a, TAP(*(const looseWork *) (t - k), *(const looseWork *) (t + k)));
        if (LEVEL_OF[k] >= 0) to[LEVEL_OF[k] * (HEIGHT * WIDE)] = a;
    }
}

// One plane(dz) of V neighbours from the rows about `at`.
INLINED work along_y(const work *at, const int dz) {
    work a = START;
    UNROLL for (int dy = -RY; dy <= RY; dy++)
        if (LEVEL(dy, dz) >= 0) a = TAP(a, at[LEVEL(dy, dz) * (HEIGHT * WIDE) + dy * WIDE]);
    return a;
}

INLINED void put_some(const work a, __global OUT *p, const int count) {
    const VECTOR(OUT) v = finished(a);
    if (count >= V) *(__global looseOut *) p = v;
    else for (int e = 0; e < count; e++) p[e] = ((const OUT *) &v)[e];
}

__kernel void march(WINDOW_ARGS, const int tileX, const int tileY, const int depth) {
    const int x0 = get_global_id(0) * tileX, y0 = get_global_id(1) * tileY, z0 = get_global_id(2) * depth;
    const int width = min(tileX, nx - x0), height = min(tileY, ny - y0), z1 = min(z0 + depth, nz);
    WORK lines[TOGETHER][TX + (2 * RX + V - 1) / V * V] __attribute__((aligned(64)));
    work rows[LEVELS * HEIGHT * WIDE], queue[QUEUE * TY * WIDE];
    for (int t = 0; z0 + t < z1 + 2 * RZ; t++) {
        for (int r = 0; r < height + 2 * RY; r += TOGETHER) {
            const int count = min(TOGETHER, height + 2 * RY - r);
            for (int c = 0; c < count; c++)
                sampled(row_of(in, y0 + sy - RY + r + c, z0 + sz - RZ + t, wx, wy, wz), x0 + sx - RX, width + 2 * RX, wx, lines[c]);
            for (int c = 0; c < count; c++)
                for (int i = 0; i * V < width; i++) along_x(lines[c] + RX + i * V, rows + (r + c) * WIDE + i);
        }
        int slot[QUEUE];                 // where the output that sees this plane at dz lies
        for (int j = 0; j < QUEUE; j++) slot[j] = (t + 2 * RZ - j) % QUEUE * (TY * WIDE);
        __global OUT *to = out + ((size_t) (z0 + t - 2 * RZ) * ny + y0) * nx + x0;
        for (int y = 0; y < height; y++)
            for (int i = 0; i * V < width; i++) {
                const work *at = rows + (y + RY) * WIDE + i;
                work *known = queue + y * WIDE + i;
#if RZ > 0
                UNROLL for (int k = 0; k <= RZ; k++) {
                    const work plane = along_y(at, k);
                    if (k == RZ) {
                        known[slot[0]] = plane;
                        if (t >= 2 * RZ) put_some(TAP(known[slot[2 * RZ]], plane), to + (size_t) y * nx + i * V, width - i * V);
                    } else {
                        known[slot[RZ - k]] = TAP(known[slot[RZ - k]], plane);
                        if (k > 0) known[slot[RZ + k]] = TAP(known[slot[RZ + k]], plane);
                    }
                }
#else
                put_some(along_y(at, 0), to + (size_t) y * nx + i * V, width - i * V);
#endif
            }
    }
}
#endif
