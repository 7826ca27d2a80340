// Counts of 256 bins: v falls in bin floor((v - least) * 255 / width + 0.5), in double; outside [least, most] it counts
// nowhere. After Groups.cl.
//
// in     n voxels of T
// parts  per group: 256 counts, which `collect` adds up; a group sees fewer than 2^32 voxels
//
// A GPU's group counts with atomics in local memory; a CPU's group is one item with plain counts.
//
// QUICK 1: a voxel is a float or fits one, and its bin is worked out in float first, with `start` for least and `scale` for
// 255 / width. Where the result is nearer than `margin` to a bin's edge, which is more than it can be wrong, double decides.
// `low` and `high` are the smallest and the largest float within [least, most]: a voxel lies within both or neither.

#pragma OPENCL EXTENSION cl_khr_fp64 : enable

#define ENDS const double least, const double most, const double width, \
        const float low, const float high, const float start, const float scale, const float margin

int exact_bin(const double v, const double least, const double width) {
    return (int) ((v - least) * 255.0 / width + 0.5);
}

int bin(const T voxel, ENDS) {
#if QUICK
    const float v = (float) voxel;
    if (!(v >= low && v <= high)) return -1;
    const float near = (v - start) * scale + 0.5f;
    const int k = (int) near;
    const float rest = near - (float) k;
    return rest > margin && rest < 1.0f - margin ? k : exact_bin((double) voxel, least, width);
#else
    const double v = (double) voxel;
    return v >= least && v <= most ? exact_bin(v, least, width) : -1;
#endif
}

#if GPU
#define COUNT(k) atomic_inc(counts + (k))
#else
#define COUNT(k) counts[k]++
#endif
#define INCLUDE(v, i)                                                                       \
    {                                                                                       \
        const int k = bin(v, least, most, width, low, high, start, scale, margin);          \
        if (k >= 0) COUNT(k);                                                               \
    }

__kernel __attribute__((reqd_work_group_size(ITEMS, 1, 1)))
void histogram(__global const T *restrict in, const long n, ENDS, __global uint *parts) {
    __local uint counts[256];
    for (size_t k = get_local_id(0); k < 256; k += ITEMS) counts[k] = 0;
    barrier(CLK_LOCAL_MEM_FENCE);
    WALK
    barrier(CLK_LOCAL_MEM_FENCE);
    for (size_t k = get_local_id(0); k < 256; k += ITEMS) parts[get_group_id(0) * 256 + k] = counts[k];
}

// Global size 256, TALL: a group adds up WIDE bins, TALL groups' counts at a time.
__kernel __attribute__((reqd_work_group_size(WIDE, TALL, 1)))
void collect(__global const uint *restrict parts, const int groups, __global ulong *counts) {
    const size_t k = get_global_id(0);
    ulong sum = 0;
    for (int g = get_local_id(1); g < groups; g += TALL) sum += parts[(size_t) g * 256 + k];
#if TALL > 1
    __local ulong sums[TALL][WIDE];
    const int x = get_local_id(0), y = get_local_id(1);
    sums[y][x] = sum;
    for (int reach = TALL / 2; reach > 0; reach /= 2) {
        barrier(CLK_LOCAL_MEM_FENCE);
        if (y < reach) sums[y][x] += sums[y + reach][x];
    }
    if (y > 0) return;
    sum = sums[0][x];
#endif
    counts[k] = sum;
}
