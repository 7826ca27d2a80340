// Planes around an axis along z: out(r, j, k) is the input at (cx + r·ray_k.x, cy + r·ray_k.y, j).
//
// Places are double, by one fma. LINEAR: the four voxels around the place as float, joined along x, then y, by fma with float
// weights; else the voxel at floor(p + ½). Outside the volume, vx × vy voxels in its planes, is 0.
// Layout: x fastest. `out` begins at r = o and at plane `iz` of `in`; `in`, (wx, wy, …) voxels, at (ix, iy) of the volume; it
// holds all that is asked for. `rays` holds x and y for each k. Work-item: one r and k in up to `planes` planes j, which share
// the place. Groups lie on neighbouring rays, so that what they read lies together.
#pragma OPENCL FP_CONTRACT OFF
#pragma OPENCL EXTENSION cl_khr_fp64 : enable

#if LINEAR
typedef float OUT;
#else
typedef T OUT;
#endif

__kernel void radial(__global const T *restrict in, __global OUT *restrict out, __global const double *restrict rays,
                     const int nx, const int ny, const int nz, const int planes, const int o, const int vx, const int vy,
                     const int ix, const int iy, const int iz, const int wx, const int wy, const double cx,
                     const double cy) {
    const int r = get_global_id(0), first = get_global_id(1) * planes, k = get_global_id(2);
    if (r >= nx || first >= ny || k >= nz) return;
    const double q = r + (double) o;
    const double px = fma(rays[2 * k], q, cx), py = fma(rays[2 * k + 1], q, cy);
    const int last = min(first + planes, ny);
    const size_t plane = (size_t) wx * wy;
    __global const T *from = in + (first + (size_t) iz) * plane;
    __global OUT *to = out + ((size_t) k * ny + first) * nx + r;
#if LINEAR
    const int some = px > -1 && py > -1 && px < vx && py < vy;
    const double wholex = floor(px), wholey = floor(py);
    const float fx = (float) (px - wholex), fy = (float) (py - wholey);
    const int x = some ? (int) wholex : 0, y = some ? (int) wholey : 0;
    const int left = some && x >= 0, right = some && x + 1 < vx, upper = y >= 0, lower = y + 1 < vy;
    // negative where nothing is read
    const long at = (long) (y - iy) * wx + (x - ix);
    for (int j = first; j < last; j++, from += plane, to += nx) {
        const float a = left && upper ? convert_float(from[at]) : 0.0f;
        const float b = right && upper ? convert_float(from[at + 1]) : 0.0f;
        const float c = left && lower ? convert_float(from[at + wx]) : 0.0f;
        const float d = right && lower ? convert_float(from[at + wx + 1]) : 0.0f;
        const float u = fma(fx, b - a, a), l = fma(fx, d - c, c);
        *to = some ? fma(fy, l - u, u) : 0.0f;
    }
#else
    const double x = floor(px + 0.5), y = floor(py + 0.5);
    const int some = x >= 0 && y >= 0 && x < vx && y < vy;
    const long at = some ? (long) ((int) y - iy) * wx + ((int) x - ix) : 0;
    for (int j = first; j < last; j++, from += plane, to += nx) *to = some ? from[at] : 0;
#endif
}
