package org.kachel.gpu.jocl;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.kachel.gpu.DeviceBuffer;
import org.kachel.gpu.HostBuffer;

/** A block in the hands of a lane's user, until closed. */
abstract sealed class Lease {
    private final OpenClLane lane;
    private final long bytes;
    private Hold hold;

    private Lease(OpenClLane lane, Hold hold, long bytes) {
        this.lane = lane;
        this.hold = hold;
        this.bytes = bytes;
        hold.lease();
    }

    /** Device memory. */
    static final class OnDevice extends Lease implements DeviceBuffer {
        OnDevice(OpenClLane lane, Hold hold, long bytes) {
            super(lane, hold, bytes);
        }
    }

    /** What the host reads and writes. */
    static final class OnHost extends Lease implements HostBuffer {
        private final ByteBuffer mapped;

        OnHost(OpenClLane lane, Hold hold, long bytes, ByteBuffer mapped) {
            super(lane, hold, bytes);
            this.mapped = mapped;
        }

        @Override
        public ByteBuffer memory() {
            open();
            return mapped.slice(0, (int) bytes()).order(ByteOrder.LITTLE_ENDIAN);
        }

        ByteBuffer mapped() {
            return mapped;
        }
    }

    OpenClLane lane() {
        return lane;
    }

    /** What was asked for. */
    public long bytes() {
        return bytes;
    }

    Hold open() {
        if (hold == null) throw Failures.misuse("a buffer of " + bytes + " bytes was used after it was closed");
        return hold;
    }

    /** The second call and calls after the lane's end do nothing. */
    public void close() {
        Hold returned = hold;
        hold = null;
        if (returned != null) lane.giveBack(this, returned);
    }

    @Override
    public String toString() {
        return getClass().getSimpleName() + "(" + bytes + " bytes" + (hold == null ? ", closed)" : ")");
    }
}
