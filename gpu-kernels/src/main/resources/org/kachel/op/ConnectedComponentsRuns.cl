/*
 * Connected components by runs: a row's voxels as bits of 32-bit words, and only the first voxel of each run within a word
 * has a place in a tree. Appended to ConnectedComponents.cl.
 *
 * Layout    set[row * words + w]: bit b is set where voxel x = 32 w + b of the row is foreground (0 beyond the row's end);
 *           starts: the same for the first voxels of runs, with MULTI only (else it follows from set).
 * Mapping   GPU: *_runs, one work-item per word (pack_runs: a quarter, spread_runs: four voxels), with TILED after the tiles of
 *           ConnectedComponentsTiles.cl are joined. CPU: *_slab, one work-item per slab of consecutive rows, which it joins
 *           alone and in order, then the seams between slabs with atomics.
 */
#ifndef TILED
#define TILED 0
#endif
#if TILED
#define INNER(k) ((k) == 1 ? z % TZ : ((k) == 3 ? (y + 1) % TY : y % TY) && ((k) == 0 || z % TZ))
#endif
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
 * Joins the runs of word w of a row with those of the k-th row before that touch them: above, before or behind (`straight`),
 * at the left of a run's first voxel, at the right of its last. `both`: the bits alike in both rows. As in join_voxels, pairs
 * are left out that others imply.
 */
void join_word(BITS, volatile __global uint *labels, SHAPE, __global const VOXEL *p, __global const VOXEL *q, const size_t here,
               const size_t there, const uint at, const uint at2, const int w, const int reach, const uint both,
               const uint straight, const uint lefts, const uint rights, const int alone) {
    const uint v = set[here], c = set[there];
    const uint begins = starts_of(set, starts, here, w > 0);
    const uint nodes = nodes_of(set, starts, here), nodes2 = nodes_of(set, starts, there);
    uint joined = both << 1;
    if (w > 0 && both & ~begins & 1) joined |= alike(p - 32, q - 32, set[here - 1] & set[there - 1] & LINK) >> 31;
    for (uint rest = both & straight & ~(joined & ~begins); rest; rest &= rest - 1) {
        const int b = lowest(rest);
        join(labels, at + node_at(nodes, b), at2 + node_at(nodes2, b), alone);
    }
    if (!reach) return;
    const uint last = w > 0 ? set[there - 1] : 0;
    for (uint rest = begins & ~both & (c << 1 | last >> 31) & lefts; rest; rest &= rest - 1) {
        const int b = lowest(rest);
        if (MULTI && p[b] != q[b - 1]) continue;
        const uint other = b ? at2 + node_at(nodes2, b - 1) : at2 - 32 + node_at(nodes_of(set, starts, there - 1), 31);
        join(labels, at + node_at(nodes, b), other, alone);
    }
    const int more = w + 1 < WORDS;
    const uint after = more ? set[here + 1] & ~starts_of(set, starts, here + 1, 1) : 0, next = more ? set[there + 1] : 0;
    const uint ends = v & ~((v & ~begins) >> 1 | after << 31);
    for (uint rest = ends & ~both & (c >> 1 | next << 31) & rights; rest; rest &= rest - 1) {
        const int b = lowest(rest);
        if (MULTI && p[b] != q[b + 1]) continue;
        join(labels, at + node_at(nodes, b), at2 + b + 1, alone);
    }
}

/*
 * Joins word w of a row with the rows before it that lie in from..to. Voxels of two rows that touch across an edge or a corner
 * are joined already where a voxel between them, straight above or before either, is alike:
 *   y-1 . z-1   y . z-1   y+1 . z-1          implied(y-1 . z-1) = (y . z-1) or (y-1 . z)
 *   y-1 . z     y . z     y+1 . z            implied(y+1 . z-1) = (y . z-1) or (y+1 . z)
 * With TILED, words of rows in one tile (INNER) are joined already but for what touches across the words' ends; and a pair across
 * a tile's face is implied by the pair beside it in the face, one row or plane before, if both tiles hold both.
 */
