package org.kachel.bench;

import ij.ImagePlus;
import ij.ImageStack;
import ij.plugin.Filters3D;
import ij.plugin.GaussianBlur3D;
import ij.plugin.ZProjector;
import ij.plugin.filter.GaussianBlur;
import ij.plugin.filter.RankFilters;
import ij.process.Blitter;
import ij.process.ByteProcessor;
import ij.process.FloatProcessor;
import ij.process.ImageProcessor;
import ij.process.ShortProcessor;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.kachel.block.VoxelType;
import org.kachel.block.Voxels;

/** What ImageJ has for an operation, or comes closest. */
final class ImageJ {
    private static final Map<String, Integer> BLITTER = Map.of(
            "add-images", Blitter.ADD,
            "subtract-images", Blitter.SUBTRACT,
            "multiply-images", Blitter.MULTIPLY,
            "divide-images", Blitter.DIVIDE,
            "absolute-difference", Blitter.DIFFERENCE,
            "minimum-images", Blitter.MIN,
            "maximum-images", Blitter.MAX,
            "binary-and", Blitter.AND,
            "binary-or", Blitter.OR,
            "binary-xor", Blitter.XOR);

    private ImageJ() {}

    /**
     * @param name what is called
     * @param work on stacks that it may change
     */
    record Rival(String name, Work work) {
        /** Of the work alone. */
        double seconds(List<Voxels> images) {
            List<ImageStack> stacks = images.stream().map(ImageJ::stack).toList();
            long start = System.nanoTime();
            work.on(stacks);
            return (System.nanoTime() - start) * 1e-9;
        }
    }

    /** Runs on the inputs. */
    interface Work {
        void on(List<ImageStack> stacks);
    }

    /** Empty where ImageJ has nothing like it for such an image. */
    static Optional<Rival> rival(Workload row, boolean flat) {
        String op = row.entry().name();
        Map<String, Object> p = row.parameters();
        if (row.inputs().stream().anyMatch(c -> c == Content.LABELS)) return Optional.empty();
        if (BLITTER.containsKey(op)) return Optional.of(blit(BLITTER.get(op)));
        if (op.equals("gaussian-blur")) return Optional.of(gaussian(number(p, "sigma", 2), flat));
        if (op.matches("(.*-)?(box|sphere)"))
            return ranks(op.replaceAll("-(box|sphere)$", ""), number(p, "radius", 1), flat);
        if (op.matches("(maximum|minimum|mean|sum|standard-deviation)-projection")) return projection(op, p, flat);
        return eachPlane(op, p).map(work -> new Rival("ImageProcessor", stacks -> planes(stacks.get(0), work)));
    }

    private static double number(Map<String, Object> parameters, String name, double fallback) {
        return parameters.get(name) instanceof Number n ? n.doubleValue() : fallback;
    }

    private static Optional<Consumer<ImageProcessor>> eachPlane(String op, Map<String, Object> p) {
        double value = number(p, "value", 2);
        Consumer<ImageProcessor> work = switch (op) {
            case "add-scalar" -> ip -> ip.add(value);
            case "subtract-scalar" -> ip -> ip.subtract(value);
            case "multiply-scalar" -> ip -> ip.multiply(value);
            case "divide-scalar" -> ip -> ip.multiply(1 / value);
            case "absolute" -> ImageProcessor::abs;
            case "invert" -> ImageProcessor::invert;
            case "square-root" -> ImageProcessor::sqrt;
            case "logarithm" -> ImageProcessor::log;
            case "exponential" -> ImageProcessor::exp;
            case "clip" ->
                ip -> {
                    ip.min(number(p, "min", 0));
                    ip.max(number(p, "max", 1000));
                };
            case "threshold" ->
                ip -> {
                    ip.setThreshold(value, Float.MAX_VALUE, ImageProcessor.NO_LUT_UPDATE);
                    ip.createMask();
                };
            case "flip-x" -> ImageProcessor::flipHorizontal;
            case "flip-y" -> ImageProcessor::flipVertical;
            case "sobel" -> ImageProcessor::findEdges;
            case "histogram", "minimum-maximum", "mean", "standard-deviation" -> ip -> ip.getStats();
            default -> null;
        };
        return Optional.ofNullable(work);
    }

