package org.kachel.gpu.jocl;

/** A block and the leases on it: one, or two where host and device have the same memory at once. */
final class Hold {
    private final Block block;
    private int leases;
    private boolean queued;

    Hold(Block block) {
        this.block = block;
    }

    Block block() {
        return block;
    }

    void lease() {
        leases++;
    }

    /** Whether host and device have it at once. */
    boolean shared() {
        return leases > 1;
    }

    /** Whether it was the last. */
    boolean release() {
        return --leases == 0;
    }

    /** A command is about to use the block. */
    void use() {
        queued = true;
    }

    /** The queue has finished. */
    void settle() {
        queued = false;
    }

    /** Whether a command uses it that the queue may not have finished. */
    boolean queued() {
        return queued;
    }
}
