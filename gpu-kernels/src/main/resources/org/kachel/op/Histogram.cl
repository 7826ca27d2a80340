// Counts of 256 bins: v falls in bin floor((v - least) * 255 / width + 0.5), in double; outside [least, most] it counts
// nowhere.
//
// in     n voxels of T
// parts  per group: 256 counts, which `collect` adds up; a group sees fewer than 2^32 voxels
//
// A GPU's group counts with atomics in local memory; a CPU's group is one item with one contiguous piece and plain counts.

#pragma OPENCL FP_CONTRACT OFF
#pragma OPENCL EXTENSION cl_khr_fp64 : enable

int bin(const T voxel, const double least, const double most, const double width) {
    const double v = (double) voxel;
    return v >= least && v <= most ? (int) ((v - least) * 255.0 / width + 0.5) : -1;
}

__kernel __attribute__((reqd_work_group_size(ITEMS, 1, 1)))
void histogram(__global const T *restrict in, const long n, const double least, const double most, const double width,
               __global uint *parts) {
    __local uint counts[256];
    const size_t me = get_local_id(0);
    for (size_t k = me; k < 256; k += ITEMS) counts[k] = 0;
#if GPU
    barrier(CLK_LOCAL_MEM_FENCE);
    const size_t items = get_global_size(0), quads = (size_t) n / 4;
    for (size_t i = get_global_id(0); i < quads; i += items) {
        const T4 v = ((__global const T4 *) in)[i];
        const int4 k = (int4)(bin(v.x, least, most, width), bin(v.y, least, most, width),
                              bin(v.z, least, most, width), bin(v.w, least, most, width));
        if (k.x >= 0) atomic_inc(counts + k.x);
        if (k.y >= 0) atomic_inc(counts + k.y);
        if (k.z >= 0) atomic_inc(counts + k.z);
        if (k.w >= 0) atomic_inc(counts + k.w);
    }
    const size_t tail = 4 * quads + get_global_id(0);
    if (tail < (size_t) n) {
        const int k = bin(in[tail], least, most, width);
        if (k >= 0) atomic_inc(counts + k);
    }
    barrier(CLK_LOCAL_MEM_FENCE);
#else
    const size_t pieces = get_num_groups(0), piece = ((size_t) n + pieces - 1) / pieces;
    const size_t begin = min(get_group_id(0) * piece, (size_t) n), end = min(begin + piece, (size_t) n);
    for (size_t i = begin; i < end; i++) {
        const int k = bin(in[i], least, most, width);
        if (k >= 0) counts[k]++;
    }
#endif
    for (size_t k = me; k < 256; k += ITEMS) parts[get_group_id(0) * 256 + k] = counts[k];
}

__kernel void collect(__global const uint *restrict parts, const int groups, __global ulong *counts) {
    const size_t k = get_global_id(0);
    if (k >= 256) return;
    ulong sum = 0;
    for (int g = 0; g < groups; g++) sum += parts[(size_t) g * 256 + k];
    counts[k] = sum;
}
