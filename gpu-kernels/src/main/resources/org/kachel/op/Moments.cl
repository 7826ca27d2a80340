// Sums of q and of q * q, with q = rint(v * scale) a whole number of at most 2^32 in size. After Groups.cl.
//
// in     n voxels of T, n < 2^31
// parts  per group: sum of q; sums of the low and of the high 32 bits of q * q; `collect`, one group, adds them up at `whole`

#pragma OPENCL EXTENSION cl_khr_fp64 : enable

typedef struct { long sum; ulong low, high; } Part;

Part join(const Part a, const Part b) {
    const Part p = { a.sum + b.sum, a.low + b.low, a.high + b.high };
    return p;
}

void include(Part *p, const T v, const double scale) {
    const long q = (long) rint((double) v * scale);
    const ulong size = q < 0 ? -q : q, square = size * size;
    p->sum += q;
    p->low += square & 0xffffffff;
    p->high += square >> 32;
}
#define INCLUDE(v, i) include(&p, v, scale);

__kernel __attribute__((reqd_work_group_size(ITEMS, 1, 1)))
void moments(__global const T *restrict in, const long n, const double scale, __global Part *parts) {
    Part p = { 0, 0, 0 };
    WALK
    FOLD(Part, p, join)
    if (get_local_id(0) == 0) parts[get_group_id(0)] = p;
}

__kernel __attribute__((reqd_work_group_size(ITEMS, 1, 1)))
void collect(__global const Part *restrict parts, const int groups, __global Part *whole) {
    Part p = { 0, 0, 0 };
    for (int g = get_local_id(0); g < groups; g += ITEMS) p = join(p, parts[g]);
    FOLD(Part, p, join)
    if (get_local_id(0) == 0) *whole = p;
}
