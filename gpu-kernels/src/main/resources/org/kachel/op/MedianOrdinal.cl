// The upper median of a footprint on a CPU, from a set of ordinals that slides along x.
//
//   1. the keys of a tile and its margin are sorted; each voxel gets its place among them, equal ones in any order
//   2. the window is a set of places: a bit each. From one output to the next it loses and gains one voxel a row
//   3. `below` counts what lies in the words before the `at`-th; it moves until the median lies in that word
//
// After Window.cl with V 1, MedianKeys.cl and the footprint's table. Work-item: tileX × tileY × tileZ outputs. MOST: the most
// voxels of a tile with its margin, at most 65536. ROWS: rows of the footprint. DIGIT, DIGITS: bits of a digit, and how many.
// Cost per output: two bits a row, and the sorting of (tile + margin) / tile keys.
#define WORDS ((MOST + 63) / 64)
#define BUCKETS (1 << DIGIT)

// Sorts n keys by their digits, the lowest first; returns which of the two halves of `keys` and `order` holds the result.
inline __attribute__((always_inline)) int sorted(UNSIGNED *keys, ushort *order, const int n) {
    int from = 0;
    for (int i = 0; i < n; i++) order[i] = i;
    for (int d = 0; d < DIGITS; d++) {
        const UNSIGNED *k = keys + from * MOST;
        const ushort *o = order + from * MOST;
        UNSIGNED *to = keys + (1 - from) * MOST;
        ushort *orderTo = order + (1 - from) * MOST;
        uint start[BUCKETS];
        for (int b = 0; b < BUCKETS; b++) start[b] = 0;
        for (int i = 0; i < n; i++) start[(k[i] >> (d * DIGIT)) & (BUCKETS - 1)]++;
        if (start[(k[0] >> (d * DIGIT)) & (BUCKETS - 1)] == n) continue;
        uint sum = 0;
        for (int b = 0; b < BUCKETS; b++) {
            const uint count = start[b];
            start[b] = sum;
            sum += count;
        }
        for (int i = 0; i < n; i++) {
            const uint place = start[(k[i] >> (d * DIGIT)) & (BUCKETS - 1)]++;
            to[place] = k[i];
            orderTo[place] = o[i];
        }
        from = 1 - from;
    }
    return from;
}

__kernel void median(WINDOW_ARGS, const int tileX, const int tileY, const int tileZ) {
    const int x0 = get_global_id(0) * tileX, y0 = get_global_id(1) * tileY, z0 = get_global_id(2) * tileZ;
    const int width = min(tileX, nx - x0), height = min(tileY, ny - y0), depth = min(tileZ, nz - z0);
    const int mx = width + 2 * RX, my = height + 2 * RY, n = mx * my * (depth + 2 * RZ);
    UNSIGNED keys[2 * MOST];
    ushort order[2 * MOST], places[MOST];
    for (int r = 0, i = 0; i < n; r++) {
        __global const IN *row = row_of(in, y0 + sy - RY + r % my, z0 + sz - RZ + r / my, wx, wy, wz);
        for (int j = 0; j < mx; j++, i++) keys[i] = key_of(load(row, x0 + sx - RX + j, wx));
    }
    const int result = sorted(keys, order, n);
    for (int i = 0; i < n; i++) places[order[result * MOST + i]] = i;
    int before[ROWS], last[ROWS];            // what the window loses and gains as it moves to x, seen from x
    for (int dz = -RZ, j = 0; dz <= RZ; dz++)
        for (int dy = -RY; dy <= RY; dy++) {
            const int w = HALF_WIDTH(dy, dz), centre = (dz * my + dy) * mx;
            if (w < 0) continue;
            before[j] = centre - w - 1;
            last[j++] = centre + w;
        }
    ulong bits[WORDS];
    int at = 0;
#define FLIP(place, one) { const uint q = place; bits[q >> 6] ^= 1UL << (q & 63); below += (q >> 6) < at ? (one) : 0; }
    for (int z = 0; z < depth; z++)
        for (int y = 0; y < height; y++) {
            const ushort *here = places + ((z + RZ) * my + y + RY) * mx + RX;
            int below = 0;
            for (int i = 0; i < WORDS; i++) bits[i] = 0;
            for (int j = 0; j < ROWS; j++)
                for (int k = before[j] + 1; k <= last[j]; k++) FLIP(here[k], 1)
            __global OUT *to = out + ((size_t) (z0 + z) * ny + y0 + y) * nx + x0;
            for (int x = 0; x < width; x++) {
                if (x > 0) for (int j = 0; j < ROWS; j++) {
                    FLIP(here[x + before[j]], -1)
                    FLIP(here[x + last[j]], 1)
                }
                while (below > COUNT / 2) below -= popcount(bits[--at]);
                int more = popcount(bits[at]);
                while (below + more <= COUNT / 2) {
                    below += more;
                    more = popcount(bits[++at]);
                }
                ulong word = bits[at];
                for (int k = COUNT / 2 - below; k > 0; k--) word &= word - 1;
                const int place = at * 64 + 63 - (int) clz(word & -word);
                to[x] = voxel_of(keys[result * MOST + place]);
            }
        }
}
