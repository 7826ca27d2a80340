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

#ifdef RUNNING_ROWS
// On a GPU, along x. Group: `lines` rows of `width` outputs, with the r samples left and right of them one after the other in
// local memory; what windows beyond a row's end make of the next row is never stored.
#define ITEMS 256
#define EACH (LINE_VALUES / ITEMS)
#define AT(i) s[(i) & (LINE_VALUES - 1)]
#define EVERY(i) ALL for (int m = 0, i = get_local_id(0); m < EACH; m++, i += ITEMS)
// the same with the row and the place in it
#define PLACED(i, line, j) \
    ALL for (int m = 0, i = get_local_id(0), line = i / pitch, j = i - line * pitch; m < EACH; \
             m++, i += ITEMS, j += ITEMS, line += j / pitch, j = j < pitch ? j : j % pitch)
__kernel __attribute__((reqd_work_group_size(ITEMS, 1, 1)))
void runningRows(__global const IN *restrict in, __global OUT *restrict out, const int nx, const int ny, const int mx,
                 const int shift, const long inStart, const long inY, const long inZ, const int r, const int width,
                 const int lines) {
    __local WORK s[LINE_VALUES];
    const int x0 = get_group_id(0) * width, y0 = get_group_id(1) * lines, pitch = width + 2 * r, taps = 2 * r + 1;
    const int many = min(lines, ny - y0), across = min(width, nx - x0);
    in += inStart + get_group_id(2) * inZ + y0 * inY;
    out += (get_group_id(2) * (size_t) ny + y0) * nx + x0;
    WORK v[EACH];
    PLACED(i, line, j) {
        const int q = line < many && j < across + 2 * r ? bordered(x0 + j + shift - r, mx) : -1;
        s[i] = q < 0 ? (WORK) 0 : loaded(in[line * inY + q]);
    }
    barrier(CLK_LOCAL_MEM_FENCE);
    int size = 1;
#if FOLD == 1
    WORK a[EACH];
    EVERY(i) a[m] = s[i];
    for (int offset = 1; 2 * size <= taps; size *= 2) {
        EVERY(i) v[m] = s[i] + AT(i + size);
        barrier(CLK_LOCAL_MEM_FENCE);
        EVERY(i) s[i] = v[m];
        barrier(CLK_LOCAL_MEM_FENCE);
        if ((taps & 2 * size) != 0) {
            EVERY(i) a[m] += AT(i + offset);
            offset += 2 * size;
        }
    }
    PLACED(i, line, j) if (line < many && j < across) out[line * (size_t) nx + j] = finished(a[m]);
#else
    for (; 4 * size <= taps; size *= 4) {
        EVERY(i) v[m] = BEST(BEST(s[i], AT(i + size)), BEST(AT(i + 2 * size), AT(i + 3 * size)));
        barrier(CLK_LOCAL_MEM_FENCE);
        EVERY(i) s[i] = v[m];
        barrier(CLK_LOCAL_MEM_FENCE);
    }
    if (2 * size <= taps) {
        EVERY(i) v[m] = BEST(s[i], AT(i + size));
        barrier(CLK_LOCAL_MEM_FENCE);
        EVERY(i) s[i] = v[m];
        barrier(CLK_LOCAL_MEM_FENCE);
        size *= 2;
    }
    PLACED(i, line, j) if (line < many && j < across) out[line * (size_t) nx + j] = finished(BEST(s[i], AT(i + taps - size)));
#endif
}
#endif

#ifdef RUNNING_LINES
// On a GPU, along y or z. Work-item: `length` outputs of a line, AHEAD samples on their way at a time. Strides in voxels, `along`
// the axis and `other` that of the third one; neighbouring items are neighbours along x.
#define AHEAD 8
#define SAMPLES(first) ALL for (int u = 0; u < AHEAD; u++) v[u] = sample(in, bordered((first) + u, n), inAlong);
#define LINE(kernel) \
    __kernel void kernel(__global const IN *in, __global OUT *out, const int nx, const int np, const int n, const int shift, \
                         const long inStart, const long inAlong, const long inOther, const long outAlong, \
                         const long outOther, const int r, const int length
#define BEGUN \
    const int x = get_global_id(0), p0 = get_global_id(1) * length, p1 = min(p0 + length, np), taps = 2 * r + 1; \
    if (x >= nx) return; \
    in += inStart + get_global_id(2) * inOther + x; \
    out += get_global_id(2) * outOther + x; \
    WORK v[AHEAD];

#if FOLD == 1
LINE(runningSum)) {
    BEGUN
    WORK sum = 0;
    for (int p = p0 - r; p < p0 + r; p += AHEAD) {
        SAMPLES(p + shift)
        ALL for (int u = 0; u < AHEAD; u++) if (p + u < p0 + r) sum += v[u];
    }
    for (int p = p0; p < p1; p += AHEAD) {
        WORK old[AHEAD];
        SAMPLES(p + r + shift)
        ALL for (int u = 0; u < AHEAD; u++) old[u] = sample(in, bordered(p - r + u + shift, n), inAlong);
        ALL for (int u = 0; u < AHEAD; u++) {
            sum += v[u];
            if (p + u < p1) out[(p + u) * outAlong] = finished(sum);
            sum -= old[u];
        }
    }
}
#else
// With a ring of 2r + 1 values per item in local memory.
LINE(runningRing), __local WORK *restrict s) {
    BEGUN
    const int lanes = get_local_size(0);
    s += get_local_id(0);
    for (int b = p0; b < p1; b += taps) {
        for (int j = b == p0 ? 0 : taps - 1; j < taps; j += AHEAD) {
            SAMPLES(b - r + j + shift)
            ALL for (int u = 0; u < AHEAD; u++) if (j + u < taps) s[(j + u) * lanes] = v[u];
        }
        WORK suffix = START, prefix = START;
        for (int j = taps - 1; j >= 0; j--) s[j * lanes] = suffix = BEST(suffix, s[j * lanes]);
        out[b * outAlong] = finished(suffix);
        const int end = min(taps, p1 - b);
        for (int j = 1; j < end; j += AHEAD) {
            SAMPLES(b + r + j + shift)
            ALL for (int u = 0; u < AHEAD; u++) if (j + u < end) {
                prefix = BEST(prefix, v[u]);
                out[(b + j + u) * outAlong] = finished(BEST(s[(j + u) * lanes], prefix));
                s[(j + u - 1) * lanes] = v[u];
            }
        }
    }
}

// Where local memory does not hold a ring: the ends of blocks go to `out` first, whose type is that of `in`.
LINE(runningFar)) {
    BEGUN
    for (int b = p0; b < p1; b += taps) {
        const int end = min(taps, p1 - b);
        WORK suffix = START, prefix = START;
        for (int j = taps - 1; j >= 0; j -= AHEAD) {
            SAMPLES(b - r + j - (AHEAD - 1) + shift)
            ALL for (int u = AHEAD - 1; u >= 0; u--) {
                const int i = j - (AHEAD - 1) + u;
                if (i >= 0) suffix = BEST(suffix, v[u]);
                if (i >= 0 && i < end) out[(b + i) * outAlong] = finished(suffix);
            }
        }
        for (int j = 1; j < end; j += AHEAD) {
            SAMPLES(b + r + j + shift)
            ALL for (int u = 0; u < AHEAD; u++) if (j + u < end) {
                __global OUT *at = out + (b + j + u) * outAlong;
                prefix = BEST(prefix, v[u]);
                *at = finished(BEST(loadedOne(*at), prefix));
            }
        }
    }
}
#endif
#endif
