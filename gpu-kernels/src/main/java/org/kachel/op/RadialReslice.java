package org.kachel.op;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import net.imglib2.FinalInterval;
import net.imglib2.Interval;
import org.kachel.block.VoxelType;
import org.kachel.block.Voxels;
import org.kachel.gpu.DeviceBuffer;
import org.kachel.gpu.DeviceImage;
import org.kachel.gpu.HostBuffer;
import org.kachel.gpu.Lane;
import org.kachel.gpu.Program;
import org.kachel.gpu.WorkSize;

/**
 * Planes that contain an axis along z, one per angle, each from the axis outwards.
 *
 * <pre>
 *   output (r, j, k)  ←  input (cx + r·sx·sin θk, cy + r·sy·cos θk, j)         angle 0 points along y, 90° along x
 * </pre>
 *
 * <p>Places are float64, by one fma from sines and cosines that Java makes, so that block, device and Java agree on them to the
 * bit. Linear: float32, between the four voxels around that place, whose weights are float32. Nearest: the voxel there, with its
 * type, half up. Voxels outside the image are 0, and are interpolated with.
 *
 * <p>*Shape*: radius × depth × number of angles. *Units*: voxels; voxel centres lie at whole numbers. *Source*: CLIJ2's
 * resliceRadial, whose centre is given here as there.
 *
 * @param start degrees of the first plane
 * @param step degrees from plane to plane, or null for a full turn divided by {@code angles}
 * @param radius voxels along x, or 0 as far as the image's farthest corner
 * @param centre x and y, or null for the middle
 * @param scale along x and y
 */
