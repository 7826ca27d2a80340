// Square roots with the same bits on every device; after Window.cl, whose vectors they take.

// √v, rounded to nearest. The device's own, which may be 3 units off, is refined once, and then moved to a neighbour where
// that is closer: s is nearest where s·below(s) < v ≤ s·above(s) (Tuckerman's test), and fma has the sign of v − s·t exactly.
inline VECTOR(float) rounded_root(const VECTOR(float) value) {
    const VECTOR(float) up = value < 0x1p-60f ? (VECTOR(float)) (0x1p96f) : (VECTOR(float)) (1.0f);
    const VECTOR(float) down = value < 0x1p-60f ? (VECTOR(float)) (0x1p-48f) : (VECTOR(float)) (1.0f);
    const VECTOR(float) v = value * up, first = sqrt(v);
    const VECTOR(float) s = fma(fma(-first, first, v), 0.5f / first, first);
    const VECTOR(float) above = AS(float, AS(int, s) + 1), below = AS(float, AS(int, s) - 1);
    const VECTOR(float) least = fma(-s, below, v) <= 0.0f ? below : s;
    const VECTOR(float) nearest = fma(-s, above, v) > 0.0f ? above : least;
    return (value > 0.0f) & (value < INFINITY) ? nearest * down : first;
}
