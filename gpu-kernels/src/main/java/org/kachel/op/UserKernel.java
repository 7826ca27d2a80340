package org.kachel.op;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.imglib2.FinalInterval;
import net.imglib2.Interval;
import net.imglib2.util.Intervals;
import org.kachel.block.Halo;
import org.kachel.block.VoxelType;
import org.kachel.block.Voxels;
import org.kachel.gpu.DeviceBuffer;
import org.kachel.gpu.DeviceException;
import org.kachel.gpu.DeviceImage;
import org.kachel.gpu.Lane;
import org.kachel.gpu.Program;
import org.kachel.gpu.WorkSize;
import org.kachel.op.expression.Expression;
import org.kachel.op.expression.PointwiseKernel;
import org.kachel.op.kernel.Dialect;
import org.kachel.op.kernel.KernelFile;
import org.kachel.op.kernel.KernelParameter;
import org.kachel.op.kernel.UserFunction;

/**
 * A user's OpenCL kernel in CLIJ2's dialect, on any number of images of the same size. It exists on OpenCL devices alone.
 *
 * <p>It sees buffers of the target grown by its halo, clipped to the volume, the output among them; the target is cut out
 * afterwards. So its reads are clamped where the volume ends, and nowhere else does a clamped read reach the target.
 *
 * <pre>
 *   seen     |------------------------|     by get_global_id, GET_IMAGE_WIDTH, …, from 0
 *   output       |----------------|         cut out
 * </pre>
 *
 * @param halo how far it reads around a voxel, as the user states
 * @param type of the output, or null for that of the first image
 * @param inputs what the kernel calls the step's inputs, in their order; empty: the images that it reads, in its own order
 * @param arguments its numbers that are given, by name
 */
