// Towards the variance of a box, line by line: the moments of a line's voxels, or lines, or planes, become one.
//
//   EXACT   sums of values and of squares, integers; at the end (n·Σv² − (Σv)²) / n², the difference exact
//   else    mean and variance, float, about the middle one, m: with e = mean − m of each, s = Σe, and n of them
//           mean m + s/n, and variance (Σ (e² + variance) − s²/n) / n, whose difference is never of numbers much larger than it
//
// After Window.cl and RoundedRoot.cl. Sums ascend along the line. Sums go with IN's and OUT's size; what is divided at the end has
// COUNT voxels. ROOT: the result's root.
typedef VECTOR(WORK) work;
#ifdef EXACT
typedef VECTOR(SQUARE) square;
#else
typedef work square;
#endif
typedef struct { work mean; square scatter; } moment;

inline VECTOR(float) divided(const VECTOR(float) sum) {
    const VECTOR(float) q = sum * RECIPROCAL;
    const VECTOR(float) better = fma(fma(-q, (VECTOR(float)) (COUNT), sum), (VECTOR(float)) (RECIPROCAL), q);
    return (q - q == 0.0f) ? better : q;
}

#ifdef EXACT
inline float real(const ulong high, const ulong low) {     // 2⁶⁴·high + low, rounded once
    if (high == 0) return convert_float(low);
    const int k = clz(high);
    const ulong top = (high << k) | (low >> 1 >> (63 - k)), rest = low << k;
    return ldexp(convert_float(top | (rest != 0)), 64 - k);
}

inline VECTOR(float) scatter(const work sum, const square squares) {        // n·Σv² − (Σv)²
    const VECTOR(ulong) s = CONVERT(ulong, abs(sum)), q = CONVERT(ulong, squares);
    const VECTOR(ulong) low = q * (ulong) COUNT - s * s;
#ifdef WIDE                                                // may need more than 64 bits
    ulong ss[V], qs[V];
    float result[V];
    STORE(s, ss);
    STORE(q, qs);
    for (int e = 0; e < V; e++) {
        const ulong a = qs[e] * (ulong) COUNT, b = ss[e] * ss[e];
        result[e] = real(mul_hi(qs[e], (ulong) COUNT) - mul_hi(ss[e], ss[e]) - (a < b), a - b);
    }
    return LOAD(result);
#else
    return CONVERT(float, low);
#endif
}
#endif

INLINED moment voxel(const voxels v) {
    const work m = CONVERT(WORK, v);
#ifdef EXACT
    return (moment) {m, AS(SQUARE, m * m)};
#else
    return (moment) {m, (square) 0};
#endif
}

INLINED VECTOR(float) result(const moment m) {
#ifdef EXACT
    const VECTOR(float) v = divided(divided(scatter(m.mean, m.scatter)));
#else
    const VECTOR(float) v = m.scatter;
#endif
#ifdef ROOT
    return rounded_root(v);
#else
    return v;
#endif
}

// moment folded: of MOMENT, for k from −R to R, where OF_VOXELS says that they are such. PART is 1/(2R + 1).
#ifdef COLUMN
#define ALL _Pragma("unroll")
#else
#define ALL
#endif
#define TAPS_OF(first, last, statement) ALL for (int k = first; k <= (last); k++) statement
#ifdef EXACT
#define FOLDED(folded, R, PART, OF_VOXELS, MOMENT) \
    moment folded = {(work) 0, (square) 0}; \
    TAPS_OF(-(R), R, { const moment v = MOMENT; folded.mean += v.mean; folded.scatter += v.scatter; })
#else
#define FOLDED(folded, R, PART, OF_VOXELS, MOMENT) \
    moment folded; \
    { \
        work middle, s = 0, q = 0; \
        { const int k = 0; const moment v = MOMENT; middle = v.mean; if (!(OF_VOXELS)) q = v.scatter; } \
        TAPS_OF(-(R), -1, { const moment v = MOMENT; ADD_TAP(OF_VOXELS) }) \
        TAPS_OF(1, R, { const moment v = MOMENT; ADD_TAP(OF_VOXELS) }) \
        const work t = s * (work) (PART); \
        folded = (moment) {middle + t, fma(-t, s, q) * (work) (PART)}; \
    }
#define ADD_TAP(OF_VOXELS) \
    const work e = v.mean - middle; \
    s += e; \
    q = fma(e, e, (OF_VOXELS) ? q : q + v.scatter);
#endif

#ifdef AXIS
// One pass, along AXIS with radius R; `squares` of the size of type IN. FIRST reads the image, a later pass sums or means from
// `in`. All but the LAST pass write both. `plane`: of out's memory, where its first plane lies.
#if AXIS == 0
#define LINE_LOAD(p) load(row_of(p, y, z, wx, wy, wz), x + k, wx)
#elif AXIS == 1
#define LINE_LOAD(p) load(row_of(p, y + k, z, wx, wy, wz), x, wx)
#else
#define LINE_LOAD(p) load(row_of(p, y, z + k, wx, wy, wz), x, wx)
#endif
#ifdef FIRST
#define OF_IMAGE 1
#define HERE voxel(LINE_LOAD(in))
#else
#define OF_IMAGE 0
#define HERE ((moment) {LINE_LOAD(in), AS(SQUARE, LINE_LOAD(squaresIn))})
#endif

