/*
 * Sums of an image over the runs of connected components. After ConnectedComponentsRuns.cl.
 *
 * Formula   per run of n voxels v0 … v(n-1): the sums of v, v*v and v*i, the smallest and the largest v.
 * Layout    runs: columns of `count` numbers: 3 * images of long, then index, length and label of uint, then 2 * images of
 *           int. The image's rows are sx voxels, its planes sy rows; voxel 0 of the nx * ny interval of the runs is at `start`.
 *           type: 0 uchar, 1 char, 2 ushort, 3 short; an argument, so that no image needs a program of its own.
 * Mapping   one work-item per run: neighbours read neighbouring voxels. Runs are at most 2^16 voxels, so all sums fit a long.
 */
#define SUM(T)                                                   \
    {                                                            \
        __global const T *p = (__global const T *) image + at;   \
        low = high = p[0];                                       \
        for (uint k = 0; k < length; k++) {                      \
            const int v = p[k];                                  \
            sum += v;                                            \
            squares += (long) v * v;                             \
            steps += (long) v * k;                               \
            low = min(low, v);                                   \
            high = max(high, v);                                 \
        }                                                        \
    }

__kernel void sum_runs(__global const void *image, const int type, const int sx, const int sy, const long start, const int nx,
                       const int ny, __global long *runs, const int count, const int images, const int number) {
    const size_t r = get_global_id(0), n = count;
    if (r >= n) return;
    __global const uint *index = (__global const uint *) (runs + 3 * n * images);
    const uint i = index[r], length = index[n + r], row = i / nx;
    const size_t at = start + ((size_t) (row / ny) * sy + row % ny) * sx + i % nx;
    long sum = 0, squares = 0, steps = 0;
    int low, high;
    if (type == 0) SUM(uchar)
    else if (type == 1) SUM(char)
    else if (type == 2) SUM(ushort)
    else SUM(short)
    __global long *sums = runs + 3 * n * number;
    sums[r] = sum;
    sums[n + r] = squares;
    sums[2 * n + r] = steps;
    __global int *extrema = (__global int *) index + (3 + 2 * number) * n;
    extrema[r] = low;
    extrema[n + r] = high;
}
