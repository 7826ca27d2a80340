// Operations on the 3×3×3 neighbours of each voxel, on their way along y; every voxel is loaded for several planes at once.
//
//   l c r  →x→  line     three lines  →z→  sheet     three sheets  →y→  result
//
// After Window.cl and the text of an operation, which defines the types `line` and `sheet` and
//
//   line across(l, c, r, x)                 of voxels, c at x
//   sheet stacked(before, at, after)        of lines at z − 1, z, z + 1
//   output result(above, at, below, y, z)   of sheets at y − 1, y, y + 1
//
// Axes whose RX, RY or RZ is 0 are left alone: all three are the same there. Work-item: U·V outputs along x, P planes of them,
// `length` rows, of which the first two only fill the queue. x, y and z are positions in the input. On a CPU U is large, so that
// memory is read in long runs; the queue lies in the core's cache then.
#define LINES (P + 2 * RZ)
#define EACH_OF(i, n) _Pragma("unroll") for (int i = 0; i < (n); i++)
#if V == 1
#define SIDE_BY_SIDE(u) EACH_OF(u, U)
#else
#define SIDE_BY_SIDE(u) _Pragma("unroll 1") for (int u = 0; u < U; u++)
#endif

__kernel void march(WINDOW_ARGS, const int length) {
    const int x0 = get_global_id(0) * (U * V), y0 = get_global_id(1) * length, z0 = get_global_id(2) * P;
    if (x0 >= nx || y0 >= ny || z0 >= nz) return;
    const int y1 = min(y0 + length, ny);
    __global const IN *planes[LINES];
    EACH_OF(p, LINES) {
        const int k = bordered(z0 + p - RZ + sz, wz);
        planes[p] = BORDER == 3 && k < 0 ? 0 : in + (size_t) k * wy * wx;
    }
#if V == 1
    const int left = bordered(x0 + sx - RX, wx), right = bordered(x0 + sx + RX, wx);
#endif
    sheet queue[U * P][2];
#if V == 1
    // no result comes of these, but NVIDIA's compiler (580.159) takes later values for what was never set
    EACH_OF(i, U * P) queue[i][0] = queue[i][1] = (sheet) {0};
#endif
    for (int y = y0 - 2 * RY; y < y1; y++) {
        const int j = bordered(y + RY + sy, wy);
        SIDE_BY_SIDE(u) {
            const int x = x0 + u * V + sx;
            if (U > 1 && x >= nx + sx) break;
            line lines[LINES];
#if V == 1
            EACH_OF(p, LINES) {
                const bool none = BORDER == 3 && (planes[p] == 0 || j < 0);
                __global const IN *row = planes[p] + (none ? 0 : j * wx);
                lines[p] = across(none || (BORDER == 3 && left < 0) ? (IN) 0 : row[left], none ? (IN) 0 : row[x],
                                  none || (BORDER == 3 && right < 0) ? (IN) 0 : row[right], x);
            }
#else
            const bool inside = x >= RX && x + V + RX <= wx;
            EACH_OF(p, LINES) {
                __global const IN *row = BORDER == 3 && (planes[p] == 0 || j < 0) ? 0 : planes[p] + (size_t) j * wx;
                lines[p] = inside && row != 0 ? across(LOAD(row + x - RX), LOAD(row + x), LOAD(row + x + RX), x)
                                              : across(load(row, x - RX, wx), load(row, x, wx), load(row, x + RX, wx), x);
            }
#endif
            EACH_OF(p, P) {
                const sheet below = stacked(lines[p], lines[p + RZ], lines[p + 2 * RZ]);
                sheet *above = queue[u * P + p];
                if (y >= y0 && z0 + p < nz) {
                    const VECTOR(OUT) v = RY > 0 ? result(above[0], above[1], below, y + sy, z0 + p + sz)
                                                 : result(below, below, below, y + sy, z0 + p + sz);
                    put(v, out + ((size_t) (z0 + p) * ny + y) * nx + x - sx, nx + sx - x);
                }
#if RY > 0 || V == 1
                above[0] = above[1];
                above[1] = below;
#endif
            }
        }
    }
}
