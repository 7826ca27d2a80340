package org.kachel.op.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import net.imglib2.FinalInterval;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kachel.block.VoxelType;
import org.kachel.block.Voxels;

class ExpressionParserTest {
    private static final Map<String, Expression> INPUTS = Map.of(
            "x", Expression.image(0, VoxelType.FLOAT32),
            "y", Expression.image(1, VoxelType.FLOAT32));

    /** x is 5, y is 2. */
    private static double value(String text) {
        Expression e = Expression.cast(VoxelType.FLOAT64, ExpressionParser.parse(text, INPUTS));
        Voxels x = Voxels.zeros(VoxelType.FLOAT32, new FinalInterval(1, 1, 1));
        Voxels y = Voxels.zeros(VoxelType.FLOAT32, new FinalInterval(1, 1, 1));
        Voxels out = Voxels.zeros(VoxelType.FLOAT64, new FinalInterval(1, 1, 1));
        x.setReal(0, 5);
        y.setReal(0, 2);
        PointwiseKernel.reference(e, List.of(x, y), List.of(), out);
        return out.real(0);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "z = (x - y) * (x - y) ~ 9",
                "x - y - 1 ~ 2",
                "1 / 2 ~ 0.5",
                "1 + 2 * 3 ~ 7",
                "-x + y ~ -3",
                "x % 3 ~ 2",
                "x > 4 && y > 4 ~ 0",
                "x > 4 || y > 4 ~ 1",
                "!x ~ 0",
                "x > y ? x : y ~ 5",
                "x < y ? 1 : x == 5 ? 2 : 3 ~ 2",
                "x == 5 ~ 1",
                "1 + x > 5 == 1 ~ 1",
                "clamp(x, 0, 3.5) ~ 3.5",
                "min(x, y) + max(x, 10) ~ 12",
                "fma(x, y, 1) ~ 11",
                "sqrt(x * x) ~ 5",
                "uint8(x * 100) ~ 255",
                "2.5e1f + .5 ~ 25.5",
                "round(2.5) + round(-2.5) ~ 0",
                "x * 2; ~ 10",
                "pow(y, 3) ~ 8",
            })
    void meansWhatCMeans(String text, double expected) {
        assertThat(value(text)).isEqualTo(expected);
    }

    @Test
    void namesAreTheInputsAlone() {
        assertThat(ExpressionParser.names("z = sqrt(b) + a * M_PI == a")).containsExactly("a", "b");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "x + w ~ unknown input 'w'; known are x, y ~ 4",
                "x + ~ expected a number, a name or '(', found the end ~ 3",
                "(x + y ~ expected ')', found the end ~ 6",
                "sqr(x) ~ unknown function 'sqr' ~ 0",
                "x + min(x) ~ min takes 2 arguments, not 1 ~ 4",
                "x $ y ~ cannot read '$' here ~ 2",
                "x y ~ did not expect 'y' here ~ 2",
                "x ? y ~ expected ':', found the end ~ 5",
                "x + 3abc ~ cannot read '3' here ~ 4",
            })
    void errorsPointAtThePlace(String text, String message, int column) {
        assertThatThrownBy(() -> ExpressionParser.parse(text, INPUTS))
                .isInstanceOf(ExpressionSyntaxException.class)
                .hasMessageContaining(message)
                .hasMessageEndingWith("\n  " + text + "\n  " + " ".repeat(column) + "^");
    }
}
