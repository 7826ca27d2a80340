/*
 * Labels that grow through a mask.
 *
 * Formula   step t: every voxel of the mask without a label takes the largest label of its 3*3*3 box (t even) or of its six
 *           neighbours (t odd), all at once. Beyond an open face lies UNKNOWN, the largest label; beyond a closed one nothing.
 * Layout    labels before and after the step in two buffers of nx*ny*nz uint, x fastest. state[0]: the last step that
 *           changed anything; state[1 + step % 8]: 1 + step if a label that is known arrived then; then per tile the last step that changed it (0 at first), then per tile 1 + the step that
 *           left no empty voxel of the mask (0: some are left).
 * Macros    VOXEL, FLOATING: the mask's voxels as unsigned integers, see ConnectedComponents.cl; MASKED 0: all is mask;
 *           VOXEL16: sixteen of VOXEL; ARRIVALS 0: arrivals are not asked for; LX, LY: the work-group, 1 and 1 on a CPU.
 * Mapping   one work-group per tile of tx*ty*tz voxels. A tile rests while no tile of its 3*3*3 changed in the last two
 *           steps (one of each shape), or from two steps after it was full: then both buffers hold its labels.
 */
#define UNKNOWN 0xffffffffu
#define HEAD 9

#if FLOATING
#define IS_SET(v) (((v) << (VOXEL) 1) != (VOXEL) 0)
#else
#define IS_SET(v) ((v) != (VOXEL) 0)
#endif
#if MASKED
#define MAY_GROW(i) IS_SET(mask[i])
#else
#define MAY_GROW(i) 1
#endif
#define MASK __global const VOXEL *restrict mask
#define SIZE const int nx, const int ny, const int nz

__kernel void plant(__global const uint *restrict seeds, MASK, __global uint *restrict labels, const ulong n) {
    const size_t i = get_global_id(0);
    if (i < n) labels[i] = MAY_GROW(i) ? seeds[i] : 0;
}

int beyond_open(SIZE, const int open, const int x, const int y, const int z) {
    return (open & 1 && x == 0) || (open & 2 && x == nx - 1) || (open & 4 && y == 0) || (open & 8 && y == ny - 1)
            || (open & 16 && z == 0) || (open & 32 && z == nz - 1);
}

uint largest_of_box(__global const uint *restrict labels, SIZE, const int x, const int y, const int z) {
    const int x0 = max(x - 1, 0), x1 = min(x + 1, nx - 1), y1 = min(y + 1, ny - 1), z1 = min(z + 1, nz - 1);
    uint largest = 0;
    for (int k = max(z - 1, 0); k <= z1; k++)
        for (int j = max(y - 1, 0); j <= y1; j++) {
            __global const uint *row = labels + ((size_t) k * ny + j) * nx;
            largest = max(largest, max(row[x], max(row[x0], row[x1])));
        }
    return largest;
}

uint largest_of_six(__global const uint *restrict labels, SIZE, const int x, const int y, const int z) {
    __global const uint *p = labels + ((size_t) z * ny + y) * nx + x;
    const size_t plane = (size_t) nx * ny;
    uint largest = max(x > 0 ? *(p - 1) : 0, x < nx - 1 ? *(p + 1) : 0);
    largest = max(largest, max(y > 0 ? *(p - nx) : 0, y < ny - 1 ? *(p + nx) : 0));
    return max(largest, max(z > 0 ? *(p - plane) : 0, z < nz - 1 ? *(p + plane) : 0));
}

#if LX == 1
/* Offsets of the rows before and after a row along y and z; 0 at the volume's edge, where the row itself does no harm. */
#define AROUND                                                               \
    const long up = y > 0 ? -nx : 0, down = y < ny - 1 ? nx : 0;             \
    const long plane = (long) nx * ny;                                       \
    const long fore = z > 0 ? -plane : 0, back = z < nz - 1 ? plane : 0;
#define LARGEST_OF_5(LOAD) max(LOAD(p), max(max(LOAD(p + up), LOAD(p + down)), max(LOAD(p + fore), LOAD(p + back))))
#define LARGEST_OF_9(LOAD)                                                                      \
    max(LARGEST_OF_5(LOAD), max(max(LOAD(p + fore + up), LOAD(p + fore + down)),                \
                                max(LOAD(p + back + up), LOAD(p + back + down))))
#define LOAD_16(p) vload16(0, p)
#define LOAD_1(p) (*(p))

/* The largest label at one x of the nine rows at and around y, z. */
uint beside(__global const uint *restrict p, SIZE, const int y, const int z) {
    AROUND
    return LARGEST_OF_9(LOAD_1);
}

