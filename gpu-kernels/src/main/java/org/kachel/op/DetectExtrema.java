package org.kachel.op;

import java.util.List;
import org.kachel.block.Halo;

/** Local maxima or minima of the mean over a box; radius 0 looks at the image itself. */
record DetectExtrema(boolean minima, Halo radius) implements Composite {
    static final List<CatalogueEntry> ENTRIES = List.of(entry(false), entry(true));

    private static CatalogueEntry entry(boolean minima) {
        Parameter radius =
                Parameter.integerPerAxis("radius", "0", 0, 8000, "voxels", "of the mean taken first; 0 takes none");
        return CatalogueEntry.of(
                minima ? "detect-minima" : "detect-maxima",
                "1 at each local " + (minima ? "minimum" : "maximum") + " of the mean over a box, else 0",
                List.of(radius),
                a -> new DetectExtrema(minima, BoxFilter.radius(a)));
    }

    @Override
    public String name() {
        return minima ? "detect-minima" : "detect-maxima";
    }

    @Override
    public Operand expand(List<Operand> inputs, Builder builder) {
        Operand image = inputs.get(0);
        if (!radius.equals(Halo.NONE))
            image = builder.apply(new BoxFilter(BoxFilter.Statistic.MEAN, radius, Border.CLAMP), image);
        return builder.apply(new LocalMaxima(minima), image);
    }
}
