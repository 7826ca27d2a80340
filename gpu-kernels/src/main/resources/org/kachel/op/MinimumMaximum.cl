// Smallest and largest finite voxel, and count and first index of the others. After Groups.cl.
//
// in      n voxels of T
// parts   per group; `collect`, one group, makes them one part at `whole`
// least, most are MOST, LEAST where there is no finite voxel

typedef struct { ulong count, first; T least, most; } Part;

Part start(void) {
    const Part p = { 0, ULONG_MAX, MOST, LEAST };
    return p;
}

Part join(const Part a, const Part b) {
    const Part p = { a.count + b.count, min(a.first, b.first), min(a.least, b.least), max(a.most, b.most) };
    return p;
}

void include(Part *p, const T v, const ulong i) {
#if FLOATING
    if (!isfinite(v)) {
        if (p->count++ == 0) p->first = i;
        return;
    }
#endif
    p->least = v < p->least ? v : p->least;
    p->most = v > p->most ? v : p->most;
}
#define INCLUDE(v, i) include(&p, v, i);

__kernel __attribute__((reqd_work_group_size(ITEMS, 1, 1)))
void minimum_maximum(__global const T *restrict in, const long n, __global Part *parts) {
    Part p = start();
    WALK
    FOLD(Part, p, join)
    if (get_local_id(0) == 0) parts[get_group_id(0)] = p;
}

__kernel __attribute__((reqd_work_group_size(ITEMS, 1, 1)))
void collect(__global const Part *restrict parts, const int groups, __global Part *whole) {
    Part p = start();
    for (int g = get_local_id(0); g < groups; g += ITEMS) p = join(p, parts[g]);
    FOLD(Part, p, join)
    if (get_local_id(0) == 0) *whole = p;
}
