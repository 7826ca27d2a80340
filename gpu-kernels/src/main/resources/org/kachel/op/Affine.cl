// An affine transform, seen from the output: out[q] is the input at p = M·q, rows of M are m0 … m3, m4 … m7, m8 … m11.
//
// p is double, by fma in a fixed order. LINEAR: the eight voxels around p as float, joined along x, y, z by fma with float
// weights; else the voxel at floor(p + ½). Outside the volume of vx × vy × vz voxels is 0.
// Layout: x fastest. `out` begins at (ox, oy, oz) of its volume; `in`, (wx, wy, …) voxels, at (ix, iy, iz) of its own; it holds
// all that is asked for. Work-item: one voxel. Groups are compact (8×8×4 on a GPU), so that what they read lies together.
#pragma OPENCL FP_CONTRACT OFF
#pragma OPENCL EXTENSION cl_khr_fp64 : enable

#define AT(x, y, z) in[((size_t) (z) * wy + (y)) * wx + (x)]

#if LINEAR
typedef float OUT;
// coordinates in `in`; the volume's bounds there are lx … hx
#define VALUE(x, y, z) \
    ((x) >= lx && (x) < hx && (y) >= ly && (y) < hy && (z) >= lz && (z) < hz ? convert_float(AT(x, y, z)) : 0.0f)
#else
typedef T OUT;
#endif

__kernel void affine(__global const T *restrict in, __global OUT *restrict out, const int nx, const int ny, const int nz,
                     const int ox, const int oy, const int oz, const int vx, const int vy, const int vz, const int ix,
                     const int iy, const int iz, const int wx, const int wy, const double m0, const double m1,
                     const double m2, const double m3, const double m4, const double m5, const double m6,
                     const double m7, const double m8, const double m9, const double m10, const double m11) {
    const int cx = get_global_id(0), cy = get_global_id(1), cz = get_global_id(2);
    if (cx >= nx || cy >= ny || cz >= nz) return;
    const double qx = cx + ox, qy = cy + oy, qz = cz + oz;
    const double px = fma(m0, qx, fma(m1, qy, fma(m2, qz, m3)));
    const double py = fma(m4, qx, fma(m5, qy, fma(m6, qz, m7)));
    const double pz = fma(m8, qx, fma(m9, qy, fma(m10, qz, m11)));
    OUT result = 0;
#if LINEAR
    if (px > -1 && py > -1 && pz > -1 && px < vx && py < vy && pz < vz) {
        const double wholex = floor(px), wholey = floor(py), wholez = floor(pz);
        const float fx = (float) (px - wholex), fy = (float) (py - wholey), fz = (float) (pz - wholez);
        const int x = (int) wholex - ix, y = (int) wholey - iy, z = (int) wholez - iz;
        const int lx = -ix, ly = -iy, lz = -iz, hx = vx - ix, hy = vy - iy, hz = vz - iz;
        float v[8];
        if (x >= lx && y >= ly && z >= lz && x + 1 < hx && y + 1 < hy && z + 1 < hz) {
#pragma unroll
            for (int k = 0; k < 8; k++) v[k] = convert_float(AT(x + (k & 1), y + (k >> 1 & 1), z + (k >> 2)));
        } else {
#pragma unroll
            for (int k = 0; k < 8; k++) v[k] = VALUE(x + (k & 1), y + (k >> 1 & 1), z + (k >> 2));
        }
#pragma unroll
        for (int k = 0; k < 4; k++) v[k] = fma(fx, v[2 * k + 1] - v[2 * k], v[2 * k]);
        v[0] = fma(fy, v[1] - v[0], v[0]);
        v[1] = fma(fy, v[3] - v[2], v[2]);
        result = fma(fz, v[1] - v[0], v[0]);
    }
#else
    const double x = floor(px + 0.5), y = floor(py + 0.5), z = floor(pz + 0.5);
    if (x >= 0 && y >= 0 && z >= 0 && x < vx && y < vy && z < vz) result = AT((int) x - ix, (int) y - iy, (int) z - iz);
#endif
    out[((size_t) cz * ny + cy) * nx + cx] = result;
}
