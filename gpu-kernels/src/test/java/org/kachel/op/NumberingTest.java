package org.kachel.op;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import net.imglib2.FinalInterval;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kachel.block.Size;
import org.kachel.block.VoxelType;
import org.kachel.block.Voxels;
import org.kachel.pipeline.GraphBuilder;

class NumberingTest {
    private static final Size LARGE = new Size(1 << 16, 1 << 16, 1);

    @Test
    void canonicalIdsAreThePlacesOfFirstVoxels() {
        int[] parts = {0, 1, 1, 0, 0, 2, 3, 0, 1, 0, 2, 2};
        int[] places = {0, 2, 2, 0, 0, 6, 7, 0, 2, 0, 6, 6};
        Voxels labels = Voxels.zeros(VoxelType.UINT32, new FinalInterval(6, 2, 1));
        for (int i = 0; i < parts.length; i++) labels.setInteger(i, parts[i]);
        CanonicalIds.number(labels);
        for (int i = 0; i < parts.length; i++) assertThat(labels.integer(i)).isEqualTo(places[i]);
    }

    @ParameterizedTest
    @CsvSource({"65536, 65535, UINT32", "65537, 65535, UINT64", "65536, 65536, UINT64"})
    void theVolumeDecidesHowWideTheyAre(long x, long y, VoxelType type) {
        assertThat(Numbering.CANONICAL.type(new Size(x, y, 1))).isEqualTo(type);
        assertThat(Numbering.CONSECUTIVE.type(new Size(x, y, 1))).isEqualTo(VoxelType.UINT32);
    }

    @ParameterizedTest
    @ValueSource(strings = {"connected-components", "gauss-otsu-labeling", "voronoi-labeling", "voronoi-otsu-labeling"})
    void everyLabelingOffersThem(String name) {
        GraphBuilder graph = new GraphBuilder().source("in", VoxelType.UINT8, LARGE);
        graph.step("ranks", Catalogue.entry(name).bind(Map.of()), List.of("in"));
        graph.step("places", Catalogue.entry(name).bind(Map.of("ids", "canonical")), List.of("in"));
        assertThat(graph.build().named("ranks").type()).isEqualTo(VoxelType.UINT32);
        assertThat(graph.build().named("places").type()).isEqualTo(VoxelType.UINT64);
    }

    @Test
    void filtersKeepOrReplaceThem() {
        GraphBuilder graph = new GraphBuilder().source("in", VoxelType.UINT8, LARGE);
        graph.step("places", Catalogue.entry("connected-components").bind(Map.of("ids", "canonical")), List.of("in"));
        for (String name : List.of("exclude-border-objects", "keep-border-objects")) {
            graph.step(name + "-kept", Catalogue.entry(name).bind(Map.of("ids", "kept")), List.of("places"));
            graph.step(name, Catalogue.entry(name).bind(Map.of()), List.of("places"));
            assertThat(graph.build().named(name + "-kept").type()).isEqualTo(VoxelType.UINT64);
            assertThat(graph.build().named(name).type()).isEqualTo(VoxelType.UINT32);
        }
        graph.step("ranks", Catalogue.entry("relabel-sequential").bind(Map.of()), List.of("places"));
        graph.step("cells", Catalogue.entry("flood-labels").bind(Map.of()), List.of("ranks", "in"));
        assertThatThrownBy(() ->
                        graph.step("wide", Catalogue.entry("flood-labels").bind(Map.of()), List.of("places", "in")))
                .isInstanceOf(ParameterException.class)
                .hasMessageContaining("not uint64")
                .hasMessageContaining("relabel-sequential");
    }
}
