package org.kachel.op.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kachel.op.expression.Expression.cast;
import static org.kachel.op.expression.Expression.compare;
import static org.kachel.op.expression.Expression.constant;
import static org.kachel.op.expression.Expression.image;
import static org.kachel.op.expression.Expression.multiply;
import static org.kachel.op.expression.Expression.scalar;
import static org.kachel.op.expression.Expression.subtract;

import java.math.BigDecimal;
import java.util.List;
import net.imglib2.FinalInterval;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.kachel.block.VoxelType;
import org.kachel.block.Voxels;

class ExpressionTest {
    private static final double[] AWKWARD = {
        0,
        -0.0,
        1,
        -1,
        0.5,
        -0.5,
        127,
        128,
        254.5,
        255,
        256,
        -128,
        -129,
        32767.5,
        65535,
        65536,
        1e9,
        2147483647.0,
        2147483648.0,
        4294967295.0,
        4294967296.0,
        0x1p53,
        0x1p53 + 2,
        0x1p63,
        -0x1p63,
        0x1p64,
        0x1.fffffffffffffp63,
        16777217,
        1e30,
        -1e30,
        0.1,
        Math.PI
    };

    @Test
    void arithmeticIsFloatUntilAWideImageJoins() {
        Expression narrow = image(0, VoxelType.UINT16);
        assertThat(multiply(narrow, constant(2)).type()).isEqualTo(VoxelType.FLOAT32);
        assertThat(multiply(narrow, scalar(0, 0)).type()).isEqualTo(VoxelType.FLOAT32);
        assertThat(multiply(narrow, image(1, VoxelType.INT32)).type()).isEqualTo(VoxelType.FLOAT64);
        assertThat(Expression.min(image(0, VoxelType.UINT64), image(1, VoxelType.UINT64))
                        .type())
                .isEqualTo(VoxelType.UINT64);
    }

    @ParameterizedTest
    @EnumSource(VoxelType.class)
    void comparisonsWithNumbersAreThoseOfRealNumbers(VoxelType type) {
        Voxels in = awkward(type);
        for (Relation relation : Relation.values())
            for (double bound : AWKWARD) {
                Voxels out = evaluate(compare(relation, image(0, type), scalar(0, 0)), List.of(in), bound);
                for (int i = 0; i < in.count(); i++)
                    assertThat(out.integer(i) != 0)
                            .as("%s %s %s", exact(in, i), relation.sign(), bound)
                            .isEqualTo(relation.holds(exact(in, i).compareTo(new BigDecimal(bound))));
            }
    }

    @ParameterizedTest
    @EnumSource(VoxelType.class)
    void comparisonsOfImagesAreThoseOfRealNumbers(VoxelType type) {
        Voxels in = awkward(type);
        for (VoxelType other : VoxelType.values()) {
            Voxels with = awkward(other);
            for (int shift = 0; shift < in.count(); shift++)
                for (Relation relation : Relation.values()) {
                    Voxels rolled = Voxels.zeros(other, with.interval());
                    for (int i = 0; i < with.count(); i++) copy(with, i, rolled, (i + shift) % with.count());
                    Voxels out = evaluate(compare(relation, image(0, type), image(1, other)), List.of(in, rolled), 0);
                    for (int i = 0; i < in.count(); i++)
                        assertThat(out.integer(i) != 0)
                                .isEqualTo(relation.holds(exact(in, i).compareTo(exact(rolled, i))));
                }
        }
    }

    @Test
    void castsBetweenIntegersSaturate() {
        Voxels huge = Voxels.zeros(VoxelType.UINT64, new FinalInterval(2, 1, 1));
        huge.setInteger(0, -1L);
        huge.setInteger(1, 300);
        Voxels signed = evaluate(cast(VoxelType.INT64, image(0, VoxelType.UINT64)), List.of(huge), 0);
        assertThat(signed.integer(0)).isEqualTo(Long.MAX_VALUE);
        Voxels small = evaluate(cast(VoxelType.UINT8, image(0, VoxelType.UINT64)), List.of(huge), 0);
        assertThat(small.integer(0)).isEqualTo(255);
        assertThat(small.integer(1)).isEqualTo(255);
        Voxels real = evaluate(cast(VoxelType.FLOAT32, image(0, VoxelType.UINT64)), List.of(huge), 0);
        assertThat(real.real(0)).isEqualTo(0x1p64);
    }

    @Test
    void substitutionKeepsTheStoredTypeOfWhatItReplaces() {
        Expression first = multiply(image(0, VoxelType.UINT8), constant(1.5));
        Expression second = subtract(image(0, VoxelType.UINT8), constant(1));
        Expression fused = second.substitute(i -> first, s -> s);
        Voxels in = Voxels.zeros(VoxelType.UINT8, new FinalInterval(1, 1, 1));
        in.setInteger(0, 3);
        assertThat(evaluate(fused, List.of(in), 0).real(0)).isEqualTo(3.0);
        assertThat(fused.substitute(i -> image(7, i.type()), s -> s).images()).containsExactly(7);
    }

    @Test
    void sharedPartsStayShared() {
        Expression value = image(0, VoxelType.FLOAT32);
        for (int i = 0; i < 100; i++) {
            Expression step = multiply(image(0, VoxelType.FLOAT32), image(0, VoxelType.FLOAT32));
            Expression last = value;
            value = step.substitute(image -> last, s -> s);
        }
        assertThat(Tape.of(value).steps()).hasSize(101);
    }

    private static Voxels evaluate(Expression e, List<Voxels> images, double scalar) {
        Voxels out = Voxels.zeros(e.type(), images.get(0).interval());
        PointwiseKernel.reference(e, images, List.of(new double[] {scalar}), out);
        return out;
    }

    private static Voxels awkward(VoxelType type) {
        Voxels in = Voxels.zeros(type, new FinalInterval(AWKWARD.length, 1, 1));
        for (int i = 0; i < AWKWARD.length; i++) in.setReal(i, AWKWARD[i]);
        return in;
    }

    private static void copy(Voxels from, int i, Voxels to, int j) {
        if (from.type().floating()) to.setReal(j, from.real(i));
        else to.setInteger(j, from.integer(i));
    }

    private static BigDecimal exact(Voxels in, int i) {
        if (in.type().floating()) return new BigDecimal(in.real(i));
        return in.type() == VoxelType.UINT64
                ? new BigDecimal(Long.toUnsignedString(in.integer(i)))
                : new BigDecimal(in.integer(i));
    }
}
