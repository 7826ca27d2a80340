package org.kachel.job.block;

import org.apache.spark.util.AccumulatorV2;

/** Adds up stage times over all tasks of a phase. */
public final class StageMeter extends AccumulatorV2<StageTimes, StageTimes> {
    private StageTimes sum = StageTimes.ZERO;

    @Override
    public boolean isZero() {
        return sum.equals(StageTimes.ZERO);
    }

    @Override
    public AccumulatorV2<StageTimes, StageTimes> copy() {
        StageMeter copy = new StageMeter();
        copy.sum = value();
        return copy;
    }

    @Override
    public synchronized void reset() {
        sum = StageTimes.ZERO;
    }

    @Override
    public synchronized void add(StageTimes times) {
        sum = sum.plus(times);
    }

    @Override
    public void merge(AccumulatorV2<StageTimes, StageTimes> other) {
        add(other.value());
    }

    @Override
    public synchronized StageTimes value() {
        return sum;
    }
}