__kernel void variance(WINDOW_ARGS, __global const IN *squaresIn, __global OUT *squaresOut, const int plane) {
    const int ox = get_global_id(0) * V, oy = get_global_id(1), oz = get_global_id(2);
    if (ox >= nx || oy >= ny || oz >= nz) return;
    const int x = ox + sx, y = oy + sy, z = oz + sz;
    const size_t to = ((size_t) (plane + oz) * ny + oy) * nx + ox;
    FOLDED(sum, R, PART, OF_IMAGE, HERE)
#ifdef LAST
    put(result(sum), out + to, nx - ox);
#else
    put(sum.mean, out + to, nx - ox);
    put(AS(OUT, sum.scatter), squaresOut + to, nx - ox);
#endif
}
#endif

#ifdef COLUMN
// On a GPU, all axes at once. Group: a column of WX × WY outputs, `depth` planes of it; item: PY rows of a column of voxels.
//
//   a plane  →  samples (local)  →x→  rows (local)  →y→  PY registers  →z→  PY times the last 2RZ + 1 of them
//
// The next plane is on its way from memory meanwhile.
#define PADX ((RX + 3) / 4 * 4)          // keeps a row of samples a multiple of four
#define WIDTH (WX + 2 * PADX)
#define HEIGHT (WY + 2 * RY)
#define ITEMS (WX * WY / PY)
#define LOADS ((HEIGHT * WIDTH + ITEMS - 1) / ITEMS)
#define LINE_OF(R) (2 * (R) + 1)
typedef JOIN(IN, 4) in4;
typedef JOIN(WORK, 4) work4;
typedef JOIN(SQUARE, 4) square4;

__kernel __attribute__((reqd_work_group_size(ITEMS, 1, 1)))
void column(WINDOW_ARGS, const int depth) {
    __local IN samples[HEIGHT * WIDTH] __attribute__((aligned(4 * sizeof(IN))));
    __local WORK means[HEIGHT * WX] __attribute__((aligned(4 * sizeof(WORK))));
    __local SQUARE scatters[HEIGHT * WX] __attribute__((aligned(4 * sizeof(SQUARE))));
    const int lid = get_local_id(0), x0 = get_group_id(0) * WX, y0 = get_group_id(1) * WY, z0 = get_group_id(2) * depth;
    const int z1 = min(z0 + depth, nz), column = lid % WX, row = lid / WX * PY, x = x0 + column, y = y0 + row;
    int place[LOADS];                    // of a plane, which has no more than 2³¹ voxels
    ALL for (int m = 0; m < LOADS; m++) {
        const int i = min(lid + m * ITEMS, HEIGHT * WIDTH - 1);
        const int qx = bordered(x0 + sx + i % WIDTH - PADX, wx), qy = bordered(y0 + sy + i / WIDTH - RY, wy);
        place[m] = qx < 0 || qy < 0 ? -1 : qy * wx + qx;
    }
    IN next[LOADS];
#define FETCH(z) { \
        const int qz = bordered((z) + sz, wz); \
        __global const IN *plane = in + (size_t) max(qz, 0) * wy * wx; \
        ALL for (int m = 0; m < LOADS; m++) next[m] = BORDER == 3 && (qz < 0 || place[m] < 0) ? (IN) 0 : plane[place[m]]; \
    }
    FETCH(z0 - RZ)
    moment planes[PY][LINE_OF(RZ)];
    ALL for (int p = 0; p < PY; p++) ALL for (int j = 0; j < LINE_OF(RZ); j++) planes[p][j] = (moment) {(work) 0, (square) 0};
    _Pragma("unroll 1") for (int z = z0 - 2 * RZ; z < z1; z++) {
        ALL for (int m = 0; m < LOADS; m++) if (lid + m * ITEMS < HEIGHT * WIDTH) samples[lid + m * ITEMS] = next[m];
        barrier(CLK_LOCAL_MEM_FENCE);
        FETCH(z + 1 + RZ)
        for (int i = lid; i < HEIGHT * WX / 4; i += ITEMS) {
            __local const in4 *from = (__local const in4 *) (samples + i / (WX / 4) * WIDTH + i % (WX / 4) * 4);
            IN near[4 + 2 * PADX];
            ALL for (int j = 0; j < 1 + PADX / 2; j++) {
                const in4 q = from[j];
                near[4 * j] = q.x, near[4 * j + 1] = q.y, near[4 * j + 2] = q.z, near[4 * j + 3] = q.w;
            }
            FOLDED(a, RX, PARTX, 1, voxel(near[PADX + k]))
            FOLDED(b, RX, PARTX, 1, voxel(near[PADX + k + 1]))
            FOLDED(c, RX, PARTX, 1, voxel(near[PADX + k + 2]))
            FOLDED(d, RX, PARTX, 1, voxel(near[PADX + k + 3]))
            ((__local work4 *) means)[i] = (work4) (a.mean, b.mean, c.mean, d.mean);
            ((__local square4 *) scatters)[i] = (square4) (a.scatter, b.scatter, c.scatter, d.scatter);
        }
        barrier(CLK_LOCAL_MEM_FENCE);
        moment lines[PY + 2 * RY];
        ALL for (int j = 0; j < PY + 2 * RY; j++)
            lines[j] = (moment) {means[(row + j) * WX + column], scatters[(row + j) * WX + column]};
        ALL for (int p = 0; p < PY; p++) {
            FOLDED(plane, RY, PARTY, 0, lines[p + RY + k])
            ALL for (int j = 0; j < 2 * RZ; j++) planes[p][j] = planes[p][j + 1];
            planes[p][2 * RZ] = plane;
            if (z >= z0 && x < nx && y + p < ny) {
                FOLDED(box, RZ, PARTZ, 0, planes[p][RZ + k])
                out[((size_t) z * ny + y + p) * nx + x] = result(box);
            }
        }
    }
}
#endif
