package org.kachel.stitching;

/** Pairs of keys, each once. *Memory*: 8 bytes per pair, and 16 to 32 per key. */
final class PairSet {
    private final KeyIndex keys = new KeyIndex();
    private final LongList pairs = new LongList();
    private int clean = 1024;

    void add(long first, long second) {
        pairs.add((long) keys.add(first) << 32 | keys.add(second));
        if (pairs.size() < clean) return;
        pairs.sortUnique();
        clean = Math.max(1024, 2 * pairs.size());
    }

    /** First and second key of each. */
    long[] pairs() {
        pairs.sortUnique();
        long[] found = new long[2 * pairs.size()];
        for (int i = 0; i < pairs.size(); i++) {
            found[2 * i] = keys.key((int) (pairs.get(i) >>> 32));
            found[2 * i + 1] = keys.key((int) pairs.get(i));
        }
        return found;
    }
}
