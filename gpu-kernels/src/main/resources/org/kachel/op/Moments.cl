// Sums of q and of q * q, with q = rint(v * scale) a whole number of at most 2^32 in size.
//
// in    n voxels of T
// sums  per group: sum of q; sums of the low and of the high 32 bits of q * q (a group sees fewer than 2^31 voxels)
//
// A GPU's group strides over the image and joins its items' sums in a tree; a CPU's group is one item with one piece.

#pragma OPENCL FP_CONTRACT OFF
#pragma OPENCL EXTENSION cl_khr_fp64 : enable

typedef struct { long sum; ulong low, high; } Part;

void include(Part *p, const T v, const double scale) {
    const long q = (long) rint((double) v * scale);
    const ulong size = q < 0 ? -q : q, square = size * size;
    p->sum += q;
    p->low += square & 0xffffffff;
    p->high += square >> 32;
}

__kernel __attribute__((reqd_work_group_size(ITEMS, 1, 1)))
void moments(__global const T *restrict in, const long n, const double scale, __global long *sums) {
    Part p = { 0, 0, 0 };
#if GPU
    const size_t items = get_global_size(0), quads = (size_t) n / 4;
    for (size_t i = get_global_id(0); i < quads; i += items) {
        const T4 v = ((__global const T4 *) in)[i];
        include(&p, v.x, scale);
        include(&p, v.y, scale);
        include(&p, v.z, scale);
        include(&p, v.w, scale);
    }
    const size_t tail = 4 * quads + get_global_id(0);
    if (tail < (size_t) n) include(&p, in[tail], scale);
    __local Part parts[ITEMS];
    const size_t me = get_local_id(0);
    parts[me] = p;
    for (size_t reach = ITEMS / 2; reach > 0; reach /= 2) {
        barrier(CLK_LOCAL_MEM_FENCE);
        if (me < reach) {
            parts[me].sum += parts[me + reach].sum;
            parts[me].low += parts[me + reach].low;
            parts[me].high += parts[me + reach].high;
        }
    }
    if (me != 0) return;
    p = parts[0];
#else
    const size_t pieces = get_num_groups(0), piece = ((size_t) n + pieces - 1) / pieces;
    const size_t begin = min(get_group_id(0) * piece, (size_t) n), end = min(begin + piece, (size_t) n);
    for (size_t i = begin; i < end; i++) include(&p, in[i], scale);
#endif
    const size_t g = get_group_id(0);
    sums[3 * g] = p.sum;
    sums[3 * g + 1] = (long) p.low;
    sums[3 * g + 2] = (long) p.high;
}
