// Where on a line of n voxels the value for position p lies, or −1 where it is 0: BORDER 0 clamp, 1 reflect, 2 mirror, 3 zero.
// Before all programs that look at neighbours.
inline __attribute__((always_inline)) int bordered(const int p, const int n) {
#if BORDER == 0
    return clamp(p, 0, n - 1);
#else
    if (p >= 0 && p < n) return p;
#if BORDER == 1
    const int m = p % (2 * n), q = m < 0 ? m + 2 * n : m;
    return q < n ? q : 2 * n - 1 - q;
#elif BORDER == 2
    if (n == 1) return 0;
    const int m = p % (2 * n - 2), q = m < 0 ? m + 2 * n - 2 : m;
    return q < n ? q : 2 * n - 2 - q;
#else
    return -1;
#endif
#endif
}

