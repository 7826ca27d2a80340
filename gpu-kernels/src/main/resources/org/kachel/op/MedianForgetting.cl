// The median of a small footprint of COUNT voxels, an odd number, by forgetting.
//
//   Of any COUNT / 2 + 2 voxels neither the least nor the greatest is the median. Both are forgotten and another one taken
//   in their stead, until none is left; the one that remains is it.
//
// After Window.cl, MedianKeys.cl and FORGET, statements of SORT2 and NEXT(name, i, dx, dy, dz) on `keys`, made for the
// footprint: they leave the median in `median`. On a CPU the window is read first, since a load there has two forms.
#if V == 1
typedef SORTED keys;                     // narrow types are not faster than uint
#else
typedef VECTOR(UNSIGNED) keys;
#endif
#define SORT2(a, b) { const keys low = min(a, b); b = max(a, b); a = low; }

__kernel void median(WINDOW_ARGS) {
    const int ox = get_global_id(0) * V, oy = get_global_id(1), oz = get_global_id(2);
    if (ox >= nx || oy >= ny || oz >= nz) return;
    const int x = ox + sx, y = oy + sy, z = oz + sz;
#if V == 1
#define NEXT(a, i, dx, dy, dz) a = key_of(load(row_of(in, y + dy, z + dz, wx, wy, wz), x + dx, wx));
#else
    keys window[COUNT];
    int n = 0;
    for (int dz = -RZ; dz <= RZ; dz++)
        for (int dy = -RY; dy <= RY; dy++) {
            const int w = HALF_WIDTH(dy, dz);
            if (w < 0) continue;
            __global const IN *row = row_of(in, y + dy, z + dz, wx, wy, wz);
            EACH(row, w, window[n++] = key_of(v);)
        }
#define NEXT(a, i, dx, dy, dz) a = window[i];
#endif
    FORGET
    put(voxel_of(CONVERT(UNSIGNED, median)), out + ((size_t) oz * ny + oy) * nx + ox, nx - ox);
}
