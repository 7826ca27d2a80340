package org.kachel.op;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.kachel.block.Halo;
import org.kachel.op.BoxFilter.Statistic;
import org.kachel.op.Footprint.Form;

/**
 * Grey and binary morphology with a box, a sphere or a cross: minima and maxima one after the other. The result has the
 * input's type; a difference that the type cannot hold is saturated.
 */
record Morphology(Kind kind, Form form, Halo radius, Border border) implements Composite {
    /** What is made of erosion and dilation; {@code %s} is the structuring element. */
    enum Kind {
        ERODE("smallest value of a %s"),
        DILATE("largest value of a %s"),
        OPEN("erosion, then dilation: removes what is brighter and smaller than the %s"),
        CLOSE("dilation, then erosion: fills what is darker and smaller than the %s"),
        TOP_HAT("the image minus its opening: keeps what is brighter and smaller than the %s"),
        BOTTOM_HAT("the closing minus the image: keeps what is darker and smaller than the %s");

        private final String summary;

        Kind(String summary) {
            this.summary = summary;
        }
    }

    static final List<CatalogueEntry> ENTRIES = Arrays.stream(Form.values())
            .flatMap(form -> Arrays.stream(Kind.values()).map(kind -> entry(kind, form)))
            .toList();

    private static CatalogueEntry entry(Kind kind, Form form) {
        return CatalogueEntry.of(
                operation(kind, form),
                kind.summary.formatted(word(form)),
                List.of(form == Form.BOX ? BoxFilter.RADIUS : Footprint.RADIUS, Border.PARAMETER),
                a -> new Morphology(kind, form, BoxFilter.radius(a), Border.of(a)));
    }

    private static String operation(Kind kind, Form form) {
        return word(kind).replace('_', '-') + "-" + word(form);
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public String name() {
        return operation(kind, form);
    }

    @Override
    public Operand expand(List<Operand> inputs, Builder to) {
        Operand x = inputs.get(0);
        return switch (kind) {
            case ERODE -> erode(x, to);
            case DILATE -> dilate(x, to);
            case OPEN -> dilate(erode(x, to), to);
            case CLOSE -> erode(dilate(x, to), to);
            case TOP_HAT -> to.apply(new SameTypeDifference(), x, dilate(erode(x, to), to));
            case BOTTOM_HAT -> to.apply(new SameTypeDifference(), erode(dilate(x, to), to), x);
        };
    }

    private Operand erode(Operand x, Builder to) {
        return to.apply(extreme(Statistic.MINIMUM), x);
    }

    private Operand dilate(Operand x, Builder to) {
        return to.apply(extreme(Statistic.MAXIMUM), x);
    }

    private Stencil extreme(Statistic statistic) {
        return form == Form.BOX
                ? new BoxFilter(statistic, radius, border)
                : new FootprintFilter(statistic, new Footprint(form, radius), border);
    }
}
