package org.kachel.op;

import java.util.List;
import java.util.Map;

/**
 * A mask with its holes: background that no path across faces connects with the volume's border. What scipy's
 * {@code binary_fill_holes} yields, under any tiling.
 */
record FillHoles() implements Composite {
    static final CatalogueEntry ENTRY = CatalogueEntry.of(
                    "fill-holes",
                    "1 in the mask and where background is enclosed by it (by faces), else 0",
                    List.of(),
                    a -> new FillHoles())
            .inputs("mask");

    @Override
    public String name() {
        return "fill-holes";
    }

    @Override
    public Operand expand(List<Operand> inputs, Builder builder) {
        Operand background = builder.apply("binary-not", Map.of(), inputs.get(0));
        Operand parts = builder.apply(new ConnectedComponents(Connectivity.FACES, false), background);
        Operand holes = builder.apply(FilterLabels.border("exclude-border-objects", false, false), parts);
        return builder.apply("binary-or", Map.of(), inputs.get(0), holes);
    }
}
