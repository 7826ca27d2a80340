/*
 * Connected components by runs: a row's voxels as bits of 32-bit words, and only the first voxel of each run within a word
 * has a place in a tree. Appended to ConnectedComponents.cl.
 *
 * Layout    set[row * words + w]: bit b is set where voxel x = 32 w + b of the row is foreground (0 beyond the row's end);
 *           starts: the same for the first voxels of runs, with MULTI only (else it follows from set).
 * Mapping   GPU: *_runs, one work-item per word (pack_runs, spread_runs: per voxel). CPU: *_slab, one work-item per slab of
 *           consecutive rows, which it joins alone and in order, then the seams between slabs with atomics.
 */
#define BITS __global const uint *restrict set, __global const uint *restrict starts
#define WORDS ((nx + 31) / 32)

int lowest(const uint bits) {
    return 31 - clz(bits & -bits);
}

/* The bits at which runs begin; a run that goes on from the word before does not begin. */
uint starts_of(BITS, const size_t w, const int inner) {
#if MULTI
    return starts[w];
#else
    return set[w] & ~(set[w] << 1 | (inner ? set[w - 1] >> 31 : 0));
#endif
}

/* The bits that are nodes: where a run begins or enters the word. */
uint nodes_of(BITS, const size_t w) {
#if MULTI
    return starts[w] | (set[w] & 1);
#else
    return set[w] & ~(set[w] << 1);
#endif
}

int node_at(const uint nodes, const int bit) {
    return 31 - clz(nodes & (0xffffffffu >> (31 - bit)));
}

/* Which of the voxels in `among` are alike in two rows. */
uint alike(__global const VOXEL *p, __global const VOXEL *q, const uint among) {
#if MULTI
    uint result = 0;
#ifdef CPU
    if (among == 0xffffffffu) return bits_of_equal(p, q);
#endif
    for (uint rest = among; rest; rest &= rest - 1) {
        const int b = lowest(rest);
        if (p[b] == q[b]) result |= 1u << b;
    }
    return result;
#else
    return among;
#endif
}

/* Path halving: for one work-item alone with its trees. */
uint root_alone(volatile __global uint *labels, uint a) {
    for (;;) {
        const uint parent = labels[a] & INDEX;
        if (parent == a) return a;
        const uint next = labels[parent];
        labels[a] = next;
        a = next & INDEX;
    }
}

void join(volatile __global uint *labels, uint a, uint b, const int alone) {
    if (!alone) {
        unite(labels, a, b);
        return;
    }
    a = root_alone(labels, a);
    b = root_alone(labels, b);
    if (a != b) labels[max(a, b)] = LINK | min(a, b);
}

/*
 * Joins the runs of word w of a row with those of the other row that touch them. Left out, as in join_voxels, are pairs
 * that others imply.
 */
void join_word(IMAGE, BITS, volatile __global uint *labels, SHAPE, const int y, const int z, const int w, const int k,
               const int alone) {
    const int y2 = y + DY[k], z2 = z + DZ[k];
    const size_t row = (size_t) z * ny + y, row2 = (size_t) z2 * ny + y2;
    const size_t here = row * WORDS + w, there = row2 * WORDS + w;
    const uint v = set[here], c = set[there];
    const uint at = row * nx + 32 * w, at2 = row2 * nx + 32 * w;
    __global const VOXEL *p = ROW(image, y, z) + 32 * w;
    __global const VOXEL *q = ROW(image, y2, z2) + 32 * w;
    const uint begins = starts_of(set, starts, here, w > 0);
    const uint nodes = nodes_of(set, starts, here), nodes2 = nodes_of(set, starts, there);
    const uint both = alike(p, q, v & c);
    uint joined = both << 1;
    if (w > 0 && both & ~begins & 1) joined |= alike(p - 32, q - 32, set[here - 1] & set[there - 1] & LINK) >> 31;
    for (uint rest = both & ~(joined & ~begins); rest; rest &= rest - 1) {
        const int b = lowest(rest);
        join(labels, at + node_at(nodes, b), at2 + node_at(nodes2, b), alone);
    }
    if (!REACH(k)) return;
    const uint last = w > 0 ? set[there - 1] : 0;
    for (uint rest = begins & ~both & (c << 1 | last >> 31); rest; rest &= rest - 1) {
        const int b = lowest(rest);
        if (MULTI && p[b] != q[b - 1]) continue;
        const uint other = b ? at2 + node_at(nodes2, b - 1) : at2 - 32 + node_at(nodes_of(set, starts, there - 1), 31);
        join(labels, at + node_at(nodes, b), other, alone);
    }
    const int more = w + 1 < WORDS;
    const uint after = more ? set[here + 1] & ~starts_of(set, starts, here + 1, 1) : 0, next = more ? set[there + 1] : 0;
    const uint ends = v & ~((v & ~begins) >> 1 | after << 31);
    for (uint rest = ends & ~both & (c >> 1 | next << 31); rest; rest &= rest - 1) {
        const int b = lowest(rest);
        if (MULTI && p[b] != q[b + 1]) continue;
        join(labels, at + node_at(nodes, b), at2 + b + 1, alone);
    }
}

