// What kernels over a window of neighbours share; after Border.cl, before their text.
//
// Layout: x fastest. `out` is a part of `in`, at (sx, sy, sz); positions beyond the input follow the border rule.
// Work-item: V outputs along x; those of a group are neighbours along x. V is 1 on a GPU, where the items of a group are a
// vector, and 16 on a CPU, where a vector is. IN, OUT: types of input and output.
#pragma OPENCL FP_CONTRACT OFF
#ifdef FP64
#pragma OPENCL EXTENSION cl_khr_fp64 : enable
#endif

#define JOINED(a, b) a##b
#define JOIN(a, b) JOINED(a, b)
#if V == 1
#define VECTOR(T) T
#define LOAD(p) (*(p))
#define STORE(v, p) (*(p) = (v))
#define ONES(condition) (condition)          // 1 where a comparison holds
#else
#define VECTOR(T) JOIN(T, V)
#define LOAD(p) JOIN(vload, V)(0, p)
#define STORE(v, p) JOIN(vstore, V)(v, 0, p)
#define ONES(condition) (-(condition))
#endif
#define CONVERT(T, v) JOIN(convert_, VECTOR(T))(v)
#define AS(T, v) JOIN(as_, VECTOR(T))(v)

// a function of its own would pass vectors through memory
#define INLINED inline __attribute__((always_inline))

typedef VECTOR(IN) voxels;

#define WINDOW_ARGS __global const IN *restrict in, __global OUT *restrict out, const int nx, const int ny, const int nz, \
                    const int wx, const int wy, const int wz, const int sx, const int sy, const int sz

// The row at (y, z), or 0 where it is all zeros.
inline __global const IN *row_of(__global const IN *in, const int y, const int z, const int wx, const int wy, const int wz) {
    const int j = bordered(y, wy), k = bordered(z, wz);
    return BORDER == 3 && (j < 0 || k < 0) ? 0 : in + ((size_t) k * wy + j) * wx;
}

// V voxels from x on of a row of n.
inline voxels load(__global const IN *row, const int x, const int n) {
    if (BORDER == 3 && row == 0) return (voxels) (0);
#if V == 1
    const int q = bordered(x, n);
    return BORDER == 3 && q < 0 ? (IN) 0 : row[q];
#else
    if (x >= 0 && x + V <= n) return LOAD(row + x);
    IN t[V];
    for (int e = 0; e < V; e++) {
        const int q = bordered(x + e, n);
        t[e] = q < 0 ? (IN) 0 : row[q];
    }
    return LOAD(t);
#endif
}

// The statement for each v of the run from −w to +w about x in a row, and dx where it lies.
#define EACH(row, w, statement) \
    if ((row) != 0 && x - (w) >= 0 && x + (w) + V <= wx) \
        for (int dx = -(w); dx <= (w); dx++) { const voxels v = LOAD((row) + x + dx); statement } \
    else \
        for (int dx = -(w); dx <= (w); dx++) { const voxels v = load(row, x + dx, wx); statement }

// Writes the first `count` of V values, at most V.
inline void put(const VECTOR(OUT) v, __global OUT *p, const int count) {
#if V > 1
    if (count < V) {
        OUT t[V];
        STORE(v, t);
        for (int e = 0; e < count; e++) p[e] = t[e];
        return;
    }
#endif
    STORE(v, p);
}
