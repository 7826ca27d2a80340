/*
 * Connected components: what all variants share, and the variant with one work-item per voxel.
 *
 * Formula   parts are trees over voxels. labels[i] is 0 in the background, LINK | parent while the trees are made, and the
 *           part's number (below 2^31) in the end. parent <= i always, so a part's root is its first voxel in raster order,
 *           whatever the order in which trees are joined.
 * Layout    labels: nx*ny*nz uint, x fastest. image: rows of sx voxels, planes of sy rows; the labelled interval's first
 *           voxel is at `start`. Floats come as the unsigned integers of their bits.
 * Macros    VOXEL uchar|ushort|uint|ulong; FLOATING: the bits are a float's, so that -0.0 is background, too;
 *           MULTI: voxels must be equal to be connected; AXES 1 (faces), 2 (edges), 3 (corners).
 * Mapping   one work-item per voxel, x fastest; or as a kernel says.
 * Source    the equivalence method of Komura (2015) and Playne & Hawick (2018), unions by atomic minimum.
 */
#define LINK 0x80000000u
#define INDEX 0x7fffffffu
#define GROUP 256
#define PER_ITEM 16

#define SHAPE const int nx, const int ny, const int nz, const long start, const int sx, const int sy
#define IMAGE __global const VOXEL *restrict image
#define ROW(image, y, z) ((image) + start + ((size_t) (z) * sy + (y)) * sx)

#if FLOATING
#define IS_SET(v) ((VOXEL) ((v) << 1) != 0)
#else
#define IS_SET(v) ((v) != 0)
#endif
#if MULTI
#define ALIKE(a, b) ((a) == (b))
#else
#define ALIKE(a, b) IS_SET(b)
#endif

/* The rows before a voxel's own that hold neighbours of it; in those with reach also the voxels at x-1 and x+1. */
#if AXES == 1
#define ROWS 2
#else
#define ROWS 4
#endif
__constant int DY[4] = {-1, 0, -1, 1};
__constant int DZ[4] = {0, -1, -1, -1};
#define REACH(k) (AXES == 3 || (AXES == 2 && (k) < 2))

uint root(volatile __global const uint *labels, uint a) {
    for (;;) {
        const uint parent = labels[a] & INDEX;
        if (parent == a) return a;
        a = parent;
    }
}

/*
 * The same, and on its way links each voxel to its parent's parent. Only voxels that have a parent are written, and what is
 * written is, or is about to be, in one part with all that they were ever linked to.
 */
uint root_halving(volatile __global uint *labels, uint a) {
    uint parent = labels[a] & INDEX;
    while (parent != a) {
        const uint next = labels[parent] & INDEX;
        if (next == parent) return parent;
        labels[a] = LINK | next;
        a = next;
        parent = labels[a] & INDEX;
    }
    return a;
}

/* Right under stale reads: a link only ever moves to a smaller voxel of the same part, and what it pointed to is joined, too. */
void unite(volatile __global uint *labels, uint a, uint b) {
    for (;;) {
        a = root_halving(labels, a);
        b = root_halving(labels, b);
        if (a == b) return;
        const uint low = min(a, b), high = max(a, b);
        const uint old = atomic_min(&labels[high], LINK | low) & INDEX;
        if (old == high) return;
        a = low;
        b = old;
    }
}

/* The number at the end of the path; others may shorten the path meanwhile. */
uint number(volatile __global const uint *labels, uint value) {
    while (value & LINK) value = labels[value & INDEX];
    return value;
}

/* Exclusive prefix sum over a group of GROUP items; sums[GROUP - 1] ends as the total. */
uint before(__local uint *sums, const uint value) {
    const int item = get_local_id(0);
    sums[item] = value;
    barrier(CLK_LOCAL_MEM_FENCE);
    for (int step = 1; step < GROUP; step *= 2) {
        const uint add = item >= step ? sums[item - step] : 0;
        barrier(CLK_LOCAL_MEM_FENCE);
        sums[item] += add;
        barrier(CLK_LOCAL_MEM_FENCE);
    }
    return sums[item] - value;
}

/* counts[0..m) become the counts before each; counts[m] the number of parts. One group. */
__kernel __attribute__((reqd_work_group_size(GROUP, 1, 1)))
void scan_counts(__global uint *counts, const int m) {
    __local uint sums[GROUP];
    const int share = (m + GROUP - 1) / GROUP;
    const int from = min((int) get_local_id(0) * share, m), to = min(from + share, m);
    uint sum = 0;
    for (int k = from; k < to; k++) sum += counts[k];
    uint position = before(sums, sum);
    for (int k = from; k < to; k++) {
        const uint count = counts[k];
        counts[k] = position;
        position += count;
    }
    if (get_local_id(0) == GROUP - 1) counts[m] = sums[GROUP - 1];
}