public record UserKernel(
        KernelFile file,
        UserFunction function,
        Halo halo,
        VoxelType type,
        List<String> inputs,
        Map<String, Double> arguments,
        Map<String, String> defines)
        implements Operation {
    public UserKernel {
        inputs = List.copyOf(inputs);
        arguments = Collections.unmodifiableMap(new TreeMap<>(arguments));
        defines = Collections.unmodifiableMap(new TreeMap<>(defines));
    }

    @Override
    public String name() {
        return "kernel " + function.name();
    }

    /** What to tell a user who has no device for the kernel {@code function}. */
    public static String needsDevice(String function) {
        return "the kernel " + function + " is OpenCL C: it needs a GPU, or a CPU with an OpenCL driver"
                + " such as PoCL; `kachel devices` lists what there is";
    }

    /** Whether a number can be an argument of a type of OpenCL C. */
    static boolean fits(String type, double v) {
        return switch (type) {
            case "float" -> Float.isFinite((float) v) || !Double.isFinite(v);
            case "double" -> true;
            case "int" -> v == (int) v;
            case "uint" -> v >= 0 && v <= 0xffffffffL && v == Math.rint(v);
            case "ulong" -> v >= 0 && v < 0x1p63 && v == Math.rint(v);
            default -> v == (long) v;
        };
    }

    private static Object argument(String type, double v) {
        return switch (type) {
            case "float" -> (float) v;
            case "double" -> v;
            case "int", "uint" -> (int) (long) v;
            default -> (long) v;
        };
    }

    @Override
    public UserKernel on(List<VoxelType> types) {
        List<String> names = inputs.isEmpty() ? function.images() : inputs;
        if (names.size() != types.size())
            throw wrong(
                    "of",
                    "the kernel %s reads %d images (%s), but the step gives %d"
                            .formatted(function.name(), names.size(), String.join(", ", names), types.size()));
        for (int i = 0; i < types.size(); i++) check(names.get(i), types.get(i));
        if (types.stream().allMatch(t -> t == null))
            throw wrong("of", "the kernel %s needs an image".formatted(function.name()));
        VoxelType out = type != null
                ? type
                : types.stream().filter(t -> t != null).findFirst().orElseThrow();
        check(function.output(), out);
        return new UserKernel(file, function, halo, out, names, arguments, defines);
    }

    private void check(String name, VoxelType given) {
        KernelParameter p = parameter(name);
        if (p.image() != (given != null))
            throw wrong(
                    "of",
                    "'%s' of the kernel %s is %s, but the step gives %s"
                            .formatted(
                                    name,
                                    function.name(),
                                    p.image() ? "an image" : "a number",
                                    p.image() ? "a number" : "an image"));
        if (p.kind() == KernelParameter.Kind.POINTER && !given.openClName().equals(p.type()))
            throw wrong(
                    name.equals(function.output()) ? "type" : "of",
                    "'%s' of the kernel %s points to %s, but the image is %s"
                            .formatted(name, function.name(), p.type(), given));
    }

    private KernelParameter parameter(String name) {
        return function.parameters().stream()
                .filter(p -> p.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static ParameterException wrong(String parameter, String message) {
        return new ParameterException(parameter, "kernel: " + message);
    }

    public VoxelType outputType(List<VoxelType> images) {
        return type != null ? type : images.get(0);
    }

    /** Device bytes held while it runs, besides images and output. */
    public long scratchBytes(List<VoxelType> images, Interval out, Interval volume) {
        Interval seen = halo.grow(out, volume);
        long bytes = Intervals.equals(seen, out) ? 0 : Voxels.byteCount(outputType(images), seen);
        for (VoxelType image : images) bytes += Voxels.byteCount(image, seen);
        return bytes;
    }

    /**
     * Compiles it for images of these types and does nothing else.
     *
     * <p>*Errors*: {@link ParameterException} with the compiler's message, in lines of the user's file.
     */
    public void compile(Lane lane, List<VoxelType> images, Interval volume) {
        try (DeviceBuffer any = lane.allocate(Long.BYTES)) {
            List<Object> arguments = new ArrayList<>();
            for (KernelParameter p : function.parameters()) {
                if (p.kind() == KernelParameter.Kind.IMAGE) arguments.addAll(List.of(1L, 1L, 1L));
                arguments.add(p.image() ? any : argument(p.type(), 0));
            }
            lane.launch(program(images, volume), function.name(), WorkSize.of(0), arguments.toArray());
        } catch (DeviceException e) {
            if (e.kind() != DeviceException.Kind.BUILD_FAILED) throw e;
            throw wrong("file", e.getMessage());
        }
    }

    /**
     * Queues the kernel; does not wait.
     *
     * @param images each around {@code out} by the halo at least, or to the volume's edge
     * @param scalars of the inputs that are numbers, in their order; the first of each counts
     */
    public void enqueue(Lane lane, List<DeviceImage> images, List<double[]> scalars, Interval volume, DeviceImage out) {
        Interval seen = halo.grow(out.interval(), volume);
        List<DeviceImage> scratch = new ArrayList<>();
        List<DeviceImage> inputs = new ArrayList<>();
        for (DeviceImage image : images) inputs.add(on(lane, seen, image, scratch));
        boolean whole = Intervals.equals(seen, out.interval());
        DeviceImage result = whole ? out : DeviceImage.allocate(lane, out.type(), seen);
        DeviceImage dropped = DeviceImage.allocate(lane, out.type(), new FinalInterval(1, 1, 1));
        scratch.add(dropped);
        if (!whole) scratch.add(result);
        lane.clear(result.buffer(), Voxels.byteCount(out.type(), seen));
        lane.launch(
                program(images.stream().map(DeviceImage::type).toList(), volume),
                function.name(),
                size(lane, seen),
                values(inputs, scalars, result, dropped));
        if (!whole) copy(lane, result, out);
        scratch.forEach(DeviceImage::close);
    }

    private static DeviceImage on(Lane lane, Interval seen, DeviceImage image, List<DeviceImage> scratch) {
        if (Intervals.equals(image.interval(), seen)) return image;
        DeviceImage part = DeviceImage.allocate(lane, image.type(), seen);
        scratch.add(part);
        copy(lane, image, part);
        return part;
    }

    private static void copy(Lane lane, DeviceImage from, DeviceImage to) {
        PointwiseKernel.enqueue(lane, Expression.image(0, from.type()), List.of(from), List.of(), to);
    }

    /** One work-item for each voxel; whole groups where the kernel cannot notice more. */
    private WorkSize size(Lane lane, Interval seen) {
        WorkSize size = WorkSize.of(seen.dimension(0), seen.dimension(1), seen.dimension(2));
        return function.free() ? size.groups(64, lane.device().gpu() ? 4 : 1, 1) : size;
    }

    /** @param dropped what takes the place of the images that nobody keeps: one voxel, writes beyond which are dropped */
    private Object[] values(List<DeviceImage> images, List<double[]> scalars, DeviceImage result, DeviceImage dropped) {
        Map<String, DeviceImage> bound = new HashMap<>(Map.of(function.output(), result));
        Map<String, Double> numbers = new HashMap<>(arguments);
        int image = 0, scalar = 0;
        for (String input : inputs)
            if (parameter(input).image()) bound.put(input, images.get(image++));
            else numbers.put(input, scalars.get(scalar++)[0]);
        List<Object> values = new ArrayList<>();
        for (KernelParameter p : function.parameters()) {
            DeviceImage b = bound.getOrDefault(p.name(), dropped);
            if (p.kind() == KernelParameter.Kind.IMAGE)
                values.addAll(Arrays.asList((long) b.size(0), (long) b.size(1), (long) b.size(2)));
            values.add(p.image() ? b.buffer() : argument(p.type(), numbers.get(p.name())));
        }
        return values.toArray();
    }

    private Program program(List<VoxelType> images, Interval volume) {
        Map<String, VoxelType> types = new HashMap<>(Map.of(function.output(), outputType(images)));
        function.dropped().forEach(name -> types.put(name, outputType(images)));
        int i = 0;
        for (String input : inputs) if (parameter(input).image()) types.put(input, images.get(i++));
        return Dialect.program(file, types, volume.dimension(2) == 1, defines);
    }
}
