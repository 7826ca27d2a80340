// The median of the 3×3×3 box, or of 3×3 where PLANES is 1, by sorting networks.
//
//   The nine of a plane are sorted from three sorted rows. Three sorted planes a, b, c are sorted across, rank by rank, into
//   lowest, middle and highest: of those, only ranks 5…8, 2…6 and 0…3 can hold the 14th of 27, and it is the 7th of these 13.
//
// After Window.cl and MedianKeys.cl. Work-item: V × P outputs, marching along z; a row is sorted once for all of them that
// see it, a plane once for the three outputs in z. `length` outputs along z.
#if V == 1
typedef SORTED keys;                     // narrow types are not faster than uint
#else
typedef VECTOR(UNSIGNED) keys;
#endif
#define ALL _Pragma("unroll")
#define SORT2(a, b) { const keys low = min(a, b); b = max(a, b); a = low; }

inline void sort_row(keys *a) {
    SORT2(a[0], a[1])
    SORT2(a[1], a[2])
    SORT2(a[0], a[1])
}

// Sorts nine of which each three are sorted: odd-even merges, 16 exchanges.
inline void sort_plane(keys *a) {
    SORT2(a[2], a[5]) SORT2(a[0], a[3]) SORT2(a[1], a[4]) SORT2(a[5], a[8])
    SORT2(a[3], a[6]) SORT2(a[4], a[7]) SORT2(a[2], a[5]) SORT2(a[0], a[3])
    SORT2(a[1], a[4]) SORT2(a[5], a[7]) SORT2(a[2], a[6]) SORT2(a[1], a[3])
    SORT2(a[4], a[6]) SORT2(a[2], a[4]) SORT2(a[5], a[6]) SORT2(a[2], a[3])
}

inline keys median_of_planes(const keys *a, const keys *b, const keys *c) {
    keys lowest[9], middle[9], highest[9];
    ALL for (int k = 0; k < 9; k++) {
        const keys low = min(a[k], b[k]), high = max(a[k], b[k]), mid = min(high, c[k]);
        lowest[k] = min(low, mid);
        middle[k] = max(low, mid);
        highest[k] = max(high, c[k]);
    }
    keys d[8] = { lowest[5], lowest[6], lowest[7], lowest[8], highest[0], highest[1], highest[2], highest[3] };
    SORT2(d[0], d[4]) SORT2(d[1], d[5]) SORT2(d[2], d[6]) SORT2(d[3], d[7])
    SORT2(d[2], d[4]) SORT2(d[3], d[5]) SORT2(d[1], d[2]) SORT2(d[3], d[4]) SORT2(d[5], d[6])
    keys m = d[6];                       // the 7th: i of d and 7 − i of the middle, where their larger end is smallest
    ALL for (int j = 0; j < 5; j++) m = min(m, max(d[5 - j], middle[2 + j]));
    return m;
}

// SAMPLER prepares, PLANE(plane) fills rows[P + 2][3] with the keys that this item's outputs see of a plane.
#if V == 1
// On a GPU a group of GX × GY items keeps the keys of its plane in local memory, made once each, while the next plane is on its
// way. Two tiles take turns, so that one barrier a plane will do; all items pass it.
#define ITEMS (GX * GY)
#define WIDTH (GX + 2)
#define CELLS (WIDTH * (GY * P + 2))
#define LOADS ((CELLS + ITEMS - 1) / ITEMS)
#define SAMPLER \
    __local keys tiles[2][CELLS]; \
    const int lid = get_local_id(1) * GX + get_local_id(0); \
    int place[LOADS]; \
    IN next[LOADS]; \
    ALL for (int m = 0; m < LOADS; m++) { \
        const int i = min(lid + m * ITEMS, CELLS - 1); \
        const int qx = bordered((int) get_group_id(0) * GX + sx + i % WIDTH - 1, wx); \
        const int qy = bordered((int) get_group_id(1) * GY * P + sy + i / WIDTH - 1, wy); \
        place[m] = qx < 0 || qy < 0 ? ABSENT : qy * wx + qx; \
    } \
    FETCH(first - PLANES / 2)
#define ABSENT (-1)
#define FETCH(plane) { \
        const int k = bordered((plane) + sz, wz); \
        __global const IN *from = in + (size_t) max(k, 0) * wy * wx; \
        ALL for (int m = 0; m < LOADS; m++) \
            next[m] = BORDER == 3 && (k < 0 || place[m] == ABSENT) ? (IN) 0 : from[place[m]]; \
    }
#define PLANE(plane) \
    __local keys *tile = tiles[((plane) - first) & 1]; \
    ALL for (int m = 0; m < LOADS; m++) if (lid + m * ITEMS < CELLS) tile[lid + m * ITEMS] = key_of(next[m]); \
    barrier(CLK_LOCAL_MEM_FENCE); \
    FETCH((plane) + 1) \
    tile += get_local_id(1) * P * WIDTH + get_local_id(0); \
    ALL for (int r = 0; r < P + 2; r++) ALL for (int k = 0; k < 3; k++) rows[r][k] = tile[r * WIDTH + k];
#else
#define SAMPLER if (ox >= nx || oy >= ny || first >= nz) return;
#define PLANE(plane) \
    ALL for (int r = 0; r < P + 2; r++) { \
        __global const IN *row = row_of(in, oy + sy + r - 1, (plane) + sz, wx, wy, wz); \
        ALL for (int k = 0; k < 3; k++) rows[r][k] = key_of(load(row, ox + sx + k - 1, wx)); \
    }
#endif

__kernel void median(WINDOW_ARGS, const int length) {
    const int ox = get_global_id(0) * V, oy = get_global_id(1) * P, first = get_global_id(2) * length;
    const int last = min(first + length, nz);
    SAMPLER
    keys sorted[PLANES][P][9];
#pragma unroll 1
    for (int base = first - PLANES / 2; base < last + PLANES / 2; base += PLANES)
        ALL for (int u = 0; u < PLANES; u++) {
            const int plane = base + u, oz = plane - PLANES / 2;
            keys rows[P + 2][3];
            PLANE(plane)
            ALL for (int r = 0; r < P + 2; r++) sort_row(rows[r]);
            ALL for (int p = 0; p < P; p++) {
                ALL for (int k = 0; k < 9; k++) sorted[u][p][k] = rows[p + k / 3][k % 3];
                sort_plane(sorted[u][p]);
            }
            if (oz < first || oz >= last) continue;
            ALL for (int p = 0; p < P; p++) {
#if PLANES == 1
                const keys m = sorted[0][p][4];
#else
                const keys m = median_of_planes(sorted[0][p], sorted[1][p], sorted[2][p]);
#endif
                if (ox < nx && oy + p < ny)
                    put(voxel_of(CONVERT(UNSIGNED, m)), out + ((size_t) oz * ny + oy + p) * nx + ox, nx - ox);
            }
        }
}