/* Each voxel's link to a neighbour before it, or to itself. */
__kernel void link_voxels(IMAGE, __global uint *labels, SHAPE) {
    const int x = get_global_id(0), y = get_global_id(1), z = get_global_id(2);
    if (x >= nx || y >= ny || z >= nz) return;
    const uint i = ((size_t) z * ny + y) * nx + x;
    __global const VOXEL *p = ROW(image, y, z) + x;
    const VOXEL v = *p;
    uint link = 0;
    if (IS_SET(v)) {
        link = LINK | i;
        if (z > 0 && ALIKE(v, *(p - (size_t) sx * sy))) link -= (uint) nx * ny;
        else if (y > 0 && ALIKE(v, *(p - sx))) link -= nx;
        else if (x > 0 && ALIKE(v, *(p - 1))) link -= 1;
    }
    labels[i] = link;
}

__kernel void flatten_voxels(__global uint *labels, const uint n) {
    const size_t i = get_global_id(0);
    if (i < n && labels[i]) labels[i] = LINK | root(labels, i);
}

/*
 * Joins each voxel with its neighbours in the rows before; a pair whose union follows from others is left out:
 *   other row   l c r      c: unless left and l are set, too (then x-1 has joined the two runs)
 *   own row     left v right      l: at the start of a run only, c not set;  r: at the end of a run only, c not set
 */
__kernel void join_voxels(IMAGE, volatile __global uint *labels, SHAPE) {
    const int x = get_global_id(0), y = get_global_id(1), z = get_global_id(2);
    if (x >= nx || y >= ny || z >= nz) return;
    __global const VOXEL *p = ROW(image, y, z) + x;
    const VOXEL v = *p;
    if (!IS_SET(v)) return;
    const uint i = ((size_t) z * ny + y) * nx + x;
    const int left = x > 0 && ALIKE(v, *(p - 1)), right = x + 1 < nx && ALIKE(v, *(p + 1));
    if (left) unite(labels, i, i - 1);
    for (int k = 0; k < ROWS; k++) {
        const int y2 = y + DY[k], z2 = z + DZ[k];
        if (y2 < 0 || y2 >= ny || z2 < 0) continue;
        __global const VOXEL *q = ROW(image, y2, z2) + x;
        const uint j = ((size_t) z2 * ny + y2) * nx + x;
        const int l = x > 0 && ALIKE(v, *(q - 1)), c = ALIKE(v, *q);
        if (c && !(left && l)) unite(labels, i, j);
        if (!REACH(k) || c) continue;
        if (l && !left) unite(labels, i, j - 1);
        if (!right && x + 1 < nx && ALIKE(v, *(q + 1))) unite(labels, i, j + 1);
    }
}

uint roots_of(__global const uint *labels, const uint first, const uint n) {
    uint roots = 0;
    for (uint k = 0; k < PER_ITEM; k++)
        if (first + k < n && labels[first + k] == (LINK | (first + k))) roots |= 1u << k;
    return roots;
}

/* Roots of each GROUP * PER_ITEM voxels. */
__kernel __attribute__((reqd_work_group_size(GROUP, 1, 1)))
void count_voxels(__global const uint *labels, __global uint *counts, const uint n) {
    __local uint sums[GROUP];
    before(sums, popcount(roots_of(labels, (uint) get_global_id(0) * PER_ITEM, n)));
    if (get_local_id(0) == GROUP - 1) counts[get_group_id(0)] = sums[GROUP - 1];
}

__kernel __attribute__((reqd_work_group_size(GROUP, 1, 1)))
void number_voxels(__global uint *labels, __global const uint *counts, const uint n) {
    __local uint sums[GROUP];
    const uint first = (uint) get_global_id(0) * PER_ITEM;
    const uint roots = roots_of(labels, first, n);
    uint id = counts[get_group_id(0)] + before(sums, popcount(roots));
    for (uint k = 0; k < PER_ITEM; k++)
        if (roots >> k & 1) labels[first + k] = ++id;
}

__kernel void spread_voxels(volatile __global uint *labels, const uint n) {
    const size_t i = get_global_id(0);
    if (i < n) labels[i] = number(labels, labels[i]);
}
