/*
 * Joins the runs of a tile, one word wide and TY rows by TZ planes, in local memory: first of all, so that only what crosses
 * the tiles' faces is left for atomics in global memory. After ConnectedComponentsRuns.cl, with TILED defined.
 *
 * Layout    links: per word of the tile SLOTS places for its nodes, which lie at least two bits apart unless MULTI; a link
 *           leads to a smaller place, so that a tree's root is its first voxel. Words and places are in raster order.
 * Mapping   one work-item per word, TY * TZ = GROUP.
 */
#if MULTI
#define SLOTS 32
#define SLOT(word, bit) (SLOTS * (word) + (bit))
#else
#define SLOTS 16
#define SLOT(word, bit) (SLOTS * (word) + (bit) / 2)
#endif

/* Halves its path: see root_halving. */
uint root_in_tile(volatile __local uint *links, uint a) {
    for (uint parent = links[a]; parent != a; parent = links[a]) {
        const uint next = links[parent];
        if (next == parent) return parent;
        links[a] = next;
        a = next;
    }
    return a;
}

void unite_in_tile(volatile __local uint *links, uint a, uint b) {
    for (;;) {
        a = root_in_tile(links, a);
        b = root_in_tile(links, b);
        if (a == b) return;
        const uint low = min(a, b), high = max(a, b);
        const uint old = atomic_min(&links[high], low);
        if (old == high) return;
        a = low;
        b = old;
    }
}

/* The bit of the node at a place. */
int bit_of(const uint slot, const uint nodes) {
#if MULTI
    return slot;
#else
    return 2 * slot + (nodes >> (2 * slot) & 1 ? 0 : 1);
#endif
}

/* Joins word `one` with word `two` of an earlier row; see join_word. */
void join_in_tile(volatile __local uint *links, __local const uint *bits, __local const uint *nodes, const int one,
                  const int two, __global const VOXEL *p, __global const VOXEL *q, const int reach, const uint both,
                  const uint wanted) {
    const uint v = bits[one], c = bits[two], begins = nodes[one];
    for (uint rest = both & wanted & ~(both << 1 & ~begins); rest; rest &= rest - 1) {
        const int b = lowest(rest);
        unite_in_tile(links, SLOT(one, node_at(begins, b)), SLOT(two, node_at(nodes[two], b)));
    }
    if (!reach) return;
    for (uint rest = begins & ~both & c << 1 & wanted; rest; rest &= rest - 1) {
        const int b = lowest(rest);
        if (MULTI && p[b] != q[b - 1]) continue;
        unite_in_tile(links, SLOT(one, b), SLOT(two, node_at(nodes[two], b - 1)));
    }
    for (uint rest = v & ~((v & ~begins) >> 1) & ~both & c >> 1 & wanted; rest; rest &= rest - 1) {
        const int b = lowest(rest);
        if (MULTI && p[b] != q[b + 1]) continue;
        unite_in_tile(links, SLOT(one, node_at(begins, b)), SLOT(two, node_at(nodes[two], b + 1)));
    }
}

__kernel __attribute__((reqd_work_group_size(GROUP, 1, 1)))
void join_tiles(IMAGE, BITS, __global uint *labels, SHAPE) {
    __local uint links[GROUP * SLOTS], bits[GROUP], nodes[GROUP];
    const int item = get_local_id(0), w = get_group_id(0);
    const int y0 = get_group_id(1) * TY, z0 = get_group_id(2) * TZ, y = y0 + item % TY, z = z0 + item / TY;
    const size_t row = (size_t) z * ny + y, word = row * WORDS + w;
    const int inside = y < ny && z < nz;
    const uint v = inside ? set[word] : 0, own = inside ? nodes_of(set, starts, word) : 0;
    bits[item] = v;
    nodes[item] = own;
    for (uint rest = own; rest; rest &= rest - 1) links[SLOT(item, lowest(rest))] = SLOT(item, lowest(rest));
    barrier(CLK_LOCAL_MEM_FENCE);
    if (v) {
        __global const VOXEL *p = ROW(image, y, z) + 32 * w;
        uint faces[2] = {0, 0};
        for (int k = 0; k < ROWS; k++) {
            const int ty = item % TY + DY[k], other = item + DZ[k] * TY + DY[k];
            if (ty < 0 || ty >= TY || other < 0 || bits[other] == 0) continue;
            __global const VOXEL *q = ROW(image, y + DY[k], z + DZ[k]) + 32 * w;
            const uint both = alike(p, q, v & bits[other]);
            uint wanted = 0xffffffffu;
            if (k < 2) faces[k] = both;
            else wanted = ~(faces[1] | (k == 2 ? faces[0] : MULTI ? 0 : bits[item + 1]));
            join_in_tile(links, bits, nodes, item, other, p, q, REACH(k), both, wanted);
        }
    }
    barrier(CLK_LOCAL_MEM_FENCE);
    for (uint rest = own; rest; rest &= rest - 1) {
        const int b = lowest(rest);
        const uint root = root_in_tile(links, SLOT(item, b)), first = root / SLOTS;
        const size_t root_row = (size_t) (z0 + first / TY) * ny + y0 + first % TY;
        labels[row * nx + 32 * w + b] = LINK | (uint) (root_row * nx + 32 * w + bit_of(root % SLOTS, nodes[first]));
    }
}