record RadialReslice(
        int angles, double start, Double step, int radius, List<Double> centre, List<Double> scale, boolean linear)
        implements Gather {
    private static final String NAME = "radial-reslice";
    private static final double FULL_TURN = 360;
    private static final double MOST = 1 << 30;

    /** Planes of a GPU's work-item, which share one place. */
    private static final int PLANES = 4;

    static final CatalogueEntry ENTRY = CatalogueEntry.of(
                    NAME,
                    "planes around an axis along z, one per angle: distance from it becomes x, z becomes y, the angle z",
                    List.of(
                            Parameter.integer("angles", "360", 1, 1 << 20, "planes", "number of angles"),
                            Parameter.number(
                                    "start-angle",
                                    "0",
                                    -1e6,
                                    1e6,
                                    "degrees",
                                    "of the first plane: 0 points along y, 90 along x"),
                            Parameter.number(
                                    "angle-step",
                                    "",
                                    -1e6,
                                    1e6,
                                    "degrees",
                                    "from plane to plane; without it a full turn divided by `angles`"),
                            Parameter.integer(
                                    "radius",
                                    "0",
                                    0,
                                    1 << 20,
                                    "voxels",
                                    "width of the result; 0 goes as far as the farthest corner"),
                            Parameter.numberPerAxis(
                                    "centre", "", -MOST, MOST, "voxels", "[x, y] of the axis; without it the middle"),
                            Parameter.numberPerAxis(
                                    "scale",
                                    "1",
                                    1e-3,
                                    1e3,
                                    "",
                                    "[x, y]: voxels of the input to one of the result, where these are not square"),
                            AffineEntries.INTERPOLATION),
                    RadialReslice::bind)
            .example(Map.of("angles", 90));

    RadialReslice {
        centre = centre == null ? null : List.copyOf(centre);
        scale = List.copyOf(scale);
    }

    private static RadialReslice bind(Arguments a) {
        return new RadialReslice(
                a.integer("angles"),
                a.number("start-angle"),
                a.has("angle-step") ? a.number("angle-step") : null,
                a.integer("radius"),
                a.has("centre") ? plane("centre", a) : null,
                plane("scale", a),
                a.text("interpolation").equals("linear"));
    }

    private static List<Double> plane(String parameter, Arguments a) {
        double[] v = a.numbers(parameter);
        if (v[2] != 0 && (v[2] != v[0] || v[2] != v[1]))
            throw new ParameterException(
                    parameter,
                    NAME + ": " + parameter + " has a third number, but must be one number or [x, y]: z stays");
        return List.of(v[0], v[1]);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public long[] outputSize(long[] inputSize) {
        double width = radius > 0 ? radius : Math.floor(farthestCorner(inputSize)) + 1;
        return ResultSize.checked(NAME, radius > 0 ? "radius" : "centre", width, inputSize[2], angles);
    }

    private double farthestCorner(long[] size) {
        double[] c = centre(size);
        double x = Math.max(Math.abs(c[0]), Math.abs(size[0] - 1 - c[0]));
        double y = Math.max(Math.abs(c[1]), Math.abs(size[1] - 1 - c[1]));
        return StrictMath.hypot(x / scale.get(0), y / scale.get(1));
    }

    private double[] centre(long[] size) {
        if (centre != null) return new double[] {centre.get(0), centre.get(1)};
        return new double[] {(size[0] - 1) / 2.0, (size[1] - 1) / 2.0};
    }

    /** From the axis outwards: along x and y to the next voxel of plane {@code k}. */
    private double[] ray(long k) {
        Turn turn = Turn.of(start + (step == null ? FULL_TURN * k / angles : step * k));
        return new double[] {turn.sin() * scale.get(0), turn.cos() * scale.get(1)};
    }

    /** Where along input axis {@code d} an output voxel came from; the same on the device. Monotonic in {@code r}. */
    private static double place(double[] ray, double[] centre, int d, long r) {
        return Math.fma(ray[d], r, centre[d]);
    }

    @Override
    public Interval source(Interval target, Interval inputVolume) {
        double[] c = centre(inputVolume.dimensionsAsLongArray());
        long[] min = new long[3], max = new long[3];
        double[] low = {Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY}, high = {-low[0], -low[1]};
        for (long k = target.min(2); k <= target.max(2); k++) {
            double[] ray = ray(k);
            for (int d = 0; d < 2; d++) {
                double from = place(ray, c, d, target.min(0)), to = place(ray, c, d, target.max(0));
                low[d] = Math.min(low[d], Math.min(from, to));
                high[d] = Math.max(high[d], Math.max(from, to));
            }
        }
        for (int d = 0; d < 2; d++) {
            min[d] = Math.max(0, (long) Math.floor(linear ? low[d] : low[d] + 0.5));
            max[d] = Math.min(inputVolume.max(d), (long) Math.floor(linear ? high[d] + 1 : high[d] + 0.5));
            if (min[d] > max[d]) return new FinalInterval(new long[3], new long[] {-1, -1, -1});
        }
        min[2] = target.min(1);
        max[2] = target.max(1);
        return new FinalInterval(min, max);
    }

    @Override
    public VoxelType outputType(VoxelType image) {
        return linear ? VoxelType.FLOAT32 : image;
    }

    /** As in ImageJ, planes are as far apart as voxels along y: an angle has no width. */
    @Override
    public double[] spacing(double[] input) {
        return new double[] {input[0] * scale.get(0), input[2], input[1]};
    }

    @Override
    public long scratchBytes(VoxelType image, long inputVoxels, long outputVoxels) {
        return 2 * Double.BYTES * Math.min(angles, outputVoxels);
    }

    @Override
    public void enqueue(Lane lane, DeviceImage in, Interval inputVolume, DeviceImage out) {
        Interval to = out.interval();
        double[] c = centre(inputVolume.dimensionsAsLongArray());
        boolean gpu = lane.device().gpu();
        int planes = gpu ? PLANES : out.size(1);
        Program program = Program.beside(
                RadialReslice.class,
                Map.of(
                        "T",
                        linear ? in.type().openClName() : VoxelBits.unsignedName(in.type()),
                        "LINEAR",
                        linear ? "1" : "0"));
        try (DeviceBuffer rays = rays(lane, to)) {
            List<Object> args = new ArrayList<>(List.of(in.buffer(), out.buffer(), rays));
            for (int d = 0; d < 3; d++) args.add(out.size(d));
            args.addAll(List.of(planes, (int) to.min(0)));
            for (int d = 0; d < 2; d++) args.add((int) inputVolume.dimension(d));
            for (int d = 0; d < 2; d++) args.add((int) in.interval().min(d));
            args.addAll(List.of((int) (to.min(1) - in.interval().min(2)), in.size(0), in.size(1), c[0], c[1]));
            WorkSize size = WorkSize.of(out.size(0), (out.size(1) + planes - 1) / planes, out.size(2));
            lane.launch(program, "radial", gpu ? size.groups(32, 1, 8) : size.groups(64, 1, 1), args.toArray());
        }
    }

    private DeviceBuffer rays(Lane lane, Interval target) {
        long count = target.dimension(2), bytes = 2 * Double.BYTES * count;
        DeviceBuffer rays = lane.allocate(bytes);
        try (HostBuffer staging = lane.staging(bytes)) {
            for (int k = 0; k < count; k++) {
                double[] ray = ray(target.min(2) + k);
                for (int d = 0; d < 2; d++) staging.memory().putDouble((2 * k + d) * Double.BYTES, ray[d]);
            }
            lane.upload(staging, rays, bytes);
        }
        return rays;
    }

    @Override
    public void reference(Voxels in, Interval inputVolume, Voxels out) {
        double[] c = centre(inputVolume.dimensionsAsLongArray());
        Interval to = out.interval();
        IntStream.range(0, out.sizeZ()).parallel().forEach(k -> {
            double[] ray = ray(to.min(2) + k);
            for (long j = to.min(1), at = (long) k * out.sizeY() * out.sizeX(); j <= to.max(1); j++)
                for (long r = to.min(0); r <= to.max(0); r++, at++) {
                    double x = place(ray, c, 0, r), y = place(ray, c, 1, r);
                    if (linear) interpolate(in, inputVolume, x, y, j, out, (int) at);
                    else nearest(in, inputVolume, Math.floor(x + 0.5), Math.floor(y + 0.5), j, out, (int) at);
                }
        });
    }

    private static void nearest(Voxels in, Interval volume, double x, double y, long z, Voxels out, int at) {
        if (x >= 0 && y >= 0 && x < volume.dimension(0) && y < volume.dimension(1))
            VoxelBits.copy(in, in.index((long) x, (long) y, z), out, at);
    }

    private static void interpolate(Voxels in, Interval volume, double px, double py, long z, Voxels out, int at) {
        if (!(px > -1 && py > -1 && px < volume.dimension(0) && py < volume.dimension(1))) return;
        double wholeX = Math.floor(px), wholeY = Math.floor(py);
        long x = (long) wholeX, y = (long) wholeY;
        float fx = (float) (px - wholeX), fy = (float) (py - wholeY);
        float a = value(in, volume, x, y, z), b = value(in, volume, x + 1, y, z);
        float c = value(in, volume, x, y + 1, z), d = value(in, volume, x + 1, y + 1, z);
        float upper = Math.fma(fx, b - a, a), lower = Math.fma(fx, d - c, c);
        out.bytes().putFloat(Float.BYTES * at, Math.fma(fy, lower - upper, upper));
    }

    private static float value(Voxels in, Interval volume, long x, long y, long z) {
        boolean inside = x >= 0 && y >= 0 && x <= volume.max(0) && y <= volume.max(1);
        return inside ? RowArithmetic.real(in, in.index(x, y, z)) : 0;
    }
}
