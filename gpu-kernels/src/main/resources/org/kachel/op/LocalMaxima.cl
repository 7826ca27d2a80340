// Local maxima (or minima) of the 3×3×3 box.
//
//   out = 1 where every neighbour that precedes in raster order is strictly lower and every later one is not higher, else 0
//
// Layout: x fastest; `out` is a part of `in`, at (sx, sy, sz). Neighbours outside the input do not count.
// Work-item: one voxel; those of a group are neighbours along x. -D MINIMA turns lower and higher round.
#ifdef FP64
#pragma OPENCL EXTENSION cl_khr_fp64 : enable
#endif
#ifdef MINIMA
#define LOWER(a, b) ((a) > (b))
#define NOT_HIGHER(a, b) ((a) >= (b))
#else
#define LOWER(a, b) ((a) < (b))
#define NOT_HIGHER(a, b) ((a) <= (b))
#endif

// The row at p, whose voxels precede the centre's or follow it; left and right say whether those neighbours exist.
inline int before(__global const IN *p, const IN v, const int left, const int right) {
    return LOWER(p[0], v) & LOWER(p[left], v) & LOWER(p[right], v);
}

inline int after(__global const IN *p, const IN v, const int left, const int right) {
    return NOT_HIGHER(p[0], v) & NOT_HIGHER(p[left], v) & NOT_HIGHER(p[right], v);
}

__kernel void maxima(__global const IN *restrict in, __global uchar *restrict out, const int nx, const int ny,
                     const int nz, const int wx, const int wy, const int wz, const int sx, const int sy, const int sz) {
    const int ox = get_global_id(0), oy = get_global_id(1), oz = get_global_id(2);
    if (ox >= nx || oy >= ny || oz >= nz) return;
    const int x = ox + sx, y = oy + sy, z = oz + sz;
    const long row = wx, plane = row * wy;
    const int left = x > 0 ? -1 : 0, right = x < wx - 1 ? 1 : 0;
    const int up = y > 0, down = y < wy - 1;
    __global const IN *p = in + z * plane + y * row + x;
    const IN v = p[0];
    int peak = (left == 0 || LOWER(p[left], v)) & (NOT_HIGHER(p[right], v) & (v == v));
    if (up) peak &= before(p - row, v, left, right);
    if (down) peak &= after(p + row, v, left, right);
    if (z > 0) {
        peak &= before(p - plane, v, left, right);
        if (up) peak &= before(p - plane - row, v, left, right);
        if (down) peak &= before(p - plane + row, v, left, right);
    }
    if (z < wz - 1) {
        peak &= after(p + plane, v, left, right);
        if (up) peak &= after(p + plane - row, v, left, right);
        if (down) peak &= after(p + plane + row, v, left, right);
    }
    out[((size_t) oz * ny + oy) * nx + ox] = peak;
}
