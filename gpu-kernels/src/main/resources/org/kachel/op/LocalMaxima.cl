// Local maxima (or minima) of the 3×3×3 box. The text that WindowMarch.cl needs.
//
//   out = 1 where every neighbour that precedes in raster order is strictly lower and every later one is not higher, else 0
//
// After Window.cl; clamped, and neighbours outside the input do not count: a later one repeats others, an earlier one is left out.
// KEY: integers with the voxels' order; with MINIMA the reverse of it. Of floats −0 equals +0, and NaN, the greatest, never
// stands. MASK: the type of a comparison's result.
typedef VECTOR(KEY) key;
#if V == 1
typedef int mask;
#define MASK_OF(condition) (condition)
#else
typedef VECTOR(MASK) mask;
#define MASK_OF(condition) ((mask) ((condition) ? -1 : 0))
#endif

INLINED key keyed(const voxels v) {
#ifdef FLOATING
    const key bits = AS(KEY, v), ordered = bits ^ ((bits >> (KEY) (8 * sizeof(KEY) - 1)) & (KEY) GREATEST);
    const key k = v == (voxels) 0 ? (key) 0 : ordered;
#else
    const key k = v;
#endif
#ifdef MINIMA
#define ORDER(k) (~(k))
#else
#define ORDER(k) (k)
#endif
#ifdef FLOATING
    return v == v ? ORDER(k) : (key) GREATEST;
#else
    return ORDER(k);
#endif
}

#define MOST(a, b, c) max(max(a, b), c)

typedef struct { key centre, most; mask stands; } line;
typedef struct { key centre, most, before, after; mask stands; } sheet;

INLINED line across(const voxels l, const voxels c, const voxels r, const int x) {
    const key a = keyed(l), b = keyed(c), e = keyed(r);
    mask stands = (b > a) & (b >= e);
#if V == 1
    if (x == 0) stands = b >= e;
#else
    if (x == 0) stands.s0 = b.s0 >= e.s0 ? -1 : 0;
#endif
#ifdef FLOATING
    stands &= b != (key) GREATEST;
#endif
    return (line) {b, MOST(a, b, e), stands};
}
INLINED sheet stacked(const line before, const line at, const line after) {
    return (sheet) {at.centre, at.most, before.most, after.most, at.stands};
}
INLINED VECTOR(OUT) result(const sheet above, const sheet at, const sheet below, const int y, const int z) {
    const key c = at.centre;
    const mask stands = at.stands & (c >= below.most) & (c >= MOST(above.after, at.after, below.after))
                        & (MASK_OF(y == 0) | (c > above.most))
                        & (MASK_OF(z == 0) | (c > MOST(above.before, at.before, below.before)));
    return CONVERT(uchar, ONES(stands));
}
