// out = 1 where in ≠ 0 and one of the face neighbours is 0, else 0. The text that WindowMarch.cl needs, after Window.cl;
// clamped, so that what lies outside the volume is no background.
#if V == 1
typedef int mask;
#else
typedef VECTOR(MASK) mask;
#endif

typedef struct { mask empty, near; } line;      // near: an empty neighbour
typedef line sheet;

INLINED line across(const voxels l, const voxels c, const voxels r, const int x) {
    return (line) {c == (voxels) 0, (l == (voxels) 0) | (r == (voxels) 0)};
}
INLINED sheet stacked(const line before, const line at, const line after) {
    return (sheet) {at.empty, at.near | before.empty | after.empty};
}
INLINED VECTOR(OUT) result(const sheet above, const sheet at, const sheet below, const int y, const int z) {
    return CONVERT(uchar, ONES((at.near | above.empty | below.empty) & ~at.empty));
}
