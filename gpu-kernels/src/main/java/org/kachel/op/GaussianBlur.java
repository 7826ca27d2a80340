package org.kachel.op;

import java.util.List;
import org.kachel.block.Halo;
import org.kachel.block.VoxelType;
import org.kachel.block.Voxels;
import org.kachel.gpu.DeviceImage;
import org.kachel.gpu.Lane;
import org.kachel.op.expression.Tail;

/**
 * The image smoothed by a Gaussian, axis after axis (x, y, z): weights exp(−v²/2σ²) for |v| ≤ radius, normalised in double,
 * rounded to float32; sums by fma in ascending order, so that the same bits come out of every device, tile and of Java.
 * An axis with sigma 0 or radius 0 is left alone. The result is float32; every input is rounded to float32 first, 64-bit
 * ones too.
 *
 * <p>*Units*: voxels.
 */
record GaussianBlur(double sigmaX, double sigmaY, double sigmaZ, Halo radius, Border border) implements FoldingStencil {
    static final CatalogueEntry ENTRY = CatalogueEntry.of(
            "gaussian-blur",
            "smooths with a Gaussian; sigma 0 leaves an axis alone",
            List.of(
                    Parameter.numberPerAxis("sigma", null, 0, 2000, "voxels", "standard deviation"),
                    Parameter.integerPerAxis(
                            "radius", "", 0, 8000, "voxels", "where the Gaussian is cut off; 4 sigma if left out"),
                    Border.PARAMETER),
            GaussianBlur::bind);

    GaussianBlur {
        radius = new Halo(sigmaX > 0 ? radius.x() : 0, sigmaY > 0 ? radius.y() : 0, sigmaZ > 0 ? radius.z() : 0);
    }

    private static GaussianBlur bind(Arguments arguments) {
        double[] sigma = arguments.numbers("sigma");
        Border border = Border.of(arguments);
        if (!arguments.has("radius")) return of(sigma, border);
        return new GaussianBlur(sigma[0], sigma[1], sigma[2], BoxFilter.radius(arguments), border);
    }

    /** Cut off at ⌊4σ⌋. */
    static GaussianBlur of(double[] sigma, Border border) {
        Halo radius = new Halo((int) (4 * sigma[0]), (int) (4 * sigma[1]), (int) (4 * sigma[2]));
        return new GaussianBlur(sigma[0], sigma[1], sigma[2], radius, border);
    }

    /** The 2·radius+1 weights of one axis. */
    static float[] weights(double sigma, int radius) {
        if (radius == 0) return new float[] {1};
        double[] exact = new double[2 * radius + 1];
        double sum = 0;
        for (int k = 0; k < exact.length; k++) {
            double v = k - radius;
            exact[k] = StrictMath.exp(-v * v / (2 * sigma * sigma));
            sum += exact[k];
        }
        float[] weights = new float[exact.length];
        for (int k = 0; k < weights.length; k++) weights[k] = (float) (exact[k] / sum);
        return weights;
    }

    @Override
    public String name() {
        return "gaussian-blur";
    }

    @Override
    public Halo halo() {
        return radius;
    }

    @Override
    public VoxelType outputType(VoxelType image) {
        return VoxelType.FLOAT32;
    }

    /** The three passes. */
    SeparableFilter filter() {
        float[][] weights = {weights(sigmaX, radius.x()), weights(sigmaY, radius.y()), weights(sigmaZ, radius.z())};
        return new SeparableFilter(SeparableFilter.Fold.WEIGHTED, radius, border, weights);
    }

    @Override
    public long scratchBytes(VoxelType image, long inputVoxels, long outputVoxels) {
        return filter().scratchBytes(image, inputVoxels);
    }

    @Override
    public void enqueue(Lane lane, DeviceImage in, DeviceImage out) {
        filter().enqueue(lane, in, out);
    }

    @Override
    public boolean folds(VoxelType image) {
        return filter().folds(image);
    }

    @Override
    public void enqueue(Lane lane, DeviceImage in, Tail<DeviceImage> tail, DeviceImage out) {
        filter().enqueue(lane, in, tail, out);
    }

    @Override
    public void reference(Voxels in, Voxels out) {
        filter().reference(in, out);
    }
}
