package org.kachel.job;

import java.util.List;
import net.imglib2.Interval;
import org.kachel.block.VoxelType;
import org.kachel.gpu.Device;
import org.kachel.gpu.DeviceException;
import org.kachel.gpu.Lane;
import org.kachel.job.plan.JobPlan;
import org.kachel.op.ParameterException;
import org.kachel.op.UserKernel;
import org.kachel.pipeline.Graph;
import org.kachel.pipeline.Node;

/** Finds out before the first task whether the user's kernels of a plan can run. */
final class UserKernels {
    /** What a lane needs for a compilation. */
    private static final long SMALL = 1 << 16;

    private UserKernels() {}

    /**
     * Compiles every kernel for the types that it will see.
     *
     * <p>*Errors*: {@link ParameterException} where one does not compile or the user asks for plain Java,
     * {@link DeviceException} where there is no OpenCL.
     */
    static void check(JobPlan plan, List<Device> devices, String request) {
        for (Node node : plan.graph().nodes())
            if (node instanceof Node.Step step && step.operation() instanceof UserKernel kernel)
                check(kernel, types(plan.graph(), step), step.size().volume(), devices, request);
    }

    private static List<VoxelType> types(Graph graph, Node.Step step) {
        return step.inputs().stream()
                .map(graph::node)
                .filter(Node::image)
                .map(Node::type)
                .toList();
    }

    private static void check(
            UserKernel kernel, List<VoxelType> types, Interval volume, List<Device> devices, String request) {
        String needs = UserKernel.needsDevice(kernel.function().name());
        if (devices.isEmpty() && request.equals("java")) throw new ParameterException("device", needs);
        if (devices.isEmpty()) throw new DeviceException(DeviceException.Kind.OTHER, needs, null);
        try (Lane lane = devices.get(0).lane(SMALL)) {
            kernel.compile(lane, types, volume);
        }
    }
}
