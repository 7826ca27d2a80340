package org.kachel.stitching;

/** Numbers values in the order in which they are first met. */
final class DistinctValues implements RunScan.Numbering {
    private final KeyIndex values = new KeyIndex();
    private final FirstVoxels firsts;
    private long last;
    private int lastPart;

    DistinctValues(FirstVoxels firsts) {
        this.firsts = firsts;
    }

    @Override
    public int part(long value, int index) {
        if (value == last) return lastPart;
        last = value;
        lastPart = values.add(value) + 1;
        if (lastPart > firsts.parts()) firsts.add(lastPart, index);
        return lastPart;
    }
}
