// Smallest and largest finite voxel, and count and first index of the others.
//
// in      n voxels of T
// values  per group: minimum, maximum; MOST, LEAST where there is no finite voxel
// others  per group: count of voxels that are not finite, index of the first
//
// A GPU's group strides over the image in vectors of four and joins its items' results in a tree; a CPU's group is one item
// with one contiguous piece.

typedef struct { T least, most; ulong count, first; } Part;

Part start(void) {
    const Part p = { MOST, LEAST, 0, ULONG_MAX };
    return p;
}

Part join(const Part a, const Part b) {
    const Part p = { min(a.least, b.least), max(a.most, b.most), a.count + b.count, min(a.first, b.first) };
    return p;
}

void include(Part *p, const T v, const ulong i) {
#if FLOATING
    if (!isfinite(v)) {
        if (p->count++ == 0) p->first = i;
        return;
    }
#endif
    if (v < p->least) p->least = v;
    if (v > p->most) p->most = v;
}

__kernel __attribute__((reqd_work_group_size(ITEMS, 1, 1)))
void minimum_maximum(__global const T *restrict in, const long n, __global T *values, __global ulong *others) {
    Part p = start();
#if GPU
    const size_t items = get_global_size(0), quads = (size_t) n / 4;
    for (size_t i = get_global_id(0); i < quads; i += items) {
        const T4 v = ((__global const T4 *) in)[i];
        include(&p, v.x, 4 * i);
        include(&p, v.y, 4 * i + 1);
        include(&p, v.z, 4 * i + 2);
        include(&p, v.w, 4 * i + 3);
    }
    const size_t tail = 4 * quads + get_global_id(0);
    if (tail < (size_t) n) include(&p, in[tail], tail);
    __local Part parts[ITEMS];
    const size_t me = get_local_id(0);
    parts[me] = p;
    for (size_t reach = ITEMS / 2; reach > 0; reach /= 2) {
        barrier(CLK_LOCAL_MEM_FENCE);
        if (me < reach) parts[me] = join(parts[me], parts[me + reach]);
    }
    if (me != 0) return;
    p = parts[0];
#else
    const size_t pieces = get_num_groups(0), piece = ((size_t) n + pieces - 1) / pieces;
    const size_t begin = min(get_group_id(0) * piece, (size_t) n), end = min(begin + piece, (size_t) n);
    for (size_t i = begin; i < end; i++) include(&p, in[i], i);
#endif
    const size_t g = get_group_id(0);
    values[2 * g] = p.least;
    values[2 * g + 1] = p.most;
    others[2 * g] = p.count;
    others[2 * g + 1] = p.first;
}
