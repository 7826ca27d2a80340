/*
 * Basins of an image that is flooded from seeds.
 *
 * Formula   Per voxel w, least first: the level P(w) = max(h(w), least P around it); then the steps d(w) = 0 where a neighbour's
 *           level is lower, else 1 + least d of those around it on the same level; then the label, the least among those of
 *           the neighbours with the least (P, d), once all of these have theirs. Seeds have (h, 0, label) from the start.
 * Relaxing  Each of the three falls from its largest value (the label is set once) and is one word, so that voxels are changed in
 *           place, by all work-items at once: who reads an old value reads an upper bound, and looks again.
 * Layout    levels, steps, labels: the box of nx*ny*nz voxels and one around it (along z only if DEPTH), x fastest. Outside of the
 *           mask, and around the box where nothing is known, HIGHEST, OUTSIDE, 0. image, seeds, mask: the box alone.
 *           state[0]: the last launch that changed anything; state[1]: number of voxels less the index of the first negative seed;
 *           then per tile the last launch that changed it, then per tile the last that did not come to its end.
 * Macros    VOXEL, SEED, MASK_VOXEL: unsigned integers of the size; FLOATING, SIGNED: what the image's bits mean, with SIGN and, of
 *           floats, INFINITE; SEED_SIGN: 0 where seeds are unsigned; MASKED, MASK_FLOATING; LEVEL, LABEL: uint or ulong;
 *           AXES: connectivity; DEPTH 0: two dimensions; LX, LY: the work-group, 1 and 1 on a CPU; ROUNDS: most sweeps of a tile in
 *           a launch, on a GPU; RING: most voxels of a tile, on a CPU.
 * Mapping   one work-group per tile of tx*ty*tz voxels, which it works on until nothing in it changes. A tile rests while it is done
 *           and no tile around it changed in this launch or the one before.
 * Source    see SeededWatershed.java.
 */
#define HEAD 2
#define HIGHEST ((LEVEL) -1)
#define OUTSIDE 0xffffffffu
#define UNREACHED 0xfffffffeu

#define SIZE const int nx, const int ny, const int nz
#define ROW ((size_t) nx + 2)
#define PLANE (ROW * ((size_t) ny + 2))
#define AT(x, y, z) (((size_t) (z) + DEPTH) * PLANE + ((size_t) (y) + 1) * ROW + (size_t) (x) + 1)
#define FIELDS __global LEVEL *levels, __global uint *steps, __global LABEL *labels

#define AROUND(u, i)                                                                             \
    _Pragma("unroll") for (int dz = -DEPTH; dz <= DEPTH; dz++)                                   \
        _Pragma("unroll") for (int dy = -1; dy <= 1; dy++)                                       \
            _Pragma("unroll") for (int dx = -1; dx <= 1; dx++)                                   \
                if (dx * dx + dy * dy + dz * dz > 0 && dx * dx + dy * dy + dz * dz <= AXES)      \
                    for (size_t u = (i) + dz * (long) PLANE + dy * (long) ROW + dx, once = 1; once; once = 0)

#if MASKED && MASK_FLOATING
#define INSIDE(i) ((MASK_VOXEL) (mask[i] << (MASK_VOXEL) 1) != 0)
#elif MASKED
#define INSIDE(i) (mask[i] != 0)
#else
#define INSIDE(i) 1
#endif

/* Ascends with the voxel's value; NaN is HIGHEST. */
LEVEL key(const VOXEL bits) {
#if FLOATING
    const VOXEL magnitude = bits & ~SIGN;
    if (magnitude > INFINITE) return HIGHEST;
    if (magnitude == 0) return SIGN;
    return bits & SIGN ? ~bits : bits | SIGN;
#elif SIGNED
    return (VOXEL) (bits ^ SIGN);
#else
    return bits;
#endif
}

/* The box and what is around it, before anything flows. */
__kernel void plant(__global const VOXEL *restrict image, __global const SEED *restrict seeds,
                    __global const MASK_VOXEL *restrict mask, FIELDS, volatile __global uint *state, SIZE) {
    const int x = (int) get_global_id(0) - 1, y = (int) get_global_id(1) - 1, z = (int) get_global_id(2) - DEPTH;
    if (x > nx || y > ny || z >= nz + DEPTH) return;
    const size_t at = AT(x, y, z);
    LEVEL level = HIGHEST;
    uint step = OUTSIDE;
    LABEL label = 0;
    if (x >= 0 && x < nx && y >= 0 && y < ny && z >= 0 && z < nz) {
        const size_t i = ((size_t) z * ny + y) * nx + x;
        const SEED seed = seeds[i];
        if (seed & SEED_SIGN) atomic_max(&state[1], (uint) ((size_t) nx * ny * nz - i));
        if (INSIDE(i)) {
            step = seed ? 0 : UNREACHED;
            if (seed) level = key(image[i]);
            label = seed;
        }
    }
    levels[at] = level;
    steps[at] = step;
    labels[at] = label;
}

