package org.kachel.gpu.jocl;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jocl.CL;
import org.jocl.CLException;
import org.jocl.Pointer;
import org.jocl.cl_context;
import org.jocl.cl_device_id;
import org.jocl.cl_program;
import org.kachel.gpu.DeviceException;
import org.kachel.gpu.DeviceException.Kind;
import org.kachel.gpu.DeviceInfo;
import org.kachel.gpu.Program;

/**
 * Programs compiled for one device, in memory (drivers keep their own cache on disk). Of threads that ask for the same
 * program one compiles and the others wait.
 */
final class ProgramCache {
    private record Key(String prelude, String source, Map<String, String> macros) {}

    private final cl_context context;
    private final cl_device_id device;
    private final DeviceInfo info;
    private final Map<Key, FutureTask<cl_program>> programs = new ConcurrentHashMap<>();

    ProgramCache(cl_context context, cl_device_id device, DeviceInfo info) {
        this.context = context;
        this.device = device;
        this.info = info;
    }

    int size() {
        return programs.size();
    }

    /** <em>Errors</em>: BUILD_FAILED with the build log and the lines that it speaks of. */
    cl_program compiled(Program program) {
        Key key = new Key(program.prelude(), program.source(), program.macros());
        FutureTask<cl_program> mine = new FutureTask<>(() -> compile(program));
        FutureTask<cl_program> first = programs.putIfAbsent(key, mine);
        if (first == null) mine.run();
        try {
            return (first == null ? mine : first).get();
        } catch (ExecutionException e) {
            programs.remove(key, mine);
            throw e.getCause() instanceof DeviceException failure
                    ? failure
                    : new DeviceException(
                            Kind.OTHER, "compiling " + program.name() + ": " + e.getCause(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DeviceException(Kind.OTHER, "interrupted while " + program.name() + " was compiled", e);
        }
    }

    private cl_program compile(Program program) {
        cl_program compiled = null;
        try {
            String source = preamble(program) + program.source();
            compiled = CL.clCreateProgramWithSource(context, 1, new String[] {source}, null, null);
            CL.clBuildProgram(compiled, 1, new cl_device_id[] {device}, options(program.macros()), null, null);
            return compiled;
        } catch (CLException e) {
            if (compiled == null) throw Failures.of("compiling " + program.name(), e);
            String log = log(compiled);
            CL.clReleaseProgram(compiled);
            if (Failures.kind(e.getStatus()) != Kind.BUILD_FAILED)
                throw Failures.of("compiling " + program.name() + "\n" + log, e);
            String own =
                    BuildMessage.shifted(log, (int) preamble(program).lines().count());
            throw new DeviceException(Kind.BUILD_FAILED, BuildMessage.of(program, info.name(), own), e);
        }
    }

    /** Stands before the program's own first line; no {@code #line} after it, because not every compiler minds it. */
    private String preamble(Program program) {
        return (info.fp64() ? "#pragma OPENCL EXTENSION cl_khr_fp64 : enable\n" : "")
                + "#pragma OPENCL FP_CONTRACT OFF\n"
                + program.prelude();
    }

    private String options(Map<String, String> macros) {
        StringBuilder options = new StringBuilder("-cl-std=CL1.2 -cl-kernel-arg-info");
        if (DeviceQuery.roundsDivideAndSqrtCorrectly(device)) options.append(" -cl-fp32-correctly-rounded-divide-sqrt");
        options.append(" -D KACHEL_GPU=").append(info.gpu() ? 1 : 0);
        macros.forEach(
                (name, value) -> options.append(" -D ").append(name).append('=').append(value));
        return options.toString();
    }

    private String log(cl_program program) {
        long[] size = new long[1];
        CL.clGetProgramBuildInfo(program, device, CL.CL_PROGRAM_BUILD_LOG, 0, null, size);
        byte[] bytes = new byte[(int) size[0]];
        CL.clGetProgramBuildInfo(program, device, CL.CL_PROGRAM_BUILD_LOG, bytes.length, Pointer.to(bytes), null);
        return new String(bytes, StandardCharsets.UTF_8).replace("\0", "").strip();
    }
}
