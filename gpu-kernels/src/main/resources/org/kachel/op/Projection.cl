// One value of each column of `length` voxels along AXIS, folded in ascending order.
//
// STATISTIC 0 maximum, 1 minimum (NaN counts as absent, the first of equal values stands), 2 mean, 3 sum, 4 standard deviation of
// the population, 5 position of the maximum. Sums are SUM: long where that is exact, else double; the mean, and the deviations
// from it in a second walk, are double, rounded to float at the end.
//
// Layout: x fastest. An output is at (i, j), the axes that are left; its column begins at base + i·si + j·sj, with step sk.
// `columns`: a work-item per column; those of a group are neighbours along x, so reads are coalesced where AXIS is y or z. On a
// CPU a work-item has 64 columns.
// `rows`: AXIS is x on a GPU. A group has 32 rows and turns them in pieces of 32 voxels through local memory.
#pragma OPENCL FP_CONTRACT OFF
#pragma OPENCL EXTENSION cl_khr_fp64 : enable

#define MAXIMUM (STATISTIC == 0 || STATISTIC == 5)
#define EXTREME (MAXIMUM || STATISTIC == 1)
#define TWICE (STATISTIC == 4)

#if FLOATING
#define REPLACED(best, v) (isnan(best) && !isnan(v))
#else
#define REPLACED(best, v) 0
#endif

typedef struct {
#if EXTREME
    T best;
    int at;
#else
    SUM sum;
    double mean, squares;
#endif
} Fold;

inline void begin(Fold *f) {
#if !EXTREME
    f->sum = 0;
    f->squares = 0;
#endif
}

inline void take(Fold *f, const T v, const int k) {
#if EXTREME
#if MAXIMUM
    const int better = v > f->best;
#else
    const int better = v < f->best;
#endif
    if (k == 0 || better || REPLACED(f->best, v)) {
        f->best = v;
        f->at = k;
    }
#else
    f->sum += (SUM) v;
#endif
}

inline void deviate(Fold *f, const T v) {
#if TWICE
    const double d = (double) v - f->mean;
    f->squares = fma(d, d, f->squares);
#endif
}

inline void average(Fold *f, const int length) {
#if !EXTREME
    f->mean = (double) f->sum / length;
#endif
}

inline OUT end(const Fold *f, const int length) {
#if STATISTIC <= 1
    return f->best;
#elif STATISTIC == 2
    return (float) f->mean;
#elif STATISTIC == 3
    return (float) (double) f->sum;
#elif STATISTIC == 4
    return (float) sqrt(f->squares / length);
#else
    return f->at;
#endif
}

#define COLUMNS                                                                                                  \
    __global const T *restrict in, __global OUT *restrict out, const int width, const int height, const int length, \
        const long base, const long si, const long sj, const long sk

__kernel void columns(COLUMNS) {
    const int j = get_global_id(1);
    if (j >= height) return;
#if KACHEL_GPU
    const int i = get_global_id(0);
    if (i >= width) return;
#else
    for (int i = get_global_id(0) * 64; i < min(width, (int) get_global_id(0) * 64 + 64); i++)
#endif
    {
        __global const T *from = in + base + i * si + j * sj;
        Fold f;
        begin(&f);
#pragma unroll 8
        for (int k = 0; k < length; k++) take(&f, from[k * sk], k);
        average(&f, length);
        if (TWICE)
            for (int k = 0; k < length; k++) deviate(&f, from[k * sk]);
        out[(size_t) j * width + i] = end(&f, length);
    }
}

#if KACHEL_GPU && AXIS == 0
// the 32 voxels from k on of each of the group's rows: tile[row][voxel]
inline void load(__global const T *from, __local T (*tile)[33], const long si, const int rows, const int k, const int length) {
    const int lane = get_local_id(0);
    barrier(CLK_LOCAL_MEM_FENCE);
    for (int r = 0; r < rows; r++)
        if (k + lane < length) tile[r][lane] = from[r * si + k + lane];
    barrier(CLK_LOCAL_MEM_FENCE);
}

__kernel __attribute__((reqd_work_group_size(32, 1, 1))) void rows(COLUMNS) {
    __local T tile[32][33];
    const int lane = get_local_id(0), first = get_group_id(1) * 32, j = get_group_id(2);
    const int rows = min(32, width - first);
    __global const T *from = in + base + first * si + j * sj;
    Fold f;
    begin(&f);
    for (int k = 0; k < length; k += 32) {
        load(from, tile, si, rows, k, length);
        for (int m = 0; m < min(32, length - k); m++) take(&f, tile[lane][m], k + m);
    }
    average(&f, length);
    for (int k = 0; TWICE && k < length; k += 32) {
        load(from, tile, si, rows, k, length);
        for (int m = 0; m < min(32, length - k); m++) deviate(&f, tile[lane][m]);
    }
    if (lane < rows) out[(size_t) j * width + first + lane] = end(&f, length);
}
#endif