/* packed: levels, then labels, as ulong, then steps, of all patches; of this one from `from` on, at x0, y0, z0 of the box. */
__kernel void place(FIELDS, SIZE, __global const ulong *restrict packed, const ulong all, const ulong from, const int x0,
                    const int y0, const int z0, const int px, const int py, const int pz) {
    const int x = get_global_id(0), y = get_global_id(1), z = get_global_id(2);
    if (x >= px || y >= py || z >= pz) return;
    const size_t k = from + ((size_t) z * py + y) * px + x;
    const uint step = ((__global const uint *) (packed + 2 * all))[k];
    if (step == OUTSIDE) return;
    const size_t at = AT(x0 + x, y0 + y, z0 + z);
    levels[at] = (LEVEL) packed[k];
    labels[at] = (LABEL) packed[all + k];
    steps[at] = step;
}

__kernel void take(FIELDS, SIZE, __global ulong *restrict packed, const ulong all, const ulong from, const int x0,
                   const int y0, const int z0, const int px, const int py, const int pz) {
    const int x = get_global_id(0), y = get_global_id(1), z = get_global_id(2);
    if (x >= px || y >= py || z >= pz) return;
    const size_t k = from + ((size_t) z * py + y) * px + x;
    const size_t at = AT(x0 + x, y0 + y, z0 + z);
    const int reached = steps[at] < UNREACHED;
    packed[k] = reached ? levels[at] : 0;
    packed[all + k] = labels[at];
    ((__global uint *) (packed + 2 * all))[k] = reached ? steps[at] : OUTSIDE;
}

/* Steps before any are counted: 0 where the water rises, which needs levels that are final. */
__kernel void rises(FIELDS, SIZE) {
    const int x = get_global_id(0), y = get_global_id(1), z = get_global_id(2);
    if (x >= nx || y >= ny || z >= nz) return;
    const size_t i = AT(x, y, z);
    if (steps[i] != UNREACHED) return;
    const LEVEL level = levels[i];
    AROUND(u, i) if (levels[u] < level) steps[i] = 0;
}

__kernel void crop(FIELDS, SIZE, __global LABEL *restrict out) {
    const int x = get_global_id(0), y = get_global_id(1), z = get_global_id(2);
    if (x < nx && y < ny && z < nz) out[((size_t) z * ny + y) * nx + x] = labels[AT(x, y, z)];
}

/* Each of these answers whether it changed the voxel i, whose image voxel is v. */
int lower_level(const VOXEL v, FIELDS, SIZE, const size_t i) {
    const LEVEL level = levels[i], value = key(v);
    if (level <= value || steps[i] == OUTSIDE) return 0;
    LEVEL least = HIGHEST;
    AROUND(u, i) least = min(least, levels[u]);
    least = max(least, value);
    if (least >= level) return 0;
    levels[i] = least;
    return 1;
}

int lower_steps(const VOXEL v, FIELDS, SIZE, const size_t i) {
    const uint own = steps[i];
    if (own == 0 || own == OUTSIDE) return 0;
    const LEVEL level = levels[i];
    uint least = UNREACHED;
    AROUND(u, i) if (levels[u] == level) least = min(least, steps[u]);
    if (least + 1 >= own) return 0;
    steps[i] = least + 1;
    return 1;
}

int set_label(const VOXEL v, FIELDS, SIZE, const size_t i) {
    if (labels[i] != 0 || steps[i] >= UNREACHED) return 0;
    LEVEL level = HIGHEST;
    uint step = UNREACHED;
    LABEL label = 0;
    AROUND(u, i) {
        const LEVEL l = levels[u];
        const uint s = steps[u];
        if (s >= UNREACHED || l > level || (l == level && s > step)) continue;
        /* 0 is the least label, so that one who has none yet is waited for */
        label = l == level && s == step ? min(label, labels[u]) : labels[u];
        level = l;
        step = s;
    }
    if (label == 0) return 0;
    labels[i] = label;
    return 1;
}

int rests(volatile __global const int *state, const int tiles, const int tile, const int launch) {
    if (state[HEAD + tiles + tile] >= launch - 1) return 0;
    const int gx = get_num_groups(0), gy = get_num_groups(1), gz = get_num_groups(2);
    const int x = get_group_id(0), y = get_group_id(1), z = get_group_id(2);
    for (int k = max(z - 1, 0); k <= min(z + 1, gz - 1); k++)
        for (int j = max(y - 1, 0); j <= min(y + 1, gy - 1); j++)
            for (int i = max(x - 1, 0); i <= min(x + 1, gx - 1); i++)
                if ((i != x || j != y || k != z) && state[HEAD + (k * gy + j) * gx + i] >= launch - 1) return 0;
    return 1;
}

#define KERNEL(NAME)                                                                                          \
    __kernel __attribute__((reqd_work_group_size(LX, LY, 1)))                                                 \
    void NAME(__global const VOXEL *restrict image, FIELDS, volatile __global int *state, SIZE, const int tx, \
              const int ty, const int tz, const int launch)

