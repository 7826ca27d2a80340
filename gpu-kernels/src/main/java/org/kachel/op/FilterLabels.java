package org.kachel.op;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.kachel.block.VoxelType;

/**
 * Objects whose measured properties lie in given ranges, renumbered 1, 2, … in the order of their old numbers unless they
 * keep these. Without ranges all objects stay and are renumbered only.
 *
 * @param name in the catalogue
 * @param ranges all must hold
 * @param keepsIds whether objects that stay keep their ids
 */
public record FilterLabels(String name, List<Range> ranges, boolean keepsIds) implements Relabeling {
    private static final Parameter IDS = Parameter.choice(
            "ids",
            "consecutive",
            List.of("consecutive", "kept"),
            "of objects that stay: 1, 2, … in the order of their old ids, or those themselves, as canonical ids should be");

    static final List<CatalogueEntry> ENTRIES = List.of(
            CatalogueEntry.of(
                            "filter-labels",
                            "Keeps the objects whose measured properties lie in the given ranges, after the merge",
                            parameters(),
                            FilterLabels::bind)
                    .inputs("labels")
                    .optionalInputs("image")
                    .example(Map.of("size", List.of(10, 5000), "mean", List.of(200, 60000))),
            borderEntry("exclude-border-objects", "Drops the objects that touch the volume's border", false),
            borderEntry("keep-border-objects", "Keeps the objects that touch the volume's border", true),
            CatalogueEntry.of(
                            "relabel-sequential",
                            "Numbers the objects 1, 2, … without gaps, in the order of their old numbers",
                            List.of(),
                            a -> new FilterLabels("relabel-sequential", List.of(), false))
                    .inputs("labels"));

    /** A property and the values that it may have, both ends included; infinite where an end is open. NaN is never inside. */
    public record Range(ObjectProperty property, double low, double high) implements Serializable {
        boolean contains(double value) {
            return low <= value && value <= high;
        }
    }

    public FilterLabels {
        ranges = List.copyOf(ranges);
    }

    private static CatalogueEntry borderEntry(String name, String summary, boolean touching) {
        return CatalogueEntry.of(
                        name, summary + ", and renumbers the rest", List.of(IDS), a -> border(name, touching, kept(a)))
                .inputs("labels");
    }

    /** The objects that do or do not touch the volume's border, along axes longer than a voxel. */
    static FilterLabels border(String name, boolean touching, boolean keepsIds) {
        return new FilterLabels(name, List.of(border(touching)), keepsIds);
    }

    private static Range border(boolean touching) {
        double value = touching ? 1 : 0;
        return new Range(ObjectProperty.TOUCHES_BORDER, value, value);
    }

    private static boolean kept(Arguments arguments) {
        return arguments.text(IDS.name()).equals("kept");
    }

    private static List<Parameter> parameters() {
        return Stream.concat(
                        ObjectProperty.ALL.stream().map(FilterLabels::parameter),
                        Stream.of(ObjectProperty.NEIGHBOURS, IDS))
                .toList();
    }

    private static Parameter parameter(ObjectProperty property) {
        if (property == ObjectProperty.TOUCHES_BORDER)
            return new Parameter(
                    property.name(),
                    Parameter.Type.BOOLEAN,
                    "",
                    0,
                    0,
                    List.of(),
                    "",
                    "true keeps those that reach the volume's border, false the others");
        return Parameter.range(property.name(), "", property.unit(), "[smallest, largest] " + property.description());
    }

    private static FilterLabels bind(Arguments arguments) {
        List<Range> ranges = new ArrayList<>();
        for (ObjectProperty property : ObjectProperty.ALL) {
            if (!arguments.has(property.name())) continue;
            if (property == ObjectProperty.TOUCHES_BORDER) ranges.add(border(arguments.flag(property.name())));
            else {
                double[] range = arguments.range(property.name());
                ranges.add(new Range(ObjectProperty.named(property.name(), arguments), range[0], range[1]));
            }
        }
        if (ranges.isEmpty())
            throw new ParameterException(
                    "size", "filter-labels needs a property to filter by, such as size: [10, 500]");
        return new FilterLabels("filter-labels", ranges, kept(arguments));
    }

    @Override
    public Operation on(List<VoxelType> inputs) {
        ObjectProperty.check(name, properties(), inputs.size());
        return this;
    }

    @Override
    public List<ObjectProperty> properties() {
        return ranges.stream().map(Range::property).toList();
    }

    @Override
    public boolean keep(double[] values) {
        for (int i = 0; i < ranges.size(); i++) if (!ranges.get(i).contains(values[i])) return false;
        return true;
    }
}
