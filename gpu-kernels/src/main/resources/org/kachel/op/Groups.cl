// How the work-items of a reduction share the voxels: stands before the reduction's own kernels.
//
// in      n voxels of T, read in vectors of 16 bytes (VECTOR, of WIDTH voxels)
// Mapping a GPU's work-groups stride over the image together, two vectors an item at a time, so that enough reads are under
//         way; a CPU's group is one item with one contiguous piece
// Use     WALK, with INCLUDE(v, i) defined: what to do with voxel v at index i

#pragma OPENCL FP_CONTRACT OFF

#define WALK_PAIR(a, b, V, I) INCLUDE((V).s##a, (I) + 0x##a) INCLUDE((V).s##b, (I) + 0x##b)
#define WALK_FOUR(a, b, c, d, V, I) WALK_PAIR(a, b, V, I) WALK_PAIR(c, d, V, I)
#if WIDTH == 2
#define WALK_VECTOR(V, I) WALK_PAIR(0, 1, V, I)
#elif WIDTH == 4
#define WALK_VECTOR(V, I) WALK_FOUR(0, 1, 2, 3, V, I)
#elif WIDTH == 8
#define WALK_VECTOR(V, I) WALK_FOUR(0, 1, 2, 3, V, I) WALK_FOUR(4, 5, 6, 7, V, I)
#else
#define WALK_VECTOR(V, I) \
    WALK_FOUR(0, 1, 2, 3, V, I) WALK_FOUR(4, 5, 6, 7, V, I) WALK_FOUR(8, 9, a, b, V, I) WALK_FOUR(c, d, e, f, V, I)
#endif

#if GPU
#define WALK                                                                    \
    const size_t items = get_global_size(0), vectors = (size_t) n / WIDTH;      \
    __global const VECTOR *vector = (__global const VECTOR *) in;               \
    size_t walk = get_global_id(0);                                             \
    for (; walk + items < vectors; walk += 2 * items) {                         \
        const VECTOR here = vector[walk], there = vector[walk + items];         \
        WALK_VECTOR(here, WIDTH * walk)                                         \
        WALK_VECTOR(there, WIDTH * (walk + items))                              \
    }                                                                           \
    if (walk < vectors) {                                                       \
        const VECTOR here = vector[walk];                                       \
        WALK_VECTOR(here, WIDTH * walk)                                         \
    }                                                                           \
    const size_t tail = WIDTH * vectors + get_global_id(0);                     \
    if (tail < (size_t) n) { INCLUDE(in[tail], tail) }
#else
#define WALK                                                                                              \
    const size_t pieces = get_num_groups(0), piece = ((size_t) n + pieces - 1) / pieces;                  \
    const size_t begin = min(get_group_id(0) * piece, (size_t) n), end = min(begin + piece, (size_t) n);  \
    for (size_t i = begin; i < end; i++) { INCLUDE(in[i], i) }
#endif

// Joins the parts of a group's items by JOIN(a, b); the first item's p ends as the whole.
#if ITEMS > 1
#define FOLD(PART, p, JOIN)                                                     \
    __local PART fold[ITEMS];                                                   \
    const size_t me = get_local_id(0);                                          \
    fold[me] = p;                                                               \
    for (size_t reach = ITEMS / 2; reach > 0; reach /= 2) {                     \
        barrier(CLK_LOCAL_MEM_FENCE);                                           \
        if (me < reach) fold[me] = JOIN(fold[me], fold[me + reach]);            \
    }                                                                           \
    p = fold[0];
#else
#define FOLD(PART, p, JOIN)
#endif
