package org.kachel.op;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.kachel.block.VoxelType;

class FilterLabelsTest {
    @Test
    void keepsBothEndsOfTheRange() {
        Relabeling filter = (Relabeling) Catalogue.entry("filter-labels").bind(Map.of("size", List.of(10, 500)));
        assertThat(filter.properties()).extracting(ObjectProperty::column).containsExactly("voxel-count");
        assertThat(new boolean[] {keep(filter, 9), keep(filter, 10), keep(filter, 500), keep(filter, 501)})
                .containsExactly(false, true, true, false);
    }

    @Test
    void takesOpenEnds() {
        Relabeling filter = (Relabeling) Catalogue.entry("filter-labels").bind(Map.of("size", "[10, .inf]"));
        assertThat(keep(filter, 1e15)).isTrue();
    }

    @Test
    void relabelingKeepsAll() {
        Relabeling all = (Relabeling) Catalogue.entry("relabel-sequential").bind(Map.of());
        assertThat(all.properties()).isEmpty();
        assertThat(all.keep(new double[0])).isTrue();
    }

    @Test
    void refusesAFilterWithoutProperty() {
        assertThatThrownBy(() -> Catalogue.entry("filter-labels").bind(Map.of()))
                .isInstanceOf(ParameterException.class)
                .hasMessageContaining("size: [10, 500]");
    }

    @Test
    void allRangesMustHold() {
        Relabeling filter = (Relabeling)
                Catalogue.entry("filter-labels").bind(Map.of("touches-border", false, "extent", List.of(0.5, 1)));
        assertThat(filter.properties()).extracting(ObjectProperty::column).containsExactly("touches-border", "extent");
        assertThat(filter.keep(new double[] {0, 0.5})).isTrue();
        assertThat(filter.keep(new double[] {1, 0.5})).isFalse();
        assertThat(filter.keep(new double[] {0, Double.NaN})).isFalse();
    }

    @Test
    void propertiesOfAnImageNeedOne() {
        for (Operation operation : List.of(
                Catalogue.entry("filter-labels").bind(Map.of("mean", List.of(10, 500))),
                Catalogue.entry("label-map").bind(Map.of("property", "max"))))
            assertThatThrownBy(() -> operation.on(List.of(VoxelType.UINT32)))
                    .isInstanceOf(ParameterException.class)
                    .hasMessageContaining("of: [labels, image]");
    }

    @Test
    void theNearestAreAsManyAsWanted() {
        Relabeling filter = (Relabeling)
                Catalogue.entry("filter-labels").bind(Map.of("mean-distance-nearest", List.of(0, 9), "nearest", 3));
        assertThat(filter.properties()).extracting(ObjectProperty::nearest).containsExactly(3);
        ObjectMap map = (ObjectMap) Catalogue.entry("label-map").bind(Map.of("property", "mean-distance-nearest"));
        assertThat(map.property().column()).isEqualTo("mean_distance_nearest_6");
    }

    private static boolean keep(Relabeling filter, double value) {
        return filter.keep(new double[] {value});
    }
}
