package org.kachel.op;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SeededLabelingTest {
    /** Writes down what a composite asks for. */
    private static final class Notes implements Composite.Builder {
        private record Step(String text) implements Composite.Operand {}

        private final List<String> steps = new ArrayList<>();

        @Override
        public Composite.Operand apply(Operation operation, Composite.Operand... inputs) {
            if (operation instanceof Composite composite) return composite.expand(Arrays.asList(inputs), this);
            return note(operation.name(), inputs);
        }

        @Override
        public Composite.Operand apply(String name, Map<String, ?> parameters, Composite.Operand... inputs) {
            return note(name + parameters, inputs);
        }

        private Composite.Operand note(String what, Composite.Operand... inputs) {
            List<String> from =
                    Arrays.stream(inputs).map(i -> ((Step) i).text()).toList();
            steps.add(what + from);
            return new Step("#" + steps.size());
        }
    }

    private static List<String> steps(String operation, Map<String, ?> parameters, String... inputs) {
        Notes notes = new Notes();
        Composite composite = (Composite) Catalogue.entry(operation).bind(parameters);
        composite.expand(
                Arrays.stream(inputs)
                        .map(t -> (Composite.Operand) new Notes.Step(t))
                        .toList(),
                notes);
        return notes.steps;
    }

    @Test
    void voronoiOtsuBlursTheOriginalTwice() {
        assertThat(steps("voronoi-otsu-labeling", Map.of("spot-sigma", 3, "outline-sigma", "[1, 1, 0]"), "image"))
                .containsExactly(
                        "gaussian-blur{sigma=[3.0, 3.0, 3.0]}[image]",
                        "detect-maxima{radius=0}[#1]",
                        "gaussian-blur{sigma=[1.0, 1.0, 0.0]}[image]",
                        "threshold-auto{method=otsu}[#3]",
                        "binary-and{}[#2, #4]",
                        "connected-components[#5]",
                        "flood-labels[#6, #4]");
    }

    @Test
    void voronoiNeedsNoMask() {
        assertThat(steps("voronoi-labeling", Map.of(), "seeds"))
                .containsExactly("connected-components[seeds]", "flood-labels[#1, #1]");
    }

    @Test
    void gaussOtsuLabelsPartsAboveTheThreshold() {
        assertThat(steps("gauss-otsu-labeling", Map.of(), "image"))
                .containsExactly(
                        "gaussian-blur{sigma=[2.0, 2.0, 2.0]}[image]",
                        "threshold-auto{method=otsu}[#1]",
                        "connected-components[#2]");
    }
}
