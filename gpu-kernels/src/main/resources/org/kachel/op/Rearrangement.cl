// Voxels at other places: out[c] = in[base + c·s] where low ≤ c < high along all axes, else fill.
//
// Layout: x fastest. s are the strides of the output's axes in the input, negative where flipped. T is the unsigned integer of
// the voxels' size: bits are moved, not values.
// `rows`: the input's x runs along the output's. A work-item takes four voxels, 64 apart, of one row (GPU) or the row (CPU).
// `tiles`: the input's x runs along A, the output's y or z. A group turns a tile of 32 by 32 through local memory, so that reads
// and writes are both coalesced; a CPU's work-item walks through the tile.
#define PLACE                                                                                                        \
    __global const T *restrict in, __global T *restrict out, const int nx, const int ny, const int nz, const long base, \
        const long sx, const long sy, const long sz, const int lowx, const int highx, const int lowy, const int highy,  \
        const int lowz, const int highz, const ulong fill

#define INSIDE(a, c) ((c) >= low##a && (c) < high##a)

__kernel void rows(PLACE) {
    const int y = get_global_id(1), z = get_global_id(2);
    if (y >= ny || z >= nz) return;
    const int some = INSIDE(y, y) && INSIDE(z, z);
    __global const T *from = in + base + y * sy + z * sz;
    __global T *to = out + ((size_t) z * ny + y) * nx;
#if KACHEL_GPU
    const int start = get_group_id(0) * 256 + get_local_id(0);
#pragma unroll
    for (int k = 0; k < 4; k++) {
        const int x = start + 64 * k;
        if (x < nx) to[x] = some && INSIDE(x, x) ? from[x * sx] : (T) fill;
    }
#else
    const int low = some ? lowx : nx, high = some ? highx : nx;
    for (int x = 0; x < low; x++) to[x] = (T) fill;
    if (sx == 1)
        for (int x = low; x < high; x++) to[x] = from[x];
    else
        for (int x = low; x < high; x++) to[x] = from[x * sx];
    for (int x = high; x < nx; x++) to[x] = (T) fill;
#endif
}

#define JOINED(a, b) a##b
#define JOIN(a, b) JOINED(a, b)
#define IS_y 1
#define IS_z 0
#define IS_x 1
#define ALONG_Y JOIN(IS_, A)

__kernel void tiles(PLACE) {
    const int b = get_global_id(2);
    const int na = ALONG_Y ? ny : nz;
    const long sa = ALONG_Y ? sy : sz, sb = ALONG_Y ? sz : sy;
    const int lowa = ALONG_Y ? lowy : lowz, higha = ALONG_Y ? highy : highz;
    const int lowb = ALONG_Y ? lowz : lowy, highb = ALONG_Y ? highz : highy;
    const size_t ta = ALONG_Y ? nx : (size_t) nx * ny, tb = ALONG_Y ? (size_t) nx * ny : nx;
    const int x0 = get_group_id(0) * 32, a0 = get_group_id(1) * 32;
    __global const T *from = in + base + b * sb;
    __global T *to = out + b * tb;
    const int some = INSIDE(b, b);
#if KACHEL_GPU
    __local T tile[32][33];
    const int i = get_local_id(0);
    for (int j = get_local_id(1); j < 32; j += 8) {
        const int x = x0 + j, a = a0 + i;
        if (x < nx && a < na) tile[j][i] = some && INSIDE(x, x) && INSIDE(a, a) ? from[x * sx + a * sa] : (T) fill;
    }
    barrier(CLK_LOCAL_MEM_FENCE);
    for (int j = get_local_id(1); j < 32; j += 8) {
        const int x = x0 + i, a = a0 + j;
        if (x < nx && a < na) to[x + a * ta] = tile[i][j];
    }
#else
    for (int a = a0; a < min(a0 + 32, na); a++)
        for (int x = x0; x < min(x0 + 32, nx); x++)
            to[x + a * ta] = some && INSIDE(x, x) && INSIDE(a, a) ? from[x * sx + a * sa] : (T) fill;
#endif
}
