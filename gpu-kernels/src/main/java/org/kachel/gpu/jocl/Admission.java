package org.kachel.gpu.jocl;

import java.util.ArrayDeque;
import java.util.Queue;
import org.kachel.gpu.DeviceException;
import org.kachel.gpu.DeviceException.Kind;

/**
 * Lets lanes in, first come first served, while the sum of what they plan to hold stays within the budget. A lane that wants
 * more than the whole budget is let in alone: it may still fit, and if not, it fails with numbers instead of waiting forever.
 */
final class Admission {
    private final long budgetBytes;
    private final Queue<Object> waiting = new ArrayDeque<>();
    private long admittedBytes;
    private int lanes;

    Admission(long budgetBytes) {
        this.budgetBytes = budgetBytes;
    }

    /** <em>Errors</em>: {@link DeviceException} if interrupted while waiting; the interrupt stays set. */
    synchronized void enter(long peakBytes) {
        if (peakBytes < 0) throw Failures.misuse("a lane of " + peakBytes + " bytes");
        Object ticket = new Object();
        waiting.add(ticket);
        try {
            while (waiting.peek() != ticket || !fits(peakBytes)) wait();
            admittedBytes += peakBytes;
            lanes++;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DeviceException(Kind.OTHER, "interrupted while waiting for a share of the device", e);
        } finally {
            waiting.remove(ticket);
            notifyAll();
        }
    }

    private boolean fits(long peakBytes) {
        return lanes == 0 || peakBytes <= budgetBytes - admittedBytes;
    }

    synchronized void leave(long peakBytes) {
        admittedBytes -= peakBytes;
        lanes--;
        notifyAll();
    }
}