#ifndef CPU
#define WORD                                                                          \
    const size_t word = get_global_id(0), count = (size_t) ny * nz * WORDS;             \
    const size_t row = word / WORDS;                                                  \
    const int w = word - row * WORDS;                                                 \
    const uint at = row * nx + 32 * w;

/* Global size: words * 32, ny, nz; a group is a piece of one row, a multiple of 32 and at most GROUP long. */
__kernel void pack_runs(IMAGE, __global uint *set, __global uint *starts, __global uint *labels, SHAPE) {
    __local uchar flags[GROUP];
    const int x = get_global_id(0), y = get_global_id(1), z = get_global_id(2), item = get_local_id(0);
    int flag = 0;
    if (x < nx && y < ny && z < nz) {
        __global const VOXEL *p = ROW(image, y, z) + x;
        if (IS_SET(*p)) {
            flag = x > 0 && ALIKE(*p, *(p - 1)) ? 1 : 3;
            const uint i = ((size_t) z * ny + y) * nx + x;
            if (flag == 3 || (x & 31) == 0) labels[i] = LINK | i;
        }
    }
    flags[item] = flag;
    barrier(CLK_LOCAL_MEM_FENCE);
    const int w = get_group_id(0) * (get_local_size(0) / 32) + item;
    if (item >= (int) get_local_size(0) / 32 || w >= WORDS || y >= ny || z >= nz) return;
    uint bits = 0, begins = 0;
    for (int b = 0; b < 32; b++) {
        bits |= (uint) (flags[32 * item + b] & 1) << b;
        begins |= (uint) (flags[32 * item + b] >> 1) << b;
    }
    set[((size_t) z * ny + y) * WORDS + w] = bits;
#if MULTI
    starts[((size_t) z * ny + y) * WORDS + w] = begins;
#endif
}

__kernel void join_runs(IMAGE, BITS, volatile __global uint *labels, SHAPE) {
    WORD
    if (word >= count || set[word] == 0) return;
    const int y = row % ny, z = row / ny;
    if (w > 0 && set[word] & ~starts_of(set, starts, word, 1) & 1)
        unite(labels, at, at - 32 + node_at(nodes_of(set, starts, word - 1), 31));
    for (int k = 0; k < ROWS; k++)
        if (y + DY[k] >= 0 && y + DY[k] < ny && z + DZ[k] >= 0)
            join_word(image, set, starts, labels, nx, ny, nz, start, sx, sy, y, z, w, k, 0);
}

/* Links every node to its root, and counts the roots of each GROUP words. */
__kernel __attribute__((reqd_work_group_size(GROUP, 1, 1)))
void flatten_runs(BITS, __global uint *labels, __global uint *counts, SHAPE) {
    __local uint sums[GROUP];
    WORD
    uint roots = 0;
    if (word < count)
        for (uint rest = nodes_of(set, starts, word); rest; rest &= rest - 1) {
            const uint i = at + lowest(rest), r = root(labels, i);
            if (r == i) roots++;
            else labels[i] = LINK | r;
        }
    before(sums, roots);
    if (get_local_id(0) == GROUP - 1) counts[get_group_id(0)] = sums[GROUP - 1];
}

__kernel __attribute__((reqd_work_group_size(GROUP, 1, 1)))
void number_runs(BITS, __global uint *labels, __global const uint *counts, SHAPE) {
    __local uint sums[GROUP];
    if (counts[get_group_id(0) + 1] == counts[get_group_id(0)]) return;
    WORD
    uint roots = 0;
    if (word < count)
        for (uint rest = nodes_of(set, starts, word); rest; rest &= rest - 1) {
            const int b = lowest(rest);
            if (labels[at + b] == (LINK | (at + b))) roots |= 1u << b;
        }
    uint id = counts[get_group_id(0)] + before(sums, popcount(roots));
    for (; roots; roots &= roots - 1) labels[at + lowest(roots)] = ++id;
}

__kernel void spread_runs(BITS, volatile __global uint *labels, SHAPE) {
    const int x = get_global_id(0), y = get_global_id(1), z = get_global_id(2);
    if (x >= nx || y >= ny || z >= nz) return;
    const size_t row = (size_t) z * ny + y, word = row * WORDS + x / 32;
    const uint i = row * nx + x;
    uint id = 0;
    if (set[word] >> (x & 31) & 1)
        id = number(labels, labels[i - (x & 31) + node_at(nodes_of(set, starts, word), x & 31)]);
    labels[i] = id;
}
#endif
