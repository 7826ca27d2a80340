package org.kachel.gpu.jocl;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jocl.CL;
import org.jocl.CLException;
import org.jocl.Pointer;
import org.jocl.Sizeof;
import org.jocl.cl_kernel;
import org.jocl.cl_mem;
import org.kachel.gpu.Lane.LocalMemory;

/** One lane's own copy of a kernel (setting arguments of a shared one is not thread-safe), with checked arguments. */
final class Kernel {
    private static final Map<String, Class<?>> JAVA_TYPES = Map.ofEntries(
            Map.entry("int", Integer.class),
            Map.entry("uint", Integer.class),
            Map.entry("unsigned int", Integer.class),
            Map.entry("long", Long.class),
            Map.entry("ulong", Long.class),
            Map.entry("unsigned long", Long.class),
            Map.entry("size_t", Long.class),
            Map.entry("float", Float.class),
            Map.entry("double", Double.class));

    private final String name;
    private final cl_kernel handle;
    /** What each argument must be, null where the driver does not say. */
    private final Class<?>[] expected;

    Kernel(String name, cl_kernel handle) {
        this.name = name;
        this.handle = handle;
        int[] count = new int[1];
        CL.clGetKernelInfo(handle, CL.CL_KERNEL_NUM_ARGS, Sizeof.cl_uint, Pointer.to(count), null);
        expected = new Class<?>[count[0]];
        for (int i = 0; i < expected.length; i++) expected[i] = expected(i);
    }

    cl_kernel handle() {
        return handle;
    }

    /** @param args as {@link org.kachel.gpu.Lane#launch} takes them, buffers already replaced by their memory */
    void set(Object[] args) {
        if (args.length != expected.length)
            throw Failures.misuse(
                    "kernel " + name + " has " + expected.length + " arguments, " + args.length + " were given");
        for (int i = 0; i < args.length; i++) {
            if (expected[i] != null && !expected[i].isInstance(args[i]))
                throw Failures.misuse("kernel " + name + ", argument " + i + " is " + word(expected[i]) + ", given "
                        + (args[i] == null ? "null" : word(args[i].getClass())));
            try {
                set(i, args[i]);
            } catch (CLException e) {
                throw Failures.of("kernel " + name + ", argument " + i + " given " + word(args[i].getClass()), e);
            }
        }
    }

    private void set(int i, Object arg) {
        if (arg instanceof cl_mem m) CL.clSetKernelArg(handle, i, Sizeof.cl_mem, Pointer.to(m));
        else if (arg instanceof Integer v) CL.clSetKernelArg(handle, i, 4, Pointer.to(new int[] {v}));
        else if (arg instanceof Long v) CL.clSetKernelArg(handle, i, 8, Pointer.to(new long[] {v}));
        else if (arg instanceof Float v) CL.clSetKernelArg(handle, i, 4, Pointer.to(new float[] {v}));
        else if (arg instanceof Double v) CL.clSetKernelArg(handle, i, 8, Pointer.to(new double[] {v}));
        else if (arg instanceof LocalMemory l) CL.clSetKernelArg(handle, i, l.bytes(), null);
        else
            throw Failures.misuse("kernel " + name + ", argument " + i + " cannot be a "
                    + (arg == null ? "null" : word(arg.getClass())));
    }

    private static String word(Class<?> type) {
        return type == cl_mem.class ? "DeviceBuffer" : type.getSimpleName();
    }

    private Class<?> expected(int i) {
        try {
            String type = type(i);
            if (!type.endsWith("*")) return JAVA_TYPES.get(type);
            int[] space = new int[1];
            CL.clGetKernelArgInfo(handle, i, CL.CL_KERNEL_ARG_ADDRESS_QUALIFIER, 4, Pointer.to(space), null);
            return space[0] == CL.CL_KERNEL_ARG_ADDRESS_LOCAL ? LocalMemory.class : cl_mem.class;
        } catch (CLException e) {
            return null; // a driver without argument info
        }
    }

    private String type(int i) {
        long[] size = new long[1];
        CL.clGetKernelArgInfo(handle, i, CL.CL_KERNEL_ARG_TYPE_NAME, 0, null, size);
        byte[] bytes = new byte[(int) size[0]];
        CL.clGetKernelArgInfo(handle, i, CL.CL_KERNEL_ARG_TYPE_NAME, bytes.length, Pointer.to(bytes), null);
        return new String(bytes, StandardCharsets.US_ASCII).replace("\0", "").strip();
    }
}
