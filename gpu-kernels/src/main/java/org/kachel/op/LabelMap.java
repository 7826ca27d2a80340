package org.kachel.op;

import java.util.List;
import java.util.Map;
import org.kachel.block.VoxelType;

/** See {@link ObjectMap}; values are rounded to the nearest float, and are NaN where there is none, as a mean over no neighbours. */
record LabelMap(ObjectProperty property) implements ObjectMap {
    static final CatalogueEntry ENTRY = CatalogueEntry.of(
                    "label-map",
                    "Paints a measured property of each object into its voxels; 0 at the background",
                    List.of(
                            Parameter.choice(
                                    "property",
                                    "size",
                                    ObjectProperty.ALL.stream()
                                            .map(ObjectProperty::name)
                                            .toList(),
                                    "what is painted, in voxels; min, max, mean, sum and standard-deviation are those of the image"),
                            ObjectProperty.NEIGHBOURS),
                    a -> new LabelMap(ObjectProperty.named(a.text("property"), a)))
            .inputs("labels")
            .optionalInputs("image")
            .example(Map.of("property", "mean"));

    @Override
    public String name() {
        return "label-map";
    }

    @Override
    public Operation on(List<VoxelType> inputs) {
        ObjectProperty.check(name(), List.of(property), inputs.size());
        return this;
    }
}
