// Weighted sums of the 3×3×3 neighbours: one, or the length of a vector of three. The text that WindowMarch.cl needs.
//
//   SOBEL            √(a² + b² + c²) of differences (−1, 0, 1) along one axis, smoothed (1, 2, 1) along the others
//   LAPLACE_BOX      Σ over the box of c − v; along an axis from sums over what came before, and the centres' difference:
//                    no difference of large numbers
//   LAPLACE_DIAMOND  Σ over the face neighbours of c − v
//   GRADIENT_X, …    r − l
//
// After Window.cl and RoundedRoot.cl. Sums are of type WORK: of integers exact, then rounded once; of floats in this order.
typedef VECTOR(WORK) work;
typedef VECTOR(OUT) output;

// BIASED: uint less 2³¹, which the weights cancel, since they sum to 0. NVIDIA's compiler (580.159) makes wrong sums of uint as long.
#ifdef BIASED
#define VALUE(v) CONVERT(WORK, AS(int, (v) ^ 0x80000000u))
#else
#define VALUE(v) CONVERT(WORK, v)
#endif
#ifdef EXACT
#define TIMES(n, v, plus) ((work) (n) * (v) + (plus))
#else
#define TIMES(n, v, plus) fma((work) (n), v, plus)
#endif

// Along an axis whose radius is R. A difference along an axis that is left alone is 0.
#define SMOOTHED(R, a, b, c) ((R) > 0 ? TIMES(2, b, a) + (c) : (b))
#define DIFFERENCE(R, a, c) ((R) > 0 ? (c) - (a) : (work) (0))
#define CURVATURE(R, a, b, c) ((R) > 0 ? ((b) - (a)) + ((b) - (c)) : (work) (0))
#define SUM(R, a, b, c) ((R) > 0 ? ((a) + (c)) + (b) : (b))

#if defined(SOBEL)
typedef struct { work difference, smooth; } line;
typedef struct { work x, y, z; } sheet;         // smooth but along that axis; y is smooth altogether
INLINED line across(const voxels l, const voxels c, const voxels r, const int x) {
    const work a = VALUE(l), b = VALUE(c), e = VALUE(r);
    return (line) {DIFFERENCE(RX, a, e), SMOOTHED(RX, a, b, e)};
}
INLINED sheet stacked(const line before, const line at, const line after) {
    return (sheet) {SMOOTHED(RZ, before.difference, at.difference, after.difference),
                    SMOOTHED(RZ, before.smooth, at.smooth, after.smooth), DIFFERENCE(RZ, before.smooth, after.smooth)};
}
INLINED output result(const sheet above, const sheet at, const sheet below, const int y, const int z) {
    const VECTOR(float) a = CONVERT(float, SMOOTHED(RY, above.x, at.x, below.x));
    const VECTOR(float) b = CONVERT(float, DIFFERENCE(RY, above.y, below.y));
    const VECTOR(float) c = CONVERT(float, SMOOTHED(RY, above.z, at.z, below.z));
    return rounded_root(fma(a, a, fma(b, b, c * c)));
}
#elif defined(LAPLACE_BOX)
#define COUNT(R) (2 * (R) + 1)
typedef struct { work centre, sum; } line;      // sum of the line's centre less its voxels
typedef line sheet;
INLINED line across(const voxels l, const voxels c, const voxels r, const int x) {
    const work a = VALUE(l), b = VALUE(c), e = VALUE(r);
    return (line) {b, CURVATURE(RX, a, b, e)};
}
INLINED sheet stacked(const line before, const line at, const line after) {
    return (sheet) {at.centre, TIMES(COUNT(RX), CURVATURE(RZ, before.centre, at.centre, after.centre),
                                     SUM(RZ, before.sum, at.sum, after.sum))};
}
INLINED output result(const sheet above, const sheet at, const sheet below, const int y, const int z) {
    return CONVERT(float, TIMES(COUNT(RX) * COUNT(RZ), CURVATURE(RY, above.centre, at.centre, below.centre),
                                SUM(RY, above.sum, at.sum, below.sum)));
}
#elif defined(LAPLACE_DIAMOND)
typedef struct { work centre, sum; } line;
typedef line sheet;
INLINED line across(const voxels l, const voxels c, const voxels r, const int x) {
    const work a = VALUE(l), b = VALUE(c), e = VALUE(r);
    return (line) {b, CURVATURE(RX, a, b, e)};
}
INLINED sheet stacked(const line before, const line at, const line after) {
    return (sheet) {at.centre, at.sum + CURVATURE(RZ, before.centre, at.centre, after.centre)};
}
INLINED output result(const sheet above, const sheet at, const sheet below, const int y, const int z) {
    return CONVERT(float, at.sum + CURVATURE(RY, above.centre, at.centre, below.centre));
}
#else
typedef work line;
typedef work sheet;
INLINED line across(const voxels l, const voxels c, const voxels r, const int x) {
#ifdef GRADIENT_X
    const work a = VALUE(l), e = VALUE(r);
    return DIFFERENCE(RX, a, e);
#else
    return VALUE(c);
#endif
}
INLINED sheet stacked(const line before, const line at, const line after) {
#ifdef GRADIENT_Z
    return DIFFERENCE(RZ, before, after);
#else
    return at;
#endif
}
INLINED output result(const sheet above, const sheet at, const sheet below, const int y, const int z) {
#ifdef GRADIENT_Y
    return CONVERT(float, DIFFERENCE(RY, above, below));
#else
    return CONVERT(float, at);
#endif
}
#endif
