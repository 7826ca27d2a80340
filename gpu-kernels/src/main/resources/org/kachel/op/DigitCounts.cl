// Counts of one digit of the voxels' keys, among the keys that begin as the wanted ones do. After Groups.cl.
//
// key     an unsigned integer (KEY) in the order of the voxels: bits, with the sign turned; of floats below 0 all bits turned
// digit   key >> SHIFT, its lowest DIGIT_BITS bits; what is above is compared to `low` and `high`
// counts  2 * DIGITS: of keys that begin with `low`; of keys that begin with `high`, none where both are the same. Cleared before
//
// A group counts in local memory and adds what is not 0 to the counts of all; fewer than 2^32 voxels.

#define DIGITS (1 << DIGIT_BITS)

ulong key(const T v) {
#if FLOATING
    KEY bits = AS_KEY(v);
    if ((KEY) (bits << 1) == 0) bits = 0; // -0
    return (KEY) (bits & SIGN ? ~bits : bits | SIGN);
#else
    return (KEY) ((KEY) v ^ SIGN);
#endif
}

#if GPU
#define COUNT(k) atomic_inc(own + (k))
#else
#define COUNT(k) own[k]++
#endif
#define INCLUDE(v, i)                                           \
    {                                                           \
        const ulong k = key(v) >> SHIFT, top = k >> DIGIT_BITS; \
        const int digit = (int) (k & (DIGITS - 1));             \
        if (top == low) COUNT(digit);                           \
        else if (top == high) COUNT(DIGITS + digit);            \
    }

__kernel __attribute__((reqd_work_group_size(ITEMS, 1, 1)))
void count_digits(__global const T *restrict in, const long n, const ulong low, const ulong high,
                  __global uint *counts) {
    __local uint own[2 * DIGITS];
    for (size_t k = get_local_id(0); k < 2 * DIGITS; k += ITEMS) own[k] = 0;
    barrier(CLK_LOCAL_MEM_FENCE);
    WALK
    barrier(CLK_LOCAL_MEM_FENCE);
    for (size_t k = get_local_id(0); k < 2 * DIGITS; k += ITEMS)
        if (own[k] > 0) atomic_add(counts + k, own[k]);
}
