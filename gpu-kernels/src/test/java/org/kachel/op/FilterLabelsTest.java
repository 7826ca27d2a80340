package org.kachel.op;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FilterLabelsTest {
    @Test
    void keepsBothEndsOfTheRange() {
        Relabeling filter = (Relabeling) Catalogue.entry("filter-labels").bind(Map.of("size", List.of(10, 500)));
        assertThat(filter.properties()).containsExactly("voxel-count");
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

    private static boolean keep(Relabeling filter, double value) {
        return filter.keep(new double[] {value});
    }
}
