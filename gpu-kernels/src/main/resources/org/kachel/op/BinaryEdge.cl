// out = 1 where in ≠ 0 and one of the face neighbours is 0, else 0. After Window.cl; clamped, so that what lies outside the
// volume is no background.
#define EMPTY(dx, dy, dz) (load(row_of(in, y + (dy), z + (dz), wx, wy, wz), x + (dx), wx) == (IN) 0)

__kernel void edge(WINDOW_ARGS) {
    const int ox = get_global_id(0) * V, oy = get_global_id(1), oz = get_global_id(2);
    if (ox >= nx || oy >= ny || oz >= nz) return;
    const int x = ox + sx, y = oy + sy, z = oz + sz;
    const voxels own = load(row_of(in, y, z, wx, wy, wz), x, wx);
    put(CONVERT(uchar, ONES((own != (IN) 0) & (EMPTY(0, 0, -1) | EMPTY(0, -1, 0) | EMPTY(-1, 0, 0) | EMPTY(1, 0, 0)
                                            | EMPTY(0, 1, 0) | EMPTY(0, 0, 1)))),
        out + ((size_t) oz * ny + oy) * nx + ox, nx - ox);
}