void join_rows(IMAGE, BITS, volatile __global uint *labels, SHAPE, const int y, const int z, const int w, const size_t from,
               const size_t to, const int alone) {
    const size_t row = (size_t) z * ny + y, here = row * WORDS + w;
    const uint v = set[here];
    __global const VOXEL *p = ROW(image, y, z) + 32 * w;
    uint faces[2] = {0, 0};
    for (int k = 0; k < ROWS; k++) {
        const int y2 = y + DY[k], z2 = z + DZ[k];
        if (y2 < 0 || y2 >= ny || z2 < 0) continue;
        const size_t row2 = row + (long) DZ[k] * ny + DY[k], there = row2 * WORDS + w;
        if (row2 < from || row2 >= to) continue;
        __global const VOXEL *q = ROW(image, y2, z2) + 32 * w;
        const uint both = alike(p, q, v & set[there]);
        uint wanted = 0xffffffffu, straight, lefts, rights;
        if (k < 2) faces[k] = both;
        else wanted &= ~(faces[1] | (k == 2 ? faces[0] : 0));
#if !MULTI
        if (k == 3 && !alone) wanted &= ~set[here + WORDS];
#endif
        straight = lefts = rights = wanted;
#if TILED
        if (INNER(k)) {
            straight = 0;
            lefts &= 1;
            rights &= LINK;
        }
#if !MULTI
        else if (k < 2 && (k == 0 ? z % TZ : y % TY) && y > 0 && z > 0) {
            const size_t corner = (row - ny - 1) * WORDS + w;
            straight &= ~(set[corner] & set[k == 0 ? corner + WORDS : corner + (size_t) ny * WORDS]);
        }
#endif
#endif
        join_word(set, starts, labels, nx, ny, nz, start, sx, sy, p, q, here, there, row * nx + 32 * w, row2 * nx + 32 * w, w,
                  REACH(k), both, straight, lefts, rights, alone);
    }
}

/* Columns of all runs, after those of the images' sums: first voxel, length, number of the part. */
#define RUNS __global ulong *runs, const int total, const int images
#define COLUMNS __global uint *first = (__global uint *) (runs + (size_t) 3 * images * total);

/* Length of the run that begins at bit b of word w, which lies in the row whose first word is `row`. */
uint length_of(BITS, const size_t row, const int w, const int b, const int nx) {
    uint ends = ~(set[row + w] & ~starts_of(set, starts, row + w, w > 0)) & (0xfffffffeu << b);
    for (int k = w;;) {
        if (ends) return 32 * (k - w) + lowest(ends) - b;
        if (++k == WORDS) return nx - 32 * w - b;
        ends = ~(set[row + k] & ~starts_of(set, starts, row + k, 1));
    }
}

#ifndef CPU
#define WORD                                                                          \
    const size_t word = get_global_id(0), count = (size_t) ny * nz * WORDS;             \
    const size_t row = word / WORDS;                                                  \
    const int w = word - row * WORDS;                                                 \
    const uint at = row * nx + 32 * w;

#define JOIN_TOKENS(a, b) a##b
#define EIGHT_OF(T) JOIN_TOKENS(T, 8)

/* Eight voxels per work-item, a byte of a word; a group fills GROUP / 4 words that follow each other. */
__kernel __attribute__((reqd_work_group_size(GROUP, 1, 1)))
void pack_runs(IMAGE, __global uint *set, __global uint *starts, __global uint *labels, SHAPE) {
    __local uint packed[GROUP / 4], begun[GROUP / 4];
    const int item = get_local_id(0);
    const size_t word = get_global_id(0) / 4, count = (size_t) ny * nz * WORDS, row = word / WORDS;
    const int x = 32 * (int) (word - row * WORDS) + 8 * (item & 3), length = word < count ? min(8, nx - x) : 0;
    uint bits = 0, begins = 0;
    if (length > 0) {
        __global const VOXEL *p = ROW(image, row % ny, row / ny) + x;
        VOXEL v[9];
        v[0] = x > 0 ? *(p - 1) : (VOXEL) 0;
        if (length == 8 && (size_t) p % sizeof(EIGHT_OF(VOXEL)) == 0) {
            const EIGHT_OF(VOXEL) all = *(__global const EIGHT_OF(VOXEL) *) p;
            v[1] = all.s0; v[2] = all.s1; v[3] = all.s2; v[4] = all.s3;
            v[5] = all.s4; v[6] = all.s5; v[7] = all.s6; v[8] = all.s7;
        } else {
#pragma unroll
            for (int j = 0; j < 8; j++) v[j + 1] = j < length ? p[j] : (VOXEL) 0;
        }
#pragma unroll
        for (int j = 0; j < 8; j++) {
            const int on = IS_SET(v[j + 1]) ? 1 : 0;
            bits |= on << j;
            begins |= (on && !(j + x > 0 && ALIKE(v[j + 1], v[j])) ? 1 : 0) << j;
        }
#if !TILED
        const uint i = row * nx + x;
        for (uint rest = begins | (x & 31 ? 0 : bits & 1); rest; rest &= rest - 1)
            labels[i + lowest(rest)] = LINK | (i + lowest(rest));
#endif
    }
    ((__local uchar *) packed)[item] = bits;
    ((__local uchar *) begun)[item] = begins;
    barrier(CLK_LOCAL_MEM_FENCE);
    const size_t mine = get_group_id(0) * (GROUP / 4) + item;
    if (item >= GROUP / 4 || mine >= count) return;
    set[mine] = packed[item];
#if MULTI
    starts[mine] = begun[item];
#endif
}

