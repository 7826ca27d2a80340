package org.kachel.op;

import static org.kachel.op.VoxelKeys.DIGITS;
import static org.kachel.op.VoxelKeys.DIGIT_BITS;

import java.util.List;
import java.util.Map;
import org.kachel.block.VoxelType;

/**
 * The value below which a share of the voxels lies, exactly: of n sorted voxels the one at (n − 1) · percentage / 100, counted
 * from 0, between two of them the linear mixture ({@code numpy.percentile}).
 *
 * <p>Both neighbours are found digit by digit, the highest first: count the values of a digit, take the one in which the wanted
 * voxel lies, and look at the next digit of the keys that begin so. A pass over the image for each digit: one for 8 bits, two for
 * 16, three for 32, six for 64.
 *
 * @param type of the image, or null before it is known
 */
record Percentile(double percentage, VoxelType type) implements Composite {
    static final CatalogueEntry ENTRY = CatalogueEntry.of(
                    "percentile",
                    "the value below which a percentage of all voxels lies, exactly; between two voxels their mixture",
                    List.of(parameter()),
                    a -> new Percentile(a.number("percentage"), null))
            .example(Map.of("percentage", 99));

    static Parameter parameter() {
        return Parameter.number("percentage", null, 0, 100, "%", "50 is the median");
    }

    @Override
    public String name() {
        return "percentile";
    }

    @Override
    public Percentile on(List<VoxelType> inputs) {
        if (inputs.size() != 1 || inputs.get(0) == null)
            throw new ParameterException("of", "percentile takes 1 image(s), not " + inputs.size());
        return new Percentile(percentage, inputs.get(0));
    }

    @Override
    public Operand expand(List<Operand> inputs, Builder builder) {
        Operand image = inputs.get(0), choice = null;
        for (int digit = 0; digit < VoxelKeys.digits(type); digit++) {
            Operand counts = digit == 0
                    ? builder.apply(new DigitCounts(digit), image)
                    : builder.apply(new DigitCounts(digit), image, choice);
            choice = digit == 0
                    ? builder.apply(new Choice(percentage), counts)
                    : builder.apply(new Choice(percentage), counts, choice);
        }
        if (!type.floating()) return builder.apply(new Mixture(type), choice);
        // nothing is sorted where there is NaN: this one refuses it
        return builder.apply(new Mixture(type), choice, builder.apply(new MinimumMaximum(true), image));
    }

    /** The digits chosen so far, of the lower and the upper voxel; they are too long for a double. */
    static long[] keys(double[] choice) {
        return new long[] {(long) choice[0] << 32 | (long) choice[1], (long) choice[2] << 32 | (long) choice[3]};
    }

    /**
     * One digit more. Takes the counts and the choice before; yields two keys as halves of 32 bits, the ranks of the two
     * voxels among the keys that begin so, and the share of the upper one.
     */
    record Choice(double percentage) implements ScalarFunction {
        @Override
        public String name() {
            return "choose-digit";
        }

        @Override
        public double[] compute(List<double[]> inputs) {
            double[] counts = inputs.get(0);
            double[] before = inputs.size() > 1 ? inputs.get(1) : start(counts);
            long[] keys = keys(before);
            double[] result = before.clone();
            choose(counts, 0, keys[0], 0, result);
            choose(counts, keys[0] == keys[1] ? 0 : DIGITS, keys[1], 1, result);
            return result;
        }

        private double[] start(double[] counts) {
            double n = java.util.Arrays.stream(counts).sum();
            double position = (n - 1) * (percentage / 100);
            double lower = Math.floor(position);
            return new double[] {0, 0, 0, 0, lower, Math.min(lower + 1, n - 1), position - lower};
        }

        private static void choose(double[] counts, int from, long key, int which, double[] result) {
            double rank = result[4 + which];
            int digit = 0;
            while (digit < DIGITS - 1 && rank >= counts[from + digit]) rank -= counts[from + digit++];
            long longer = key << DIGIT_BITS | digit;
            result[2 * which] = longer >>> 32;
            result[2 * which + 1] = longer & 0xffffffffL;
            result[4 + which] = rank;
        }
    }

    /** The value between the two voxels. */
    record Mixture(VoxelType type) implements ScalarFunction {
        @Override
        public String name() {
            return "mix";
        }

        @Override
        public double[] compute(List<double[]> inputs) {
            double[] choice = inputs.get(0);
            long[] keys = keys(choice);
            double a = VoxelKeys.value(type, keys[0]), b = VoxelKeys.value(type, keys[1]), t = choice[6];
            return new double[] {(t < 0.5 ? a + (b - a) * t : b - (b - a) * (1 - t)) + 0.0};
        }
    }
}
