package org.kachel.op;

import java.util.Arrays;
import java.util.List;
import org.kachel.block.Halo;
import org.kachel.op.BoxFilter.Statistic;

/**
 * Grey and binary morphology with a box: minima and maxima one after the other. The result has the input's type; a
 * difference that the type cannot hold is saturated.
 */
record MorphologyBox(Kind kind, Halo radius, Border border) implements Composite {
    /** What is made of erosion and dilation. */
    enum Kind {
        ERODE("smallest value of a box"),
        DILATE("largest value of a box"),
        OPEN("erosion, then dilation: removes what is brighter and smaller than the box"),
        CLOSE("dilation, then erosion: fills what is darker and smaller than the box"),
        TOP_HAT("the image minus its opening: keeps what is brighter and smaller than the box"),
        BOTTOM_HAT("the closing minus the image: keeps what is darker and smaller than the box");

        private final String summary;

        Kind(String summary) {
            this.summary = summary;
        }

        String operation() {
            return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-') + "-box";
        }
    }

    static final List<CatalogueEntry> ENTRIES =
            Arrays.stream(Kind.values()).map(MorphologyBox::entry).toList();

    private static CatalogueEntry entry(Kind kind) {
        return CatalogueEntry.of(
                kind.operation(),
                kind.summary,
                List.of(BoxFilter.RADIUS, Border.PARAMETER),
                a -> new MorphologyBox(kind, BoxFilter.radius(a), Border.of(a)));
    }

    @Override
    public String name() {
        return kind.operation();
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
        return to.apply(new BoxFilter(Statistic.MINIMUM, radius, border), x);
    }

    private Operand dilate(Operand x, Builder to) {
        return to.apply(new BoxFilter(Statistic.MAXIMUM, radius, border), x);
    }
}