/* What touches across the ends of words, and the rows before, if they are not joined in tiles. */
__kernel void join_runs(IMAGE, BITS, volatile __global uint *labels, SHAPE) {
    WORD
    if (word >= count || set[word] == 0) return;
    const int y = row % ny, z = row / ny;
    int goes_on = w > 0 && set[word] & ~starts_of(set, starts, word, 1) & 1;
#if TILED
    if (goes_on && y % TY) {
        const size_t above = word - WORDS;
        __global const VOXEL *p = ROW(image, y, z) + 32 * w;
        goes_on = !(set[above] & ~starts_of(set, starts, above, 1) & 1) || !alike(p, p - sx, 1);
    }
#endif
    if (goes_on) unite(labels, at, at - 32 + node_at(nodes_of(set, starts, word - 1), 31));
    join_rows(image, set, starts, labels, nx, ny, nz, start, sx, sy, y, z, w, 0, (size_t) ny * nz, 0);
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

/* Four voxels per work-item. */
__kernel void spread_runs(BITS, volatile __global uint *labels, SHAPE) {
    const int x = 4 * get_global_id(0), y = get_global_id(1), z = get_global_id(2), bit = x & 31;
    if (x >= nx || y >= ny || z >= nz) return;
    const size_t row = (size_t) z * ny + y, word = row * WORDS + x / 32;
    const uint i = row * nx + x, bits = set[word] >> bit & 15;
    uint id[4] = {0, 0, 0, 0};
    if (bits) {
        const uint nodes = nodes_of(set, starts, word);
#pragma unroll
        for (int j = 0; j < 4; j++)
            if (bits >> j & 1)
                id[j] = j && !(nodes >> (bit + j) & 1) ? id[j - 1]
                                                      : number(labels, labels[i - bit + node_at(nodes, bit + j)]);
    }
    if ((nx & 3) == 0) *(__global uint4 *) (labels + i) = (uint4) (id[0], id[1], id[2], id[3]);
    else {
#pragma unroll
        for (int j = 0; j < 4; j++) if (x + j < nx) labels[i + j] = id[j];
    }
}

/* Runs that begin in each GROUP words. */
__kernel __attribute__((reqd_work_group_size(GROUP, 1, 1)))
void count_runs(BITS, __global uint *counts, SHAPE) {
    __local uint sums[GROUP];
    WORD
    before(sums, word < count ? popcount(starts_of(set, starts, word, w > 0)) : 0);
    if (get_local_id(0) == GROUP - 1) counts[get_group_id(0)] = sums[GROUP - 1];
}

__kernel __attribute__((reqd_work_group_size(GROUP, 1, 1)))
void write_runs(BITS, volatile __global const uint *labels, __global const uint *counts, RUNS, SHAPE) {
    __local uint sums[GROUP];
    if (counts[get_group_id(0) + 1] == counts[get_group_id(0)]) return;
    WORD
    COLUMNS
    const uint begins = word < count ? starts_of(set, starts, word, w > 0) : 0;
    size_t run = counts[get_group_id(0)] + before(sums, popcount(begins));
    for (uint rest = begins; rest; rest &= rest - 1, run++) {
        const int b = lowest(rest);
        first[run] = at + b;
        first[total + run] = length_of(set, starts, word - w, w, b, nx);
        first[(size_t) 2 * total + run] = number(labels, labels[at + b]);
    }
}
#endif
