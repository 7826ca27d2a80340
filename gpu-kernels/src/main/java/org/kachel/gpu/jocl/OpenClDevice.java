package org.kachel.gpu.jocl;

import java.nio.ByteBuffer;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.jocl.CL;
import org.jocl.CLException;
import org.jocl.cl_context;
import org.jocl.cl_context_properties;
import org.jocl.cl_device_id;
import org.jocl.cl_mem;
import org.jocl.cl_platform_id;
import org.kachel.gpu.Device;
import org.kachel.gpu.DeviceException;
import org.kachel.gpu.DeviceInfo;
import org.kachel.gpu.Lane;

/** One OpenCL device: a context made at first use, the pools, the compiled programs and the queues of closed lanes. */
final class OpenClDevice implements Device {
    private final cl_platform_id platform;
    private final cl_device_id id;
    private final DeviceInfo info;
    private final Limits limits;
    private final Admission admission;
    private Session session;

    OpenClDevice(cl_platform_id platform, cl_device_id id, DeviceInfo info) {
        this(platform, id, info, Limits.of(info));
    }

    private OpenClDevice(cl_platform_id platform, cl_device_id id, DeviceInfo info, Limits limits) {
        this.platform = platform;
        this.id = id;
        this.info = info;
        this.limits = limits;
        this.admission = new Admission(limits.plannableBytes());
    }

    /** The same hardware with a context, pools and limits of its own, for tests. */
    OpenClDevice within(Limits own) {
        return new OpenClDevice(platform, id, info, own);
    }

    @Override
    public DeviceInfo info() {
        return info;
    }

    @Override
    public long budgetBytes() {
        return limits.plannableBytes();
    }

    @Override
    public Lane lane(long peakBytes) {
        admission.enter(peakBytes);
        try {
            Session open = session();
            return new OpenClLane(open, open.queue(), () -> admission.leave(peakBytes));
        } catch (RuntimeException | Error e) {
            admission.leave(peakBytes);
            throw e;
        }
    }

    @Override
    public synchronized Usage usage() {
        if (session == null) return new Usage(0, 0, 0, 0);
        return new Usage(
                session.device.allocatedBytes(),
                session.pinned.allocatedBytes(),
                session.device.inUse() + session.pinned.inUse(),
                session.programs.size());
    }

    private synchronized Session session() {
        if (session == null) session = new Session();
        return session;
    }

    /** What a lane opens from now on has a context of its own: that of {@code dead} is of no use any more. */
    private synchronized void drop(Session dead) {
        if (session == dead) session = null;
    }

    @Override
    public String toString() {
        return info.name();
    }

    /** Everything that needs the context. */
    final class Session {
        private final cl_context context = context();
        final ProgramCache programs = new ProgramCache(context, id, info);
        private final ConcurrentLinkedDeque<LaneQueue> idle = new ConcurrentLinkedDeque<>();
        /** Maps and unmaps, so that no lane's queue waits for it. */
        private final LaneQueue service = queue();

        final BufferPool device = new BufferPool(
                "memory of " + info.name() + " (property kachel.device-memory-mib)",
                new SizeClasses(info.maxAllocationBytes(), 1, "buffer on " + info.name()),
                limits.deviceBytes(),
                true,
                this::allocate,
                this::release);
        final BufferPool pinned = new BufferPool(
                "staging memory for " + info.name() + " (property kachel.pinned-memory-mib)",
                new SizeClasses(
                        Math.min(Integer.MAX_VALUE, info.maxAllocationBytes()), 2, "staging buffer for " + info.name()),
                limits.pinnedBytes(),
                false,
                this::stage,
                this::unstage);

        DeviceInfo info() {
            return info;
        }

        private cl_context context() {
            cl_context_properties properties = new cl_context_properties();
            properties.addProperty(CL.CL_CONTEXT_PLATFORM, platform);
            try {
                return CL.clCreateContext(properties, 1, new cl_device_id[] {id}, null, null, null);
            } catch (CLException e) {
                throw Failures.of("opening " + info.name(), e);
            }
        }

        LaneQueue queue() {
            LaneQueue kept = idle == null ? null : idle.pollFirst();
            try {
                return kept == null ? new LaneQueue(context, id) : kept;
            } catch (CLException e) {
                throw Failures.of("a queue on " + info.name(), e);
            }
        }

        void keep(LaneQueue queue) {
            idle.addFirst(queue);
        }

        /** Gives unused device memory back, after an allocation failed. */
        void trim() {
            device.trim();
        }

        /** The device was lost to this context, after a reset or a kernel that went astray; the next lane may fare better. */
        void lost() {
            drop(this);
        }

        private Block allocate(long bytes) {
            return new Block(bytes, memory(bytes, 0), false, null);
        }

        /** Mapped for good where that is no obstacle to kernels: on a device with memory of its own. */
        private Block stage(long bytes) {
            cl_mem memory = memory(bytes, CL.CL_MEM_ALLOC_HOST_PTR);
            if (info.worksInHostMemory()) return new Block(bytes, memory, true, null);
            try {
                return new Block(bytes, memory, true, map(memory, bytes));
            } catch (DeviceException e) {
                CL.clReleaseMemObject(memory);
                throw e;
            }
        }

        /** Host address of memory that no command uses. */
        ByteBuffer map(cl_mem memory, long bytes) {
            try {
                return Transfers.map(service.handle(), memory, bytes, true, null);
            } catch (CLException e) {
                throw Failures.of("mapping " + bytes + " bytes for " + info.name(), e);
            }
        }

        private cl_mem memory(long bytes, long flags) {
            try {
                return CL.clCreateBuffer(context, CL.CL_MEM_READ_WRITE | flags, bytes, null, null);
            } catch (CLException e) {
                throw Failures.of("allocating " + bytes + " bytes on " + info.name(), e);
            }
        }

        private void unstage(Block block) {
            if (block.mapped() != null) unmap(block);
            release(block);
        }

        private void unmap(Block block) {
            try {
                CL.clEnqueueUnmapMemObject(service.handle(), block.memory(), block.mapped(), 0, null, null);
                CL.clFinish(service.handle());
            } catch (CLException e) {
                throw Failures.of("unmapping " + block.bytes() + " bytes for " + info.name(), e);
            }
        }

        private void release(Block block) {
            try {
                CL.clReleaseMemObject(block.memory());
            } catch (CLException e) {
                throw Failures.of("releasing " + block.bytes() + " bytes on " + info.name(), e);
            }
        }
    }
}