#define TILE                                                                                                        \
    const int tiles = get_num_groups(0) * get_num_groups(1) * get_num_groups(2);                                    \
    const int tile = (get_group_id(2) * get_num_groups(1) + get_group_id(1)) * get_num_groups(0) + get_group_id(0); \
    const int x0 = get_group_id(0) * tx, y0 = get_group_id(1) * ty, z0 = get_group_id(2) * tz;                      \
    const int sx = min(tx, nx - x0), sy = min(ty, ny - y0), sz = min(tz, nz - z0);

/* Of the tile's voxel x, y, z. */
#define CHANGED(CHANGES, x, y, z)                                                           \
    CHANGES(image[((size_t) (z0 + (z)) * ny + y0 + (y)) * nx + x0 + (x)], levels, steps, labels, nx, ny, nz, \
            AT(x0 + (x), y0 + (y), z0 + (z)))

#if LX == 1
/*
 * A CPU sweeps a tile forwards, then backwards. What the second sweep changed can matter only to voxels that it had passed; so
 * these changes wait in a ring (each voxel once, `waits` says whether), and from there spread voxel by voxel.
 */
#define RELAX(NAME, CHANGES)                                                                                 \
    KERNEL(NAME) {                                                                                           \
        TILE                                                                                                 \
        if (rests(state, tiles, tile, launch)) return;                                                       \
        ushort ring[RING];                                                                                   \
        uchar waits[RING];                                                                                   \
        int some = 0, next = 0, waiting = 0;                                                                 \
        for (int z = 0; z < sz; z++)                                                                         \
            for (int y = 0; y < sy; y++)                                                                     \
                for (int x = 0; x < sx; x++) some |= CHANGED(CHANGES, x, y, z);                              \
        if (!some) return;                                                                                   \
        for (int i = sx * sy * sz - 1, z = sz - 1; z >= 0; z--)                                              \
            for (int y = sy - 1; y >= 0; y--)                                                                \
                for (int x = sx - 1; x >= 0; x--, i--) {                                                     \
                    waits[i] = CHANGED(CHANGES, x, y, z);                                                    \
                    if (waits[i]) ring[waiting++] = i;                                                       \
                }                                                                                            \
        while (waiting) {                                                                                    \
            const int i = ring[next], x = i % sx, y = i / sx % sy, z = i / sx / sy;                          \
            waits[i] = 0;                                                                                    \
            waiting--;                                                                                       \
            next = next + 1 == RING ? 0 : next + 1;                                                          \
            for (int dz = -DEPTH; dz <= DEPTH; dz++)                                                         \
                for (int dy = -1; dy <= 1; dy++)                                                             \
                    for (int dx = -1; dx <= 1; dx++) {                                                       \
                        const int axes = dx * dx + dy * dy + dz * dz, u = x + dx, v = y + dy, w = z + dz;    \
                        if (axes == 0 || axes > AXES || u < 0 || u >= sx || v < 0 || v >= sy || w < 0 || w >= sz) continue; \
                        const int j = (w * sy + v) * sx + u;                                                 \
                        if (!CHANGED(CHANGES, u, v, w) || waits[j]) continue;                                \
                        waits[j] = 1;                                                                        \
                        ring[(next + waiting++) % RING] = j;                                                 \
                    }                                                                                        \
        }                                                                                                    \
        state[HEAD + tile] = launch;                                                                         \
        atomic_max(&state[0], launch);                                                                       \
    }
#else
/* A GPU's work-group sweeps a tile, forwards and backwards by turns, until nothing changes or it has done so ROUNDS times. */
#define RELAX(NAME, CHANGES)                                                                                    \
    KERNEL(NAME) {                                                                                              \
        __local int resting, changed;                                                                           \
        TILE                                                                                                    \
        const int first = get_local_id(0) == 0 && get_local_id(1) == 0;                                         \
        if (first) resting = rests(state, tiles, tile, launch);                                                 \
        barrier(CLK_LOCAL_MEM_FENCE);                                                                           \
        if (resting) return;                                                                                    \
        for (int round = 0, again = 1; again && round < ROUNDS; round++) {                                      \
            if (first) changed = 0;                                                                             \
            barrier(CLK_LOCAL_MEM_FENCE);                                                                       \
            int some = 0;                                                                                       \
            for (int k = 0; k < sz; k++)                                                                        \
                for (int y = get_local_id(1); y < sy; y += LY)                                                  \
                    for (int x = get_local_id(0); x < sx; x += LX)                                              \
                        some |= CHANGED(CHANGES, x, y, round & 1 ? sz - 1 - k : k);                             \
            if (some) changed = 1;                                                                              \
            barrier(CLK_LOCAL_MEM_FENCE | CLK_GLOBAL_MEM_FENCE);                                                \
            again = changed;                                                                                    \
            barrier(CLK_LOCAL_MEM_FENCE);                                                                       \
            if (!first || !again) continue;                                                                     \
            state[HEAD + tile] = launch;                                                                        \
            atomic_max(&state[0], launch);                                                                      \
            if (round == ROUNDS - 1) state[HEAD + tiles + tile] = launch;                                       \
        }                                                                                                       \
    }
#endif

RELAX(lower_levels, lower_level)
RELAX(lower_all_steps, lower_steps)
RELAX(set_labels, set_label)
