package org.kachel.op;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Objects whose measured properties lie in given ranges, renumbered 1, 2, … in the order of their old
 * numbers. Without ranges all objects stay and are renumbered only.
 *
 * @param name {@code filter-labels} or {@code relabel-sequential}
 * @param ranges all must hold
 */
public record FilterLabels(String name, List<Range> ranges) implements Relabeling {
    static final List<CatalogueEntry> ENTRIES = List.of(
            CatalogueEntry.of(
                            "filter-labels",
                            "Keeps the objects whose measured properties lie in the given ranges, after the merge",
                            List.of(Parameter.range("size", "", "voxels", "[smallest, largest] number of voxels")),
                            FilterLabels::bind)
                    .inputs("labels")
                    .example(Map.of("size", List.of(10, 5000))),
            CatalogueEntry.of(
                            "relabel-sequential",
                            "Numbers the objects 1, 2, … without gaps, in the order of their old numbers",
                            List.of(),
                            a -> new FilterLabels("relabel-sequential", List.of()))
                    .inputs("labels"));

    /** A property and the values that it may have, both ends included; infinite where an end is open. */
    public record Range(String property, double low, double high) implements java.io.Serializable {
        boolean contains(double value) {
            return low <= value && value <= high;
        }
    }

    public FilterLabels {
        ranges = List.copyOf(ranges);
    }

    private static FilterLabels bind(Arguments arguments) {
        List<Range> ranges = new ArrayList<>();
        add(ranges, arguments, "size", "voxel-count");
        if (ranges.isEmpty())
            throw new ParameterException(
                    "size", "filter-labels needs a property to filter by, such as size: [10, 500]");
        return new FilterLabels("filter-labels", ranges);
    }

    private static void add(List<Range> ranges, Arguments arguments, String parameter, String property) {
        if (!arguments.has(parameter)) return;
        double[] range = arguments.range(parameter);
        ranges.add(new Range(property, range[0], range[1]));
    }

    @Override
    public List<String> properties() {
        return ranges.stream().map(Range::property).toList();
    }

    @Override
    public boolean keep(double[] values) {
        for (int i = 0; i < ranges.size(); i++) if (!ranges.get(i).contains(values[i])) return false;
        return true;
    }
}
