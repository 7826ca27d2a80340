package org.kachel.op;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.imglib2.FinalInterval;
import net.imglib2.util.Intervals;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.kachel.block.VoxelType;
import org.kachel.block.Voxels;

/** Contents are what they are called, and those whose components scipy counted. */
class LabelImagesTest {
    private static final int TESTED_VOXELS = 128 * 128 * 128;

    static List<LabelCounts> counts() {
        return LabelCounts.all().stream()
                .filter(c -> Intervals.numElements(c.interval()) <= TESTED_VOXELS)
                .toList();
    }

    @ParameterizedTest
    @MethodSource("counts")
    void haveTheComponentsThatScipyCounts(LabelCounts counts) {
        Voxels image = counts.image();
        assertThat(LabelCounts.crc32(image)).isEqualTo(counts.crc32());
        for (Connectivity connectivity : Connectivity.values())
            assertThat(components(image, connectivity))
                    .as("%s", connectivity)
                    .isEqualTo(counts.components().get(connectivity));
    }

    @Test
    void allWereCountedAt512() {
        for (LabelImages content : LabelImages.values())
            assertThat(LabelCounts.of(content, new FinalInterval(512, 512, 512)))
                    .as("%s", content)
                    .isPresent();
    }

    @ParameterizedTest
    @CsvSource({"1,9,5", "9,1,7", "3,6,4", "8,8,8", "9,9,9", "7,10,6", "6,7,11", "5,5,1", "64,64,8"})
    void aSnakeIsOnePath(int nx, int ny, int nz) {
        Voxels snake = LabelImages.SNAKE.of(VoxelType.UINT8, new FinalInterval(nx, ny, nz), 0);
        int voxels = 0, ends = 0, corners = 0, touching = 0;
        for (int i = 0; i < snake.count(); i++) {
            if (snake.integer(i) == 0) continue;
            int[] touched = touched(snake, i);
            assertThat(touched[0]).as("faces of voxel %d", i).isLessThanOrEqualTo(2);
            voxels++;
            if (touched[0] < 2) ends++;
            if (touched[0] == 2 && !straight(snake, i)) corners++;
            touching += touched[1];
        }
        assertThat(components(snake, Connectivity.FACES)).isEqualTo(1);
        assertThat(ends).isEqualTo(2);
        assertThat(touching / 2)
                .as("neighbours on the path, and around its corners")
                .isEqualTo(voxels - 1 + corners);
    }

    /** Set voxels across faces, and all that touch. */
    private static int[] touched(Voxels v, int i) {
        int[] touched = new int[2];
        int x = i % v.sizeX(), y = i / v.sizeX() % v.sizeY(), z = i / v.sizeX() / v.sizeY();
        for (int dz = -1; dz <= 1; dz++)
            for (int dy = -1; dy <= 1; dy++)
                for (int dx = -1; dx <= 1; dx++) {
                    int steps = Math.abs(dx) + Math.abs(dy) + Math.abs(dz);
                    if (steps == 0 || !isSet(v, x + dx, y + dy, z + dz)) continue;
                    touched[1]++;
                    if (steps == 1) touched[0]++;
                }
        return touched;
    }

    private static boolean straight(Voxels v, int i) {
        int x = i % v.sizeX(), y = i / v.sizeX() % v.sizeY(), z = i / v.sizeX() / v.sizeY();
        return isSet(v, x - 1, y, z) && isSet(v, x + 1, y, z)
                || isSet(v, x, y - 1, z) && isSet(v, x, y + 1, z)
                || isSet(v, x, y, z - 1) && isSet(v, x, y, z + 1);
    }

    private static boolean isSet(Voxels v, int x, int y, int z) {
        boolean inside = x >= 0 && y >= 0 && z >= 0 && x < v.sizeX() && y < v.sizeY() && z < v.sizeZ();
        return inside && v.integer(v.index(x, y, z)) != 0;
    }

    private static int components(Voxels image, Connectivity connectivity) {
        Voxels labels = Voxels.zeros(VoxelType.UINT32, image.interval());
        new ConnectedComponents(connectivity, false).reference(image, labels);
        long most = 0;
        for (int i = 0; i < labels.count(); i++) most = Math.max(most, labels.integer(i));
        return Math.toIntExact(most);
    }
}