    private static void planes(ImageStack stack, Consumer<ImageProcessor> work) {
        for (int z = 1; z <= stack.size(); z++) work.accept(stack.getProcessor(z));
    }

    private static Rival blit(int mode) {
        return new Rival("copyBits", stacks -> {
            for (int z = 1; z <= stacks.get(0).size(); z++)
                stacks.get(0).getProcessor(z).copyBits(stacks.get(1).getProcessor(z), 0, 0, mode);
        });
    }

    private static Rival gaussian(double sigma, boolean flat) {
        if (flat)
            return new Rival(
                    "GaussianBlur",
                    stacks -> planes(stacks.get(0), ip -> new GaussianBlur().blurGaussian(ip, sigma, sigma, 2e-4)));
        return new Rival("GaussianBlur3D", stacks -> GaussianBlur3D.blur(plus(stacks.get(0)), sigma, sigma, sigma));
    }

    /** Discs in 2D, balls in 3D, also for boxes. */
    private static Optional<Rival> ranks(String kind, double radius, boolean flat) {
        if (!flat) return balls(kind, (float) radius);
        int filter = switch (kind) {
            case "mean" -> RankFilters.MEAN;
            case "minimum", "erode" -> RankFilters.MIN;
            case "maximum", "dilate" -> RankFilters.MAX;
            case "median" -> RankFilters.MEDIAN;
            case "variance" -> RankFilters.VARIANCE;
            case "open" -> RankFilters.OPEN;
            case "close" -> RankFilters.CLOSE;
            case "top-hat" -> RankFilters.TOP_HAT;
            default -> -1;
        };
        if (filter < 0) return Optional.empty();
        return Optional.of(new Rival(
                "RankFilters", stacks -> planes(stacks.get(0), ip -> new RankFilters().rank(ip, radius, filter))));
    }

    private static Optional<Rival> balls(String kind, float r) {
        int filter = switch (kind) {
            case "mean" -> Filters3D.MEAN;
            case "minimum", "erode" -> Filters3D.MIN;
            case "maximum", "dilate" -> Filters3D.MAX;
            case "median" -> Filters3D.MEDIAN;
            case "variance" -> Filters3D.VAR;
            default -> -1;
        };
        if (filter < 0) return Optional.empty();
        return Optional.of(new Rival("Filters3D", stacks -> Filters3D.filter(stacks.get(0), filter, r, r, r)));
    }

    private static Optional<Rival> projection(String op, Map<String, Object> p, boolean flat) {
        if (flat || !"z".equals(String.valueOf(p.getOrDefault("axis", "z")))) return Optional.empty();
        String method = switch (op) {
            case "maximum-projection" -> "max";
            case "minimum-projection" -> "min";
            case "mean-projection" -> "avg";
            case "sum-projection" -> "sum";
            default -> "sd";
        };
        return Optional.of(new Rival("ZProjector", stacks -> ZProjector.run(plus(stacks.get(0)), method)));
    }

    private static ImagePlus plus(ImageStack stack) {
        return new ImagePlus("", stack);
    }

    private static ImageStack stack(Voxels v) {
        ImageStack stack = new ImageStack(v.sizeX(), v.sizeY());
        int n = v.sizeX() * v.sizeY();
        for (int z = 0; z < v.sizeZ(); z++) stack.addSlice(plane(v, z * n, n));
        return stack;
    }

    private static ImageProcessor plane(Voxels v, int from, int n) {
        if (v.type() == VoxelType.UINT8) {
            byte[] b = new byte[n];
            for (int i = 0; i < n; i++) b[i] = (byte) v.integer(from + i);
            return new ByteProcessor(v.sizeX(), v.sizeY(), b);
        }
        if (v.type() == VoxelType.UINT16) {
            short[] s = new short[n];
            for (int i = 0; i < n; i++) s[i] = (short) v.integer(from + i);
            return new ShortProcessor(v.sizeX(), v.sizeY(), s, null);
        }
        float[] f = new float[n];
        for (int i = 0; i < n; i++) f[i] = (float) v.real(from + i);
        return new FloatProcessor(v.sizeX(), v.sizeY(), f, null);
    }
}
