// Folds along lines whose cost does not grow with the radius. After Separable.cl, whose types, order and border these kernels
// share; FOLD 2 or 3, or 1 where WORK is an integer: sums that wrap around may be taken back. The radius is an argument.
//
// Minima and maxima: M. van Herk, A fast algorithm for local minimum and maximum filters on rectangular and octagonal
// kernels, 1992; J. Gil, M. Werman, Computing 2-D min, median, and max filters, 1993. A window of W = 2r + 1 samples from
// position i of a block of W on is the end of that block and the beginning of the next:
//
//   block   a0 a1 a2 a3 a4 | b0 b1 b2 b3 b4            suffix[i] = FOLD of a[i …], prefix[i] = FOLD of b[0 … i]
//   window        └────────────┘   i = 2                out = FOLD(suffix[i], prefix[i − 1])
//
// Along x, where neighbours are the elements of a vector or of local memory, windows of 2, 4, 8, … make that of W.
#define BEST(a, b) TAP(X, a, 1, b)

#ifdef RUNNING_CPU
// On a CPU, along x and one other axis, or along one of them. Work-item: a column of `width` outputs side by side, `length` of
// them along the axis; a ring of 2r + 1 rows of it lies in the core's cache.
#define WORDS (RING_BYTES / (int) sizeof(work))

// The row of `count` samples from `first` on of a line of n in `t`.
INLINED void row(__global const IN *in, const int first, const int count, const int n, WORK *t) {
    const int begin = min(count, max(0, -first)), end = max(begin, min(count, n - first));
    int i = begin;
    for (; i + V <= end; i += V) *(looseWork *) (t + i) = loaded(*(__global const looseIn *) (in + first + i));
    for (; i < end; i++) t[i] = loadedOne(in[first + i]);
    for (i = begin > 0 ? 0 : end; i < count; i = i + 1 == begin ? end : i + 1) {
        const int q = bordered(first + i, n);
        t[i] = q < 0 ? (WORK) 0 : loadedOne(in[q]);
    }
}

#define AT(t, i) (*(looseWork *) ((t) + (i)))
// Folds windows of 2r + 1 of `width` + 2r elements, whole vectors at a time; in t or in `sums`, as it says.
INLINED const WORK *folded(WORK *t, WORK *sums, const int r, const int width) {
    const int taps = 2 * r + 1, count = width + 2 * r;
    if (r == 0) return t;
    int size = 1;
#if FOLD == 1
    for (int offset = 0; size <= taps; offset += taps & size, size *= 2) {
        const bool add = taps & size, first = size == 1, last = 2 * size > taps;
        for (int i = 0; i < (last ? width : count - 2 * size + 1); i += V) {
            if (add && i < width) AT(sums, i) = first ? AT(t, i) : AT(sums, i) + AT(t, i + offset);
            if (!last) AT(t, i) += AT(t, i + size);
        }
    }
    return sums;
#else
    for (; 4 * size <= taps; size *= 4)
        for (int i = 0; i <= count - 4 * size; i += V)
            AT(t, i) = BEST(BEST(AT(t, i), AT(t, i + size)), BEST(AT(t, i + 2 * size), AT(t, i + 3 * size)));
    if (2 * size <= taps) {
        for (int i = 0; i <= count - 2 * size; i += V) AT(t, i) = BEST(AT(t, i), AT(t, i + size));
        size *= 2;
    }
    for (int i = 0; i < width; i += V) AT(t, i) = BEST(AT(t, i), AT(t, i + taps - size));
    return t;
#endif
}

INLINED void put(const work a, __global OUT *out, const int count) {
    if (count >= V) *(__global looseOut *) out = finished(a);
    else {
        const output last = finished(a);
        for (int e = 0; e < count; e++) out[e] = ((const OUT *) &last)[e];
    }
}

// A line of mx voxels is filtered along x with radius rx; then n of them along the axis, from which np outputs from `shift` on
// are wanted, with radius r. inStart is where the first line of `in` begins. Strides in voxels.
__kernel void running(__global const IN *restrict in, __global OUT *restrict out, const int nx, const int np, const int mx,
                      const int n, const int shiftX, const int shift, const long inStart, const long inAlong,
                      const long inOther, const long outAlong, const long outOther, const int rx, const int r,
                      const int width, const int length) {
    const int x0 = get_global_id(0) * width, across = min(width, nx - x0), many = (across + V - 1) / V, taps = 2 * r + 1;
    const int p0 = get_global_id(1) * length, p1 = min(p0 + length, np);
    in += inStart + get_global_id(2) * inOther;
    out += get_global_id(2) * outOther + x0;
    WORK t[LINE_VALUES + 3 * V] __attribute__((aligned(64)));
#if FOLD == 1
    WORK sums[LINE_VALUES] __attribute__((aligned(64)));
#else
    WORK *sums = t;
#endif
    const WORK *line;
    work ring[WORDS], running[LINE_VALUES / V];
#define READ(p) { \
        const int q = bordered((p) + shift, n); \
        if (q < 0) { \
            for (int i = 0; i < across; i++) t[i] = 0; \
            line = t; \
        } else { \
            row(in + q * inAlong, x0 + shiftX - rx, across + 2 * rx, mx, t); \
            line = folded(t, sums, rx, across); \
        } \
    }
#if FOLD == 1
    for (int i = 0; i < many; i++) running[i] = START;
    int oldest = 0;
    for (int p = p0 - 2 * r; p < p1; p++) {
        READ(p + r)
        work *at = ring + oldest * many;
        oldest = oldest + 1 == taps ? 0 : oldest + 1;
        if (p < p0) {
            for (int i = 0; i < many; i++) running[i] += at[i] = AT(line, i * V);
            continue;
        }
        const work *next = ring + oldest * many;
        for (int i = 0; i < many; i++) {
            const work v = AT(line, i * V), sum = running[i] + v;
            at[i] = v;
            put(sum, out + p * outAlong + i * V, across - i * V);
            running[i] = sum - next[i];
        }
    }
#else
    for (int b = p0; b < p1; b += taps) {
        for (int j = b == p0 ? 0 : taps - 1; j < taps; j++) {
            READ(b - r + j)
            for (int i = 0; i < many; i++) ring[j * many + i] = AT(line, i * V);
        }
        for (int i = 0; i < many; i++) running[i] = START;
        for (int j = taps - 2; j >= 0; j--)
            for (int i = 0; i < many; i++) ring[j * many + i] = BEST(ring[j * many + i], ring[(j + 1) * many + i]);
        for (int i = 0; i < many; i++) put(ring[i], out + b * outAlong + i * V, across - i * V);
        for (int j = 1; j < taps && b + j < p1; j++) {
            READ(b + r + j)
            for (int i = 0; i < many; i++) {
                const work v = AT(line, i * V), prefix = BEST(running[i], v);
                running[i] = prefix;
                put(BEST(ring[j * many + i], prefix), out + (b + j) * outAlong + i * V, across - i * V);
                ring[(j - 1) * many + i] = v;
            }
        }
    }
#endif
}
#endif
