package org.kachel.op;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import net.imglib2.FinalInterval;
import net.imglib2.Interval;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kachel.block.VoxelType;
import org.kachel.block.Voxels;

class ConnectedComponentsReferenceTest {
    static List<LabelGoldens> goldens() {
        return LabelGoldens.all();
    }

    @ParameterizedTest
    @MethodSource("goldens")
    void equalsScipy(LabelGoldens golden) {
        Voxels image = golden.image();
        Voxels labels = label(new ConnectedComponents(golden.connectivity(), false), image, image.interval());
        assertThat(LabelGoldens.sha256(labels)).isEqualTo(golden.sha256());
    }

    /** 5 0 5 5 7 7: binary joins 5 5 7 7, multi-label does not. */
    @Test
    void equalValuesAreConnectedInMultiLabel() {
        Voxels image = row(VoxelType.UINT16, 5, 0, 5, 5, 7, 7);
        assertThat(labels(new ConnectedComponents(Connectivity.FACES, false), image))
                .containsExactly(1, 0, 2, 2, 2, 2);
        assertThat(labels(new ConnectedComponents(Connectivity.FACES, true), image))
                .containsExactly(1, 0, 2, 2, 3, 3);
    }

    @Test
    void minusZeroIsBackgroundAndNanIsNot() {
        Voxels image = row(VoxelType.FLOAT32, -0.0, Double.NaN, Double.NaN, 0, 1e-45, -1);
        assertThat(labels(new ConnectedComponents(Connectivity.FACES, true), image))
                .containsExactly(0, 1, 1, 0, 2, 3);
    }

    @Test
    void looksAtTheOutputsIntervalOnly() {
        Voxels image = row(VoxelType.UINT8, 1, 1, 0, 1, 1, 1);
        Voxels labels = label(
                new ConnectedComponents(Connectivity.CORNERS, false),
                image,
                FinalInterval.createMinSize(3, 0, 0, 2, 1, 1));
        assertThat(List.of(labels.integer(0), labels.integer(1))).containsExactly(1L, 1L);
    }

    @Test
    void isFoundInTheCatalogue() {
        assertThat(Catalogue.entry("connected-components").bind(Map.of("connectivity", "edges", "kind", "multi-label")))
                .isEqualTo(new ConnectedComponents(Connectivity.EDGES, true));
        assertThat(Catalogue.entry("connected-components").bind(Map.of()))
                .isEqualTo(new ConnectedComponents(Connectivity.FACES, false));
    }

    static Voxels label(ConnectedComponents operation, Voxels image, Interval interval) {
        Voxels labels = Voxels.zeros(VoxelType.UINT32, interval);
        operation.reference(image, labels);
        return labels;
    }

    private static int[] labels(ConnectedComponents operation, Voxels image) {
        Voxels labels = label(operation, image, image.interval());
        int[] result = new int[labels.count()];
        for (int i = 0; i < result.length; i++) result[i] = (int) labels.integer(i);
        return result;
    }

    private static Voxels row(VoxelType type, double... values) {
        Voxels row = Voxels.zeros(type, new FinalInterval(values.length, 1, 1));
        for (int i = 0; i < values.length; i++) row.setReal(i, values[i]);
        return row;
    }
}
