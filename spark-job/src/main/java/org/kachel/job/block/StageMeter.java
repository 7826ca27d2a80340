package org.kachel.job.block;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.spark.util.AccumulatorV2;

/** Adds up stage times over all tasks of a phase, and remembers the blocks that took longest, a few however many there are. */
public final class StageMeter extends AccumulatorV2<StageTimes, StageTimes> {
    public static final int SLOWEST = 10;

    private static final Comparator<TimedBlock> SLOWEST_FIRST =
            Comparator.comparingDouble(TimedBlock::seconds).reversed();

    private final List<TimedBlock> slowest = new ArrayList<>();
    private StageTimes sum = StageTimes.ZERO;

    @Override
    public synchronized boolean isZero() {
        return sum.equals(StageTimes.ZERO) && slowest.isEmpty();
    }

    @Override
    public synchronized AccumulatorV2<StageTimes, StageTimes> copy() {
        StageMeter copy = new StageMeter();
        copy.sum = sum;
        copy.slowest.addAll(slowest);
        return copy;
    }

    @Override
    public synchronized void reset() {
        sum = StageTimes.ZERO;
        slowest.clear();
    }

    @Override
    public synchronized void add(StageTimes times) {
        sum = sum.plus(times);
    }

    /** A block that is done. */
    synchronized void add(TimedBlock block) {
        add(block.times());
        remember(List.of(block));
    }

    private void remember(List<TimedBlock> blocks) {
        slowest.addAll(blocks);
        slowest.sort(SLOWEST_FIRST);
        if (slowest.size() > SLOWEST) slowest.subList(SLOWEST, slowest.size()).clear();
    }

    @Override
    public void merge(AccumulatorV2<StageTimes, StageTimes> other) {
        List<TimedBlock> theirs = ((StageMeter) other).slowest();
        StageTimes times = other.value();
        synchronized (this) {
            add(times);
            remember(theirs);
        }
    }

    @Override
    public synchronized StageTimes value() {
        return sum;
    }

    /** The {@link #SLOWEST} blocks that took longest, slowest first. */
    public synchronized List<TimedBlock> slowest() {
        return List.copyOf(slowest);
    }
}
