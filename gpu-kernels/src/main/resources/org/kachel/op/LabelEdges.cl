// out = 1 where in ≠ 0 and one of the face neighbours has another value, else 0. The text that WindowMarch.cl needs, after
// Window.cl; clamped, so that what lies outside the volume is no neighbour.
#if V == 1
typedef int mask;
#else
typedef VECTOR(MASK) mask;
#endif

typedef struct { voxels value; mask edge; } line;
typedef line sheet;

INLINED line across(const voxels l, const voxels c, const voxels r, const int x) {
    return (line) {c, (l != c) | (r != c)};
}
INLINED sheet stacked(const line before, const line at, const line after) {
    return (sheet) {at.value, at.edge | (before.value != at.value) | (after.value != at.value)};
}
INLINED VECTOR(OUT) result(const sheet above, const sheet at, const sheet below, const int y, const int z) {
    const mask edge = at.edge | (above.value != at.value) | (below.value != at.value);
    return CONVERT(uchar, ONES(edge & (at.value != (voxels) 0)));
}
