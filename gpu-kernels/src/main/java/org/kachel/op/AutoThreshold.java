package org.kachel.op;

import ij.process.AutoThresholder;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A threshold from a {@link Histogram} and a {@link MinimumMaximum}: the centre of the last bin of the background, so that
 * foreground is what lies above. The maximum where the image is constant, so that nothing does.
 *
 * <p>Otsu is the first bin that maximises the variance between the two classes, compared exactly. The other methods are
 * ImageJ's ({@code ij.process.AutoThresholder}), which take counts as int: those of images beyond 2³¹ voxels are scaled down.
 *
 * @param method ImageJ's name in kebab-case, such as {@code max-entropy}
 */
record AutoThreshold(String method) implements ScalarFunction {
    private static final Map<String, AutoThresholder.Method> BY_NAME = Arrays.stream(AutoThresholder.Method.values())
            .collect(Collectors.toMap(AutoThreshold::kebab, m -> m, (a, b) -> a, TreeMap::new));

    static final List<String> METHODS = List.copyOf(BY_NAME.keySet());

    private static String kebab(AutoThresholder.Method method) {
        return method.name()
                .replace("IsoData", "Isodata")
                .replaceAll("(?<=[a-z])(?=[A-Z])", "-")
                .replace('_', '-')
                .toLowerCase(java.util.Locale.ROOT);
    }

    @Override
    public String name() {
        return "auto-threshold";
    }

    @Override
    public double[] compute(List<double[]> inputs) {
        double[] counts = inputs.get(0);
        double minimum = inputs.get(1)[MinimumMaximum.MINIMUM], maximum = inputs.get(1)[MinimumMaximum.MAXIMUM];
        if (!(minimum < maximum)) return new double[] {maximum};
        int k = method.equals("otsu")
                ? otsu(counts)
                : new AutoThresholder().getThreshold(BY_NAME.get(method), asInts(counts));
        return new double[] {Histogram.centre(k, minimum, maximum)};
    }

    /** The first k for which (s₀·n − s·n₀)² / (n₀·n₁) is largest, with n₀ and s₀ count and sum of the bins up to k. */
    static int otsu(double[] counts) {
        BigInteger n = BigInteger.ZERO, s = BigInteger.ZERO;
        for (int k = 0; k < counts.length; k++) {
            n = n.add(whole(counts[k]));
            s = s.add(whole(counts[k]).multiply(BigInteger.valueOf(k)));
        }
        int best = 0;
        BigInteger bestTop = BigInteger.ZERO, bestBottom = BigInteger.ONE, n0 = BigInteger.ZERO, s0 = BigInteger.ZERO;
        for (int k = 0; k < counts.length - 1; k++) {
            n0 = n0.add(whole(counts[k]));
            s0 = s0.add(whole(counts[k]).multiply(BigInteger.valueOf(k)));
            BigInteger bottom = n0.multiply(n.subtract(n0));
            BigInteger top = s0.multiply(n).subtract(s.multiply(n0)).pow(2);
            if (bottom.signum() == 0 || top.multiply(bestBottom).compareTo(bestTop.multiply(bottom)) <= 0) continue;
            best = k;
            bestTop = top;
            bestBottom = bottom;
        }
        return best;
    }

    private static BigInteger whole(double count) {
        return BigInteger.valueOf((long) count);
    }

    private static int[] asInts(double[] counts) {
        double divisor = Math.max(1, Math.ceil(Arrays.stream(counts).sum() / (Integer.MAX_VALUE - Histogram.BINS)));
        return Arrays.stream(counts).mapToInt(c -> (int) Math.ceil(c / divisor)).toArray();
    }
}
