package org.kachel.gpu.jocl;

import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jocl.CL;
import org.jocl.CLException;
import org.jocl.Pointer;
import org.jocl.cl_event;
import org.jocl.cl_mem;
import org.kachel.gpu.DeviceBuffer;
import org.kachel.gpu.DeviceException;
import org.kachel.gpu.DeviceException.Kind;
import org.kachel.gpu.DeviceInfo;
import org.kachel.gpu.HostBuffer;
import org.kachel.gpu.Lane;
import org.kachel.gpu.Program;
import org.kachel.gpu.WorkSize;

/** A lane on an in-order OpenCL queue. */
final class OpenClLane implements Lane {
    private final OpenClDevice.Session session;
    private final LaneQueue queue;
    private final Runnable leave;
    private final BufferPool.Shelf deviceShelf;
    private final BufferPool.Shelf pinnedShelf;
    private final CommandLog log = new CommandLog();
    private final Set<Lease> leases = new HashSet<>();
    private boolean failed;
    private boolean closed;

    OpenClLane(OpenClDevice.Session session, LaneQueue queue, Runnable leave) {
        this.session = session;
        this.queue = queue;
        this.leave = leave;
        this.deviceShelf = session.device.shelf();
        this.pinnedShelf = session.pinned.shelf();
    }

    @Override
    public DeviceInfo device() {
        return session.info();
    }

    @Override
    public DeviceBuffer allocate(long bytes) {
        Block block = take(session.device, deviceShelf, bytes);
        return lease(new Lease.OnDevice(this, new Hold(block), bytes));
    }

    @Override
    public HostBuffer staging(long bytes) {
        Block block = take(session.pinned, pinnedShelf, bytes);
        try {
            ByteBuffer mapped = block.mapped() == null ? session.map(block.memory(), block.bytes()) : block.mapped();
            return lease(new Lease.OnHost(this, new Hold(block), bytes, mapped));
        } catch (DeviceException e) {
            session.pinned.giveBack(pinnedShelf, block, false);
            throw failure(e);
        }
    }

    /** A second try when what this lane and others gave back is really free. */
    private Block take(BufferPool pool, BufferPool.Shelf shelf, long bytes) {
        checkOpen();
        try {
            return pool.take(shelf, bytes);
        } catch (DeviceException e) {
            if (e.kind() != Kind.OUT_OF_MEMORY || bytes > pool.largestBytes()) throw e;
            finish();
            pool.trim();
            return pool.take(shelf, bytes);
        }
    }

    private <L extends Lease> L lease(L lease) {
        leases.add(lease);
        return lease;
    }

    void giveBack(Lease lease, Hold hold) {
        leases.remove(lease);
        Block block = hold.block();
        try {
            if (lease instanceof Lease.OnHost host && block.mapped() == null) unmap(hold, host);
        } finally {
            if (hold.release()) {
                if (block.staging()) session.pinned.giveBack(pinnedShelf, block, hold.queued());
                else session.device.giveBack(deviceShelf, block, hold.queued());
            }
        }
    }

    private void unmap(Hold hold, Lease.OnHost lease) {
        hold.use();
        cl_mem memory = hold.block().memory();
        queue(
                CommandLog.Sort.UPLOAD,
                0,
                () -> "unmapping " + lease.bytes() + " bytes",
                event -> CL.clEnqueueUnmapMemObject(queue.handle(), memory, lease.mapped(), 0, null, event));
    }

    @Override
    public DeviceBuffer upload(HostBuffer from) {
        if (!device().worksInHostMemory()) return Lane.super.upload(from);
        DeviceBuffer same = lease(new Lease.OnDevice(this, used(from, from.bytes()), from.bytes()));
        from.close();
        return same;
    }

    @Override
    public HostBuffer download(DeviceBuffer from, long bytes) {
        Hold hold = used(from, bytes);
        boolean shared = device().worksInHostMemory() && !hold.shared() && bytes > 0 && bytes <= Integer.MAX_VALUE;
        if (!shared) return Lane.super.download(from, bytes);
        ByteBuffer[] mapped = new ByteBuffer[1];
        queue(
                CommandLog.Sort.DOWNLOAD,
                bytes,
                () -> "mapping of " + bytes + " bytes",
                event -> mapped[0] = Transfers.map(queue.handle(), hold.block().memory(), bytes, false, event));
        return lease(new Lease.OnHost(this, hold, bytes, mapped[0]));
    }

    @Override
    public void upload(HostBuffer from, DeviceBuffer to, long bytes) {
        ByteBuffer host = mapped(from, bytes);
        Block device = used(to, bytes).block();
        if (bytes == 0) return;
        queue(
                CommandLog.Sort.UPLOAD,
                bytes,
                () -> "upload of " + bytes + " bytes",
                event -> Transfers.write(queue.handle(), host, device.memory(), bytes, event));
    }

