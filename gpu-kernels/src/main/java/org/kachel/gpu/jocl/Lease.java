package org.kachel.gpu.jocl;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.kachel.gpu.DeviceBuffer;
import org.kachel.gpu.HostBuffer;

/** A block in the hands of a lane's user, until closed. */
abstract sealed class Lease {
    private final OpenClLane lane;
    private final long bytes;
    private Block block;
    private boolean queued;

    private Lease(OpenClLane lane, Block block, long bytes) {
        this.lane = lane;
        this.block = block;
        this.bytes = bytes;
    }

    /** Device memory. */
    static final class OnDevice extends Lease implements DeviceBuffer {
        OnDevice(OpenClLane lane, Block block, long bytes) {
            super(lane, block, bytes);
        }
    }

    /** Pinned memory. */
    static final class OnHost extends Lease implements HostBuffer {
        OnHost(OpenClLane lane, Block block, long bytes) {
            super(lane, block, bytes);
        }

        @Override
        public ByteBuffer memory() {
            return open().mapped().slice(0, (int) bytes()).order(ByteOrder.LITTLE_ENDIAN);
        }
    }

    OpenClLane lane() {
        return lane;
    }

    /** What was asked for. */
    public long bytes() {
        return bytes;
    }

    /** The block, which a command is about to use. */
    Block queued() {
        queued = true;
        return open();
    }

    /** The queue has finished. */
    void settled() {
        queued = false;
    }

    Block open() {
        if (block == null) throw Failures.misuse("a buffer of " + bytes + " bytes was used after it was closed");
        return block;
    }

    /** The second call and calls after the lane's end do nothing. */
    public void close() {
        Block returned = block;
        block = null;
        if (returned != null) lane.giveBack(this, returned, queued);
    }

    @Override
    public String toString() {
        return getClass().getSimpleName() + "(" + bytes + " bytes" + (block == null ? ", closed)" : ")");
    }
}
