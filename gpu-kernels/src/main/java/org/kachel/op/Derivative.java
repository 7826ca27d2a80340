package org.kachel.op;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import net.imglib2.Interval;
import org.kachel.block.Halo;
import org.kachel.block.VoxelType;
import org.kachel.block.Voxels;
import org.kachel.gpu.DeviceImage;
import org.kachel.gpu.Lane;
import org.kachel.gpu.Program;

/**
 * Sobel's gradient magnitude, Laplace operators and central differences, as CLIJ defines them; float32. Integers of up to 32 bits
 * are summed exactly and the sum is rounded once; floats and 64-bit integers are rounded to float32, and the sums are separable:
 * along x, of that along z, of that along y ({@link DerivativeReference}). The square root is rounded to nearest.
 */
record Derivative(Kind kind, Border border) implements WindowStencil {
    /** What is computed; {@code present} says along which axes the image extends, offsets are −1, 0 or 1. */
    enum Kind {
        SOBEL("length of the gradient: differences (−1, 0, 1) along an axis, smoothed (1, 2, 1) along the others") {
            @Override
            int weight(int component, int[] at, boolean[] present) {
                int weight = present[component] ? at[component] : 0;
                for (int d = 0; d < 3; d++) if (d != component && present[d]) weight *= 2 - Math.abs(at[d]);
                return weight;
            }
        },
        LAPLACE_BOX("the voxel times the number of its neighbours in the 3³ box, minus their sum") {
            @Override
            int weight(int component, int[] at, boolean[] present) {
                return component > 0 ? 0 : distance(at) > 0 ? -1 : (int) Math.pow(3, count(present)) - 1;
            }
        },
        LAPLACE_DIAMOND("the voxel times the number of its face neighbours, minus their sum") {
            @Override
            int weight(int component, int[] at, boolean[] present) {
                return component > 0 || distance(at) > 1 ? 0 : distance(at) == 1 ? -1 : 2 * count(present);
            }
        },
        GRADIENT_X("the next voxel along x minus the one before"),
        GRADIENT_Y("the next voxel along y minus the one before"),
        GRADIENT_Z("the next voxel along z minus the one before");

        /** Of a work-item of a GPU; measured on an H200. */
        private int planes() {
            return this == LAPLACE_BOX || this == GRADIENT_X ? WindowMarch.PLANES : 2;
        }

        private final String summary;

        Kind(String summary) {
            this.summary = summary;
        }

        /** The weight of the neighbour {@code at} in a component of the result; gradients are told here. */
        int weight(int component, int[] at, boolean[] present) {
            int axis = ordinal() - GRADIENT_X.ordinal();
            return component == 0 && distance(at) == 1 ? at[axis] : 0;
        }

        private static int distance(int[] at) {
            return Math.abs(at[0]) + Math.abs(at[1]) + Math.abs(at[2]);
        }

        private static int count(boolean[] present) {
            return (present[0] ? 1 : 0) + (present[1] ? 1 : 0) + (present[2] ? 1 : 0);
        }

        String operation() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    static final List<CatalogueEntry> ENTRIES = Arrays.stream(Kind.values())
            .map(kind -> CatalogueEntry.of(
                    kind.operation(), kind.summary, List.of(Border.PARAMETER), a -> new Derivative(kind, Border.of(a))))
            .toList();

    @Override
    public String name() {
        return kind.operation();
    }

    @Override
    public Halo halo() {
        return switch (kind) {
            case GRADIENT_X -> new Halo(1, 0, 0);
            case GRADIENT_Y -> new Halo(0, 1, 0);
            case GRADIENT_Z -> new Halo(0, 0, 1);
            default -> Halo.of(1);
        };
    }

    @Override
    public VoxelType outputType(VoxelType image) {
        return VoxelType.FLOAT32;
    }

    /** The neighbours within the halo along the axes that the image extends along. */
    private Footprint footprint(Interval input) {
        return new Footprint(Footprint.Form.BOX, halo()).on(input);
    }

    /** Weights of each component for the footprint's voxels in raster order. */
    private int[][] weights(Footprint footprint, Interval input) {
        boolean[] present = {input.dimension(0) > 1, input.dimension(1) > 1, input.dimension(2) > 1};
        int[][] weights = new int[3][footprint.count()];
        int n = 0;
        for (Footprint.Run run : footprint.runs())
            for (int dx = -run.halfWidth(); dx <= run.halfWidth(); dx++, n++)
                for (int c = 0; c < 3; c++) weights[c][n] = kind.weight(c, new int[] {dx, run.dy(), run.dz()}, present);
        return weights;
    }

    private static VoxelType working(VoxelType image) {
        if (image.floating() || image.bytes() == 8) return VoxelType.FLOAT32;
        return image.bytes() == 4 ? VoxelType.INT64 : VoxelType.INT32;
    }

    @Override
    public void enqueue(Lane lane, WindowKernel.Shape shape, DeviceImage in, DeviceImage out) {
        VoxelType working = working(in.type());
        Map<String, String> macros = new HashMap<>(Map.of("WORK", working.openClName()));
        if (!working.floating()) macros.put("EXACT", "1");
        if (in.type() == VoxelType.UINT32) macros.put("BIASED", "1");
        macros.put(kind.name(), "1");
        String root =
                Program.resource(Derivative.class, "RoundedRoot.cl", Map.of()).source();
        Halo reach = footprint(in.interval()).radius();
        new WindowMarch("Derivative.cl", root, macros, border, reach, kind.planes()).launch(lane, shape, in, out);
    }

    @Override
    public void reference(Voxels in, Voxels out) {
        Footprint footprint = footprint(in.interval());
        int[][] weights = weights(footprint, in.interval());
        DerivativeReference reals = new DerivativeReference(kind, footprint.radius());
        boolean exact = !working(in.type()).floating();
        footprint.forEach(in, out, border, (target, neighbours) -> {
            float[] s = exact ? sums(in, neighbours, weights) : reals.of(in, neighbours);
            boolean length = kind == Kind.SOBEL;
            out.setReal(
                    target, length ? (float) Math.sqrt(Math.fma(s[0], s[0], Math.fma(s[1], s[1], s[2] * s[2]))) : s[0]);
        });
    }

    private static float[] sums(Voxels in, int[] neighbours, int[][] weights) {
        float[] sums = new float[weights.length];
        for (int c = 0; c < sums.length; c++) {
            long sum = 0;
            for (int i = 0; i < neighbours.length; i++)
                sum += neighbours[i] < 0 ? 0 : weights[c][i] * in.integer(neighbours[i]);
            sums[c] = sum;
        }
        return sums;
    }
}
