/*
 * Connected components by runs on a CPU: see ConnectedComponentsRuns.cl, to which this is appended with CPU defined.
 * Mapping: one work-item, in a group of its own, per slab of `thick` consecutive rows (the last one may be thinner).
 */
#define SLAB                                                             \
    const size_t rows = (size_t) ny * nz, slab = get_global_id(0);       \
    const size_t row0 = slab * thick, row1 = min(row0 + thick, rows);    \
    if (row0 >= rows) return;

/* Rows that lie after `from` only: those before belong to another slab. */
void join_row(IMAGE, BITS, volatile __global uint *labels, SHAPE, const size_t row, const size_t from, const size_t to,
              const int alone) {
    const int y = row % ny, z = row / ny;
    for (int w = 0; w < WORDS; w++)
        if (set[row * WORDS + w])
            join_rows(image, set, starts, labels, nx, ny, nz, start, sx, sy, y, z, w, from, to, alone);
}

void pack_word(__global const VOXEL *p, __global uint *set, __global uint *starts, const size_t word, const int w,
               const int length) {
    uint bits = 0, begins = 0;
    if (length == 32) bits = bits_of_set(p);
    else for (int b = 0; b < length; b++) if (IS_SET(p[b])) bits |= 1u << b;
    set[word] = bits;
#if MULTI
    if (length == 32 && w > 0 && bits) begins = bits & ~bits_of_equal(p, p - 1);
    else for (uint rest = bits; rest; rest &= rest - 1) {
        const int b = lowest(rest);
        if ((w == 0 && b == 0) || p[b] != p[b - 1]) begins |= 1u << b;
    }
    starts[word] = begins;
#endif
}

/* Packs the slab's rows and joins them with each other: row after row, so that all of it happens in the cache. */
__kernel void join_slab(IMAGE, __global uint *set, __global uint *starts, __global uint *labels, SHAPE, const int thick) {
    SLAB
    for (size_t row = row0; row < row1; row++) {
        __global const VOXEL *p = ROW(image, row % ny, row / ny);
        for (int w = 0; w < WORDS; w++) {
            const size_t word = row * WORDS + w;
            const uint at = row * nx + 32 * w;
            pack_word(p + 32 * w, set, starts, word, w, min(32, nx - 32 * w));
            const uint nodes = nodes_of(set, starts, word);
            for (uint rest = nodes; rest; rest &= rest - 1) labels[at + lowest(rest)] = LINK | (at + lowest(rest));
            if (w > 0 && set[word] & ~starts_of(set, starts, word, 1) & 1)
                labels[at] = LINK | (at - 32 + node_at(nodes_of(set, starts, word - 1), 31));
        }
        join_row(image, set, starts, labels, nx, ny, nz, start, sx, sy, row, row0, row, 1);
    }
}

/* Joins each slab's first rows with the rows before the slab. Global size: rows per seam, slabs. */
__kernel void join_seams(IMAGE, BITS, volatile __global uint *labels, SHAPE, const int thick) {
    const size_t row0 = get_global_id(1) * thick, row = row0 + get_global_id(0);
    if (get_global_id(0) > ny || get_global_id(0) >= thick || row >= (size_t) ny * nz) return;
    join_row(image, set, starts, labels, nx, ny, nz, start, sx, sy, row, 0, row0, 0);
}

__kernel void flatten_slab(BITS, volatile __global uint *labels, __global uint *counts, SHAPE, const int thick) {
    SLAB
    uint roots = 0;
    for (size_t row = row0; row < row1; row++)
        for (int w = 0; w < WORDS; w++)
            for (uint rest = nodes_of(set, starts, row * WORDS + w); rest; rest &= rest - 1) {
                const uint i = row * nx + 32 * w + lowest(rest), r = root(labels, i);
                if (r == i) roots++;
                else labels[i] = LINK | r;
            }
    counts[slab] = roots;
}

__kernel void number_slab(BITS, __global uint *labels, __global const uint *counts, SHAPE, const int thick) {
    SLAB
    uint id = counts[slab];
    for (size_t row = row0; row < row1 && id < counts[slab + 1]; row++)
        for (int w = 0; w < WORDS; w++)
            for (uint rest = nodes_of(set, starts, row * WORDS + w); rest; rest &= rest - 1) {
                const uint i = row * nx + 32 * w + lowest(rest);
                if (labels[i] == (LINK | i)) labels[i] = ++id;
            }
}

/* Other slabs may read a node's place on their way to its root: there is a link or the number, never anything between. */
__kernel void spread_slab(BITS, __global uint *labels, SHAPE, const int thick) {
    SLAB
    for (size_t row = row0; row < row1; row++)
        for (int w = 0; w < WORDS; w++) {
            const size_t word = row * WORDS + w;
            const uint bits = set[word], nodes = nodes_of(set, starts, word);
            __global uint *at = labels + row * nx + 32 * w;
            const int length = min(32, nx - 32 * w);
            uint id = 0;
            if (length == 32 && (bits == 0 || (bits == 0xffffffffu && nodes == 1))) {
                if (bits) id = number(labels, at[0]);
                vstore16((uint16) id, 0, at);
                vstore16((uint16) id, 1, at);
            } else for (int b = 0; b < length; b++) {
                if (nodes >> b & 1) id = number(labels, at[b]);
                at[b] = bits >> b & 1 ? id : 0;
            }
        }
}

__kernel void count_slab(BITS, __global uint *counts, SHAPE, const int thick) {
    SLAB
    uint runs = 0;
    for (size_t row = row0; row < row1; row++)
        for (int w = 0; w < WORDS; w++)
            if (set[row * WORDS + w]) runs += popcount(starts_of(set, starts, row * WORDS + w, w > 0));
    counts[slab] = runs;
}

__kernel void write_slab(BITS, volatile __global const uint *labels, __global const uint *counts, RUNS, SHAPE,
                         const int thick) {
    SLAB
    COLUMNS
    size_t run = counts[slab];
    for (size_t row = row0; row < row1; row++)
        for (int w = 0; w < WORDS; w++) {
            if (set[row * WORDS + w] == 0) continue;
            const uint at = row * nx + 32 * w;
            for (uint rest = starts_of(set, starts, row * WORDS + w, w > 0); rest; rest &= rest - 1, run++) {
                const int b = lowest(rest);
                first[run] = at + b;
                first[total + run] = length_of(set, starts, row * WORDS, w, b, nx);
                first[(size_t) 2 * total + run] = number(labels, labels[at + b]);
            }
        }
}