    @Override
    public void download(DeviceBuffer from, HostBuffer to, long bytes) {
        Block device = used(from, bytes).block();
        ByteBuffer host = mapped(to, bytes);
        if (bytes == 0) return;
        queue(
                CommandLog.Sort.DOWNLOAD,
                bytes,
                () -> "download of " + bytes + " bytes",
                event -> Transfers.read(queue.handle(), device.memory(), host, bytes, event));
    }

    @Override
    public void clear(DeviceBuffer buffer, long bytes) {
        Block block = used(buffer, bytes).block();
        if (bytes == 0) return;
        byte[] zeros = new byte[bytes % 16 == 0 ? 16 : bytes % 4 == 0 ? 4 : 1];
        queue(
                CommandLog.Sort.KERNEL,
                0,
                () -> "clearing " + bytes + " bytes",
                event -> CL.clEnqueueFillBuffer(
                        queue.handle(), block.memory(), Pointer.to(zeros), zeros.length, 0, bytes, 0, null, event));
    }

    @Override
    public void launch(Program program, String kernel, WorkSize size, Object... args) {
        checkOpen();
        Kernel own = queue.kernel(session.programs, program, kernel);
        Object[] values = args.clone();
        for (int i = 0; i < values.length; i++)
            if (values[i] instanceof DeviceBuffer buffer)
                values[i] = used(buffer, 0).block().memory();
        own.set(values);
        long[] global = wholeGroups(size);
        if (global == null) return;
        queue(
                CommandLog.Sort.KERNEL,
                0,
                () -> "kernel " + kernel + " of " + program.name(),
                event -> CL.clEnqueueNDRangeKernel(
                        queue.handle(), own.handle(), global.length, null, global, size.local(), 0, null, event));
    }

    /** The global size rounded up to whole groups, or null if there is nothing to do. */
    private static long[] wholeGroups(WorkSize size) {
        long[] global = size.global().clone();
        for (int axis = 0; axis < global.length; axis++) {
            long group = size.local() == null ? 1 : size.local()[axis];
            if (global[axis] < 0 || group < 1)
                throw Failures.misuse("work size " + global[axis] + " in groups of " + group + " on axis " + axis);
            if (global[axis] == 0) return null;
            global[axis] = (global[axis] + group - 1) / group * group;
        }
        return global;
    }

    /** One OpenCL call that puts a command on the queue. */
    private interface Enqueue {
        void with(cl_event event);
    }

    private void queue(CommandLog.Sort sort, long bytes, Supplier<String> what, Enqueue command) {
        cl_event event = new cl_event();
        try {
            command.with(event);
        } catch (CLException e) {
            throw failure(Failures.of(what.get() + " on " + device().name(), e));
        }
        log.add(sort, bytes, what, event);
    }

    /** Memory given back to the driver is what a retry with a smaller block needs. */
    private DeviceException failure(DeviceException e) {
        if (e.kind() == Kind.LOST) {
            failed = true;
            session.lost();
        }
        if (e.kind() == Kind.OUT_OF_MEMORY) session.trim();
        return e;
    }

    /** Where the host finds what a command is about to use. */
    private ByteBuffer mapped(HostBuffer buffer, long bytes) {
        used(buffer, bytes);
        return ((Lease.OnHost) buffer).mapped();
    }

    /** The memory of a buffer of this lane, checked, which a command is about to use. */
    private Hold used(Object buffer, long bytes) {
        checkOpen();
        if (!(buffer instanceof Lease lease) || lease.lane() != this)
            throw Failures.misuse("a buffer of another lane or device: " + buffer);
        if (bytes < 0 || bytes > lease.bytes()) throw Failures.misuse(bytes + " bytes of a buffer of " + lease.bytes());
        Hold hold = lease.open();
        hold.use();
        return hold;
    }

    private void checkOpen() {
        if (closed) throw Failures.misuse("the lane is closed");
    }

    @Override
    public void finish() {
        checkOpen();
        try {
            CL.clFinish(queue.handle());
            log.settleAll();
        } catch (CLException e) {
            failed = true;
            throw failure(Failures.of("waiting for " + device().name(), e));
        } catch (DeviceException e) {
            throw failure(e);
        }
        for (Lease lease : leases) lease.open().settle();
        session.device.settle(deviceShelf);
        session.pinned.settle(pinnedShelf);
    }

    @Override
    public Times takeTimes() {
        checkOpen();
        return log.takeTimes();
    }

    @Override
    public void close() {
        if (closed) return;
        try {
            for (Lease lease : List.copyOf(leases)) lease.close();
            finish();
        } finally {
            closed = true;
            session.device.remove(deviceShelf);
            session.pinned.remove(pinnedShelf);
            if (failed) queue.release();
            else session.keep(queue);
            leave.run();
        }
    }
}
