/*
 * Labels that grow by a distance.
 *
 * Formula   along x: the nearest label of the row and the square of the way to it; along y, then z: the least of (the square of
 *           a way along the axis) + (the square that the axes before left there), with its label. Of equal squares the larger
 *           label wins; adding a number to both sides keeps that order, so axes can follow one another. At the end, 0 where
 *           the square is more than `limit`.
 * Layout    the image: nx*ny*nz, x fastest. Squares and labels: rows of the target's sx voxels, padded to `pitch`; along y, z
 *           the image's size before, the target's after that axis is done.
 * Macros    LABEL: the labels' type; MASK: the signed integer of its size; V: voxels of a row at once, 1 on a GPU.
 * Mapping   GPU: a work-item per voxel of the result, neighbours along x beside each other. CPU: a work-item per row.
 * Cost      along y and z as many steps as the distance, at most.
 */
#define NONE 0x40000000u

#define JOIN_(a, b) a##b
#define JOIN(a, b) JOIN_(a, b)
#if V == 1
#define LABELS LABEL
#define SQUARES uint
#define LOAD(p) (*(p))
#define STORE(v, p) (*(p) = (v))
#define ANY(c) (c)
#define CHOOSE(a, b, c) ((c) ? (b) : (a))
#define CHOOSE_LABEL(a, b, c) ((c) ? (b) : (a))
#define WIDE(c) (c)
#else
#define LABELS JOIN(LABEL, V)
#define SQUARES JOIN(uint, V)
#define LOAD(p) JOIN(vload, V)(0, p)
#define STORE(v, p) JOIN(vstore, V)(v, 0, p)
#define ANY(c) any(c)
#define CHOOSE(a, b, c) select(a, b, c)
#define CHOOSE_LABEL(a, b, c) select(a, b, JOIN(JOIN(convert_, MASK), V)(c))
#define WIDE(c) JOIN(convert_int, V)(c)
#endif

#define ROW                                                                                                        \
    __global const LABEL *restrict image, __global LABEL *restrict labels, __global uint *restrict squares,        \
            const int nx, const long rows, const int start, const int sx, const int pitch, const int reach

/* For CPUs: one row forward, then backward. */
__kernel void sweep(ROW) {
    const size_t row = get_global_id(0);
    if (row >= rows) return;
    __global const LABEL *p = image + row * nx;
    __global LABEL *label = labels + row * pitch;
    __global uint *square = squares + row * pitch;
    int last = -1;
    for (int x = max(0, start - reach); x < start + sx; x++) {
        if (p[x]) last = x;
        if (x < start) continue;
        const int near = last >= 0 && x - last <= reach;
        label[x - start] = near ? p[last] : 0;
        square[x - start] = near ? (x - last) * (x - last) : NONE;
    }
    last = -1;
    for (int x = min(nx, start + sx + reach) - 1; x >= start; x--) {
        if (p[x]) last = x;
        if (x >= start + sx || last < 0 || last - x > reach) continue;
        const uint own = (last - x) * (last - x), other = square[x - start];
        if (own > other || (own == other && p[last] < label[x - start])) continue;
        label[x - start] = p[last];
        square[x - start] = own;
    }
    for (int x = sx; x < pitch; x++) square[x] = label[x] = 0;
}

/* For GPUs: each voxel looks to both sides. */
__kernel void search(ROW) {
    const int x = get_global_id(0);
    const size_t row = get_global_id(1);
    if (x >= sx || row >= rows) return;
    __global const LABEL *p = image + row * nx;
    const int at = start + x;
    LABEL label = p[at];
    int k = 0;
    while (!label && k < reach && (at - k > 0 || at + k < nx - 1)) {
        k++;
        const LABEL low = at - k >= 0 ? p[at - k] : 0, high = at + k < nx ? p[at + k] : 0;
        label = !low ? high : !high ? low : max(low, high);
    }
    labels[row * pitch + x] = label;
    squares[row * pitch + x] = label ? k * k : NONE;
}

/* A candidate's square and label in place of the best where it is nearer, or as near and larger. */
#define MEET(offset)                                                                                        \
    {                                                                                                       \
        const SQUARES s = LOAD(square + (offset)) + (uint) (k * k);                                         \
        const LABELS l = LOAD(label + (offset));                                                            \
        const BOOLS better = (s < best) | ((s == best) & WIDE(l > found));                                  \
        best = CHOOSE(best, s, better);                                                                     \
        found = CHOOSE_LABEL(found, l, better);                                                             \
    }
#if V == 1
#define BOOLS int
#else
#define BOOLS JOIN(int, V)
#endif

#define NEAREST                                                                                             \
    __global const uint *square = squares + other * from_other + at * from_step + x;                        \
    __global const LABEL *label = labels + other * from_other + at * from_step + x;                         \
    SQUARES best = LOAD(square);                                                                            \
    LABELS found = LOAD(label);                                                                             \
    for (int k = 1; k <= reach && (at - k >= 0 || at + k < n); k++) {                                       \
        if (!ANY(best >= (SQUARES) (k * k))) break;                                                         \
        if (at - k >= 0) MEET(-k * from_step)                                                               \
        if (at + k < n) MEET(k * from_step)                                                                 \
    }

#define LINES                                                                                               \
    __global const LABEL *restrict labels, __global const uint *restrict squares, __global LABEL *restrict to,  \
            __global uint *restrict to_squares, const int pitch, const int n, const int start, const int count, \
            const int others, const long from_step, const long from_other, const int sx, const int reach, const int limit

__kernel void along_y(LINES) {
    const int t = get_global_id(1), other = get_global_id(2), at = start + t;
    if (t >= count || other >= others) return;
    for (int x = get_global_id(0) * V; x < pitch; x += get_global_size(0) * V) {
        NEAREST
        const size_t i = ((size_t) other * count + t) * pitch + x;
        STORE(best, to_squares + i);
        STORE(found, to + i);
    }
}

/* The last axis: `others` is the target's size along y; rows are no longer padded. */
__kernel void along_z(LINES) {
    const int t = get_global_id(1), other = get_global_id(2), at = start + t;
    if (t >= count || other >= others) return;
    for (int x = get_global_id(0) * V; x < pitch; x += get_global_size(0) * V) {
        NEAREST
        found = CHOOSE_LABEL(found, (LABELS) (0), best > (SQUARES) ((uint) limit));
        __global LABEL *row = to + ((size_t) t * others + other) * sx;
#if V == 1
        if (x < sx) row[x] = found;
#else
        LABEL each[V];
        if (x + V <= sx) STORE(found, row + x);
        else {
            JOIN(vstore, V)(found, 0, each);
            for (int i = 0; x + i < sx; i++) row[x + i] = each[i];
        }
#endif
    }
}