/* One step of sixteen voxels of a row, for CPUs. */
void grow_sixteen(MASK, __global const uint *restrict labels, __global uint *restrict grown, SIZE, const int open, const int six,
                  const int x, const int y, const int z, int *some, int *none, int *known) {
    const size_t i = ((size_t) z * ny + y) * nx + x;
    const uint16 had = vload16(0, labels + i);
    int16 empty = had == 0u;
#if MASKED
    const VOXEL16 m = vload16(0, mask + i);
    empty &= convert_int16(IS_SET(m));
#endif
    if (!any(empty)) {
        vstore16(had, 0, grown + i);
        return;
    }
    AROUND
    __global const uint *p = labels + i;
    uint16 largest = six ? LARGEST_OF_5(LOAD_16) : LARGEST_OF_9(LOAD_16);
    const uint16 own = six ? had : largest;
    uint low = x == 0 && open & 1 ? UNKNOWN : 0, high = x + 16 == nx && open & 2 ? UNKNOWN : 0;
    if (x > 0) low = six ? *(p - 1) : beside(p - 1, nx, ny, nz, y, z);
    if (x + 16 < nx) high = six ? *(p + 16) : beside(p + 16, nx, ny, nz, y, z);
    largest = max(largest, (uint16) (low, own.s01234567, own.s89ab, own.scde));
    largest = max(largest, (uint16) (own.s12345678, own.s9abc, own.sdef, high));
    if (beyond_open(nx, ny, nz, open & ~3, x, y, z)) largest = UNKNOWN;
    *some |= any(empty & (largest != 0u));
#if ARRIVALS
    *known |= any(empty & (largest != 0u) & (largest != UNKNOWN));
#endif
    *none |= any(empty & (largest == 0u));
    vstore16(select(had, largest, empty), 0, grown + i);
}
#endif

int rests(volatile __global const int *state, const int tiles, const int tile, const int step) {
    const int full = state[HEAD + tiles + tile];
    if (full && step > full) return 1;
    const int gx = get_num_groups(0), gy = get_num_groups(1), gz = get_num_groups(2);
    const int x = get_group_id(0), y = get_group_id(1), z = get_group_id(2);
    for (int k = max(z - 1, 0); k <= min(z + 1, gz - 1); k++)
        for (int j = max(y - 1, 0); j <= min(y + 1, gy - 1); j++)
            for (int i = max(x - 1, 0); i <= min(x + 1, gx - 1); i++)
                if (state[HEAD + (k * gy + j) * gx + i] >= step - 2) return 0;
    return 1;
}

__kernel __attribute__((reqd_work_group_size(LX, LY, 1)))
void grow(MASK, __global const uint *restrict labels, __global uint *restrict grown, volatile __global int *state, SIZE,
          const int tx, const int ty, const int tz, const int open, const int step) {
    __local int resting, changed, left;
    const int tiles = get_num_groups(0) * get_num_groups(1) * get_num_groups(2);
    const int tile = (get_group_id(2) * get_num_groups(1) + get_group_id(1)) * get_num_groups(0) + get_group_id(0);
    const int first = get_local_id(0) == 0 && get_local_id(1) == 0;
    if (first) {
        resting = rests(state, tiles, tile, step);
        changed = left = 0;
    }
    barrier(CLK_LOCAL_MEM_FENCE);
    if (resting) return;
    const int x0 = get_group_id(0) * tx, x1 = min(x0 + tx, nx), y0 = get_group_id(1) * ty, y1 = min(y0 + ty, ny);
    const int z0 = get_group_id(2) * tz, z1 = min(z0 + tz, nz);
    int some = 0, none = 0, known = 0;
    for (int z = z0; z < z1; z++)
        for (int y = y0 + get_local_id(1); y < y1; y += LY) {
            int x = x0 + get_local_id(0);
#if LX == 1
            for (; x + 16 <= x1; x += 16)
                grow_sixteen(mask, labels, grown, nx, ny, nz, open, step & 1, x, y, z, &some, &none, &known);
#endif
            for (; x < x1; x += LX) {
                const size_t i = ((size_t) z * ny + y) * nx + x;
                uint label = labels[i];
                if (label == 0 && MAY_GROW(i)) {
                    label = beyond_open(nx, ny, nz, open, x, y, z) ? UNKNOWN
                            : step & 1 ? largest_of_six(labels, nx, ny, nz, x, y, z)
                                       : largest_of_box(labels, nx, ny, nz, x, y, z);
                    if (label) some = 1;
                    else none = 1;
                    known |= label && label != UNKNOWN;
                }
                grown[i] = label;
            }
        }
#if ARRIVALS
    if (known) state[1 + step % 8] = step + 1;
#endif
    if (some) changed = 1;
    if (none) left = 1;
    barrier(CLK_LOCAL_MEM_FENCE);
    if (!first) return;
    if (changed) {
        state[HEAD + tile] = step;
        atomic_max(&state[0], step);
    }
    if (!left && !state[HEAD + tiles + tile]) state[HEAD + tiles + tile] = step + 1;
}

/* The part of labels at `start` that is nx*ny*nz large; rows of sx, planes of sy rows. */
__kernel void crop(__global const uint *restrict labels, __global uint *restrict part, SIZE, const long start, const int sx,
                   const int sy) {
    const int x = get_global_id(0), y = get_global_id(1), z = get_global_id(2);
    if (x >= nx || y >= ny || z >= nz) return;
    part[((size_t) z * ny + y) * nx + x] = labels[start + ((size_t) z * sy + y) * sx + x];
}
