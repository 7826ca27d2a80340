/*
 * Squares of distances to the nearest background, axis by axis, and their roots.
 *
 * Formula   along x: the square of the way to the nearest background of the row; along y, then z: the least of (the square of
 *           a way along the axis) + (what the axes before left there), which is d*d = fma(z, z, fma(y, y, x*x)) at its least.
 *           A voxel is certain where that is not more than the square of the way to what lies beyond the nearest open face;
 *           any other gets the negative root.
 * Layout    the image: nx*ny*nz, x fastest. Squares: rows of the target's sx voxels, padded to `pitch`; along y, z the image's
 *           size before, the target's after that axis is done. Bits: `words` uint per row of the image, 1 is background.
 * Macros    VOXEL, FLOATING: the image as unsigned integers, see ConnectedComponents.cl; WHOLE 1: squares are uint, else double;
 *           RESULT: float or double; V: voxels of a row at once, 1 on a GPU.
 * Mapping   GPU: a work-item per voxel of the result, neighbours along x beside each other. CPU: a work-item per row.
 * Cost      along y and z as many steps as the distance, at most; along x those over 32 on a GPU.
 */
#if FLOATING
#define IS_SET(v) (((v) << (VOXEL) 1) != (VOXEL) 0)
#else
#define IS_SET(v) ((v) != (VOXEL) 0)
#endif

#if WHOLE
#define SQUARE uint
#define INF 0x40000000u
#define WAY(k) ((uint) (k))
#define PLUS(way, square) ((way) * (way) + (square))
#else
#define SQUARE double
#define INF INFINITY
#define WAY(k) ((double) (k) * spacing)
#define PLUS(way, square) fma((SQUARES) (way), (SQUARES) (way), square)
#endif
#define SQUARED(way) ((way) * (way))

#if V == 1
#define SQUARES SQUARE
#define LOAD(p) (*(p))
#define STORE(v, p) (*(p) = (v))
#define ANY(c) (c)
#else
#define JOIN_(a, b) a##b
#define JOIN(a, b) JOIN_(a, b)
#define SQUARES JOIN(SQUARE, V)
#define LOAD(p) JOIN(vload, V)(0, p)
#define STORE(v, p) JOIN(vstore, V)(v, 0, p)
#define ANY(c) any(c)
#endif

/* For CPUs: one row forward, then backward. */
__kernel void sweep(__global const VOXEL *restrict image, __global SQUARE *restrict to, const int nx, const long rows,
                    const int start, const int sx, const int pitch, const double spacing) {
    const size_t row = get_global_id(0);
    if (row >= rows) return;
    __global const VOXEL *p = image + row * nx;
    __global SQUARE *q = to + row * pitch;
    int last = -1;
    for (int x = 0; x < start + sx; x++) {
        const VOXEL v = p[x];
        if (!IS_SET(v)) last = x;
        if (x >= start) q[x - start] = last < 0 ? INF : SQUARED(WAY(x - last));
    }
    last = -1;
    for (int x = nx - 1; x >= start; x--) {
        const VOXEL v = p[x];
        if (!IS_SET(v)) last = x;
        if (x < start + sx && last >= 0) q[x - start] = min(q[x - start], SQUARED(WAY(last - x)));
    }
    for (int x = sx; x < pitch; x++) q[x] = 0;
}

/* For GPUs: background as bits. */
__kernel __attribute__((reqd_work_group_size(32, 8, 1)))
void pack(__global const VOXEL *restrict image, __global uint *restrict bits, const int nx, const int words, const long rows) {
    __local uint word[8];
    const int x = get_global_id(0), line = get_local_id(1);
    const size_t row = get_global_id(1);
    if (get_local_id(0) == 0) word[line] = 0;
    barrier(CLK_LOCAL_MEM_FENCE);
    if (x < nx && row < rows) {
        const VOXEL v = image[row * nx + x];
        if (!IS_SET(v)) atomic_or(&word[line], 1u << get_local_id(0));
    }
    barrier(CLK_LOCAL_MEM_FENCE);
    if (get_local_id(0) == 0 && row < rows) bits[row * words + x / 32] = word[line];
}

/* For GPUs: the nearest bit to both sides. */
__kernel void search(__global const uint *restrict bits, __global SQUARE *restrict to, const int words, const long rows,
                     const int start, const int sx, const int pitch, const double spacing) {
    const int x = get_global_id(0);
    const size_t row = get_global_id(1);
    if (x >= sx || row >= rows) return;
    __global const uint *p = bits + row * words;
    const int at = start + x, own = at >> 5, bit = at & 31;
    int k = own, way = INT_MAX;
    uint word = p[own] & (0xffffffffu >> (31 - bit));
    while (!word && k > 0) word = p[--k];
    if (word) way = at - (32 * k + 31 - (int) clz(word));
    k = own;
    word = p[own] & (0xffffffffu << bit);
    while (!word && k + 1 < words && 32 * (k + 1) - at < way) word = p[++k];
    if (word) way = min(way, 32 * k + 31 - (int) clz(word & -word) - at);
    to[row * pitch + x] = way == INT_MAX ? INF : SQUARED(WAY(way));
}

__kernel void along(__global const SQUARE *restrict from, __global SQUARE *restrict to, const int pitch, const int n,
                    const int start, const int count, const int others, const long from_step, const long from_other,
                    const long to_step, const long to_other, const double spacing) {
    const int t = get_global_id(1), other = get_global_id(2), at = start + t;
    if (t >= count || other >= others) return;
    for (int x = get_global_id(0) * V; x < pitch; x += get_global_size(0) * V) {
        __global const SQUARE *p = from + other * from_other + at * from_step + x;
        SQUARES best = LOAD(p);
        for (int k = 1; k < n; k++) {
            const SQUARE way = WAY(k);
            if (!ANY(best > (SQUARES) SQUARED(way)) || (at - k < 0 && at + k >= n)) break;
            if (at - k >= 0) best = min(best, PLUS(way, LOAD(p - k * from_step)));
            if (at + k < n) best = min(best, PLUS(way, LOAD(p + k * from_step)));
        }
        STORE(best, to + other * to_other + t * to_step + x);
    }
}

SQUARE beyond(const int open, const int n, const int at, const double spacing) {
    const SQUARE low = open & 1 ? SQUARED(WAY(at + 1)) : INF;
    return min(low, open & 2 ? SQUARED(WAY(n - at)) : INF);
}

__kernel void root(__global const SQUARE *restrict squares, __global RESULT *restrict out, const int sx, const int sy,
                   const int sz, const int pitch, const int nx, const int ny, const int nz, const int x0, const int y0,
                   const int z0, const int open, const double dx, const double dy, const double dz) {
    const int y = get_global_id(1), z = get_global_id(2);
    if (y >= sy || z >= sz) return;
    const SQUARE beyond_yz = min(beyond(open >> 2, ny, y0 + y, dy), beyond(open >> 4, nz, z0 + z, dz));
    for (int x = get_global_id(0); x < sx; x += get_global_size(0)) {
        const SQUARE square = squares[((size_t) z * sy + y) * pitch + x];
        const double distance = square >= INF ? INFINITY : sqrt((double) square);
        const int certain = square <= min(beyond_yz, beyond(open, nx, x0 + x, dx));
        out[((size_t) z * sy + y) * sx + x] = (RESULT) (certain ? distance : -distance);
    }
}
