// One voxel of each box of fx × fy × fz voxels, clipped to the volume.
//
// KIND 0 the most frequent value, the largest of several; 1 the mean of floats, summed as double in raster order; 2 the mean of
// integers of up to 32 bits, rounded half up; 3 of 64 bits, by whole parts and remainders, so that no sum overflows.
// Layout: x fastest. The box of output 0, 0, 0 begins at (sx, sy, sz) of `in`; the volume ends before (ex, ey, ez).
// Work-item: one output voxel; those of a group are neighbours along x.
#pragma OPENCL FP_CONTRACT OFF
#if FP64
#pragma OPENCL EXTENSION cl_khr_fp64 : enable
#endif

#define BOX                                        \
    for (int z = z0; z < z1; z++)                  \
        for (int y = y0; y < y1; y++)              \
            for (int x = x0; x < x1; x++)
#define AT(x, y, z) in[((size_t) (z) * wy + (y)) * wx + (x)]

__kernel void downsample(__global const T *restrict in, __global T *restrict out, const int nx, const int ny,
                         const int nz, const int wx, const int wy, const int fx, const int fy, const int fz,
                         const int sx, const int sy, const int sz, const int ex, const int ey, const int ez) {
    const int ox = get_global_id(0), oy = get_global_id(1), oz = get_global_id(2);
    if (ox >= nx || oy >= ny || oz >= nz) return;
    const int x0 = sx + ox * fx, y0 = sy + oy * fy, z0 = sz + oz * fz;
    const int x1 = min(x0 + fx, ex), y1 = min(y0 + fy, ey), z1 = min(z0 + fz, ez);
    const int n = (x1 - x0) * (y1 - y0) * (z1 - z0);
    T result;
#if KIND == 0
    int most = 0;
    result = 0;
    BOX {
        const T v = AT(x, y, z);
        int count = 0;
        for (int c = z0; c < z1; c++)
            for (int b = y0; b < y1; b++)
                for (int a = x0; a < x1; a++) count += AT(a, b, c) == v;
        if (count > most || (count == most && v > result)) {
            most = count;
            result = v;
        }
    }
#elif KIND == 1
    double sum = 0;
    BOX sum += (double) AT(x, y, z);
    result = (T) (sum / n);
#elif KIND == 2
    long sum = 0;
    BOX sum += AT(x, y, z);
    sum += n / 2;
    result = (T) (sum / n - (sum % n < 0));
#else
    T whole = 0;
    long rest = 0;
    BOX {
        const T v = AT(x, y, z);
        T part = v / (T) n;
        long over = (long) (v - part * (T) n);
        if (over < 0) {
            part--;
            over += n;
        }
        whole += part;
        rest += over;
    }
    result = whole + (T) ((rest + n / 2) / n);
#endif
    out[((size_t) oz * ny + oy) * nx + ox] = result;
}
