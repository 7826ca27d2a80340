package org.kachel.block.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import net.imglib2.FinalInterval;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.kachel.block.VoxelType;
import org.kachel.block.Voxels;

/** Pyramids: sizes, metadata, and that nothing is seen of them before all levels are complete. */
class LevelsTest {
    private static final List<Integer> TWO = List.of(2, 2, 2);
    private static final long[] SIZE = {13, 6, 1};

    @TempDir
    Path folder;

    private VolumeAddress at(String dataset) {
        return VolumeAddress.of(folder.toString()).dataset(dataset);
    }

    private static VolumeSpec spec(VolumeSpec.Format format, Levels levels) {
        Spacing spacing = new Spacing(0.5, 2, 3, "micrometer");
        return new VolumeSpec(format, VoxelType.UINT16, SIZE, new int[] {4, 4, 1}, "zstd:1", spacing, false, levels);
    }

    @Test
    void sizesRoundUpAndAnAxisOfOneVoxelStays() {
        Levels levels = new Levels(4, TWO, "mean");
        assertThat(levels.size(SIZE, 1)).containsExactly(7, 3, 1);
        assertThat(levels.size(SIZE, 2)).containsExactly(4, 2, 1);
        assertThat(levels.size(SIZE, 3)).containsExactly(2, 1, 1);
        assertThat(levels.step(SIZE, 1)).containsExactly(2, 2, 1);
        assertThat(levels.scale(SIZE, 3)).containsExactly(8, 8, 1);
        assertThat(levels.scale(SIZE, 4)).containsExactly(16, 8, 1);
        assertThat(new Levels(2, List.of(3, 1, 2), "mean").size(new long[] {7, 7, 7}, 1))
                .containsExactly(3, 7, 4);
    }

    @ParameterizedTest
    @CsvSource({
        "13, 6, 1, 2, 5, 1",
        "1, 1, 1, 2, 1, 1",
        "257, 210, 100, 2, 10, 2",
        "256, 256, 1, 2, 9, 1",
        "1025, 2, 2, 2, 12, 4",
        "9, 9, 9, 3, 3, 1",
        "9, 9, 9, 1, 1, 1"
    })
    void thereAreLevelsUntilNoAxisShrinks(long x, long y, long z, int factor, int most, int fitting256) {
        List<Integer> factors = List.of(factor, factor, factor);
        assertThat(Levels.most(new long[] {x, y, z}, factors)).isEqualTo(most);
        assertThat(Levels.fitting(new long[] {x, y, z}, factors, 256)).isEqualTo(fitting256);
    }

    @Test
    void whatCannotBeIsRefused() {
        assertThatThrownBy(() -> new Levels(0, TWO, "mean")).hasMessageContaining("at least 1 level, not 0");
        assertThatThrownBy(() -> new Levels(2, List.of(2, 0, 2), "mean")).hasMessageContaining("at least 1, not");
        assertThatThrownBy(() -> spec(VolumeSpec.Format.N5, new Levels(6, TWO, "mean")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("6 levels, but an image of [13, 6, 1] voxels has at most 5");
        assertThatThrownBy(() -> spec(VolumeSpec.Format.ZARR3, new Levels(2, TWO, "mean")))
                .hasMessageContaining("zarr3 holds one array per image");
    }

    /** Writes random levels, unlike in a real pyramid, so that none can be taken for another. */
    private Voxels[] write(VolumeAddress address, VolumeSpec spec, boolean finish) throws IOException {
        Voxels[] written = new Voxels[spec.levels().count()];
        for (int i = written.length - 1; i >= 0; i--) {
            written[i] = RoundTripTest.random(
                    VoxelType.UINT16, new FinalInterval(spec.levels().size(SIZE, i)), 5 + i);
            try (VolumeWriter writer = Volumes.writer(address, spec, i)) {
                writer.write(written[i]);
                if (finish && i == 0) writer.finish();
            }
        }
        return written;
    }

    private static Voxels read(Volume volume) throws IOException {
        try (volume) {
            Voxels voxels = Voxels.zeros(volume.type(), volume.interval());
            volume.read(voxels);
            return voxels;
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"OME_ZARR_0_4", "OME_ZARR_0_5", "N5"})
    void levelsAreReadBackOneByOne(VolumeSpec.Format format) throws IOException {
        for (String dataset : List.of("", "a/image")) {
            Voxels[] written = write(at(dataset), spec(format, new Levels(3, TWO, "mean")), true);
            VolumeInfo info = Volumes.info(at(dataset));
            assertThat(info.levels()).hasSize(3);
            for (int i = 0; i < 3; i++) {
                VolumeAddress level = Volumes.level(at(dataset), i);
                assertThat(level.dataset()).isEqualTo(info.levels().get(i));
                try (Volume volume = Volumes.open(level)) {
                    assertThat(volume.spacing()).isEqualTo(new Spacing(0.5 * (1 << i), 2 * (1 << i), 3, "micrometer"));
                    assertThat(volume.chunkSize()[0]).isEqualTo(4);
                }
                assertThat(read(Volumes.open(level)).bytes()).isEqualTo(written[i].bytes());
            }
            assertThat(read(Volumes.open(at(dataset))).bytes()).isEqualTo(written[0].bytes());
            assertThat(Volumes.datasets(folder.toString())).containsExactly(dataset);
            assertThatThrownBy(() -> Volumes.level(at(dataset), 3)).hasMessageContaining("3 levels (0 to 2)");
            Volumes.delete(at(dataset));
            assertThat(Volumes.exists(at(dataset))).isFalse();
            assertThat(Volumes.datasets(folder.toString())).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"OME_ZARR_0_4", "OME_ZARR_0_5", "N5"})
    void beforeTheEndNothingIsSeenButByWhoKnows(VolumeSpec.Format format) throws IOException {
        for (String dataset : List.of("", "image")) {
            VolumeSpec spec = spec(format, new Levels(3, TWO, "mean"));
            assertThat(Volumes.exists(at(dataset))).isFalse();
            Voxels[] written = write(at(dataset), spec, false);
            assertThat(Volumes.exists(at(dataset))).isTrue();
            assertThat(Volumes.datasets(folder.toString())).isEmpty();
            assertThatThrownBy(() -> Volumes.open(at(dataset))).isInstanceOf(VolumeException.class);
            for (int i = 0; i < 3; i++)
                assertThat(read(Volumes.unfinished(at(dataset), spec, i)).bytes())
                        .isEqualTo(written[i].bytes());
            Volumes.delete(at(dataset));
            assertThat(Volumes.exists(at(dataset))).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"OME_ZARR_0_4", "OME_ZARR_0_5"})
    void metadataSaysWhereEachLevelLies(VolumeSpec.Format format) throws IOException {
        write(at("labels/x"), spec(format, new Levels(3, List.of(2, 2, 2), "mode")), true);
        boolean v3 = format == VolumeSpec.Format.OME_ZARR_0_5;
        Json group = metadata("labels/x/" + (v3 ? "zarr.json" : ".zattrs"));
        Json ome = v3 ? group.get("attributes").get("ome") : group;
        Json image = ome.get("multiscales").elements().get(0);
        assertThat(image.get("type").text()).isEqualTo("mode");
        assertThat((v3 ? ome : image).get("version").text()).isEqualTo(v3 ? "0.5" : "0.4");
        for (int i = 0; i < 3; i++) {
            Json level = image.get("datasets").elements().get(i);
            List<Json> both = level.get("coordinateTransformations").elements();
            int f = 1 << i;
            assertThat(level.get("path").text()).isEqualTo("" + i);
            assertThat(both.get(0).get("scale").numbers()).containsExactly(3, 2 * f, 0.5 * f);
            assertThat(both.get(1).get("translation").numbers()).containsExactly(0, f - 1, 0.25 * (f - 1));
            Json array = metadata("labels/x/" + i + (v3 ? "/zarr.json" : "/.zarray"));
            assertThat(array.get("shape").longs()).containsExactly(1, (6 + f - 1) / f, (13 + f - 1) / f);
        }
        assertThat(metadata("labels/" + (v3 ? "zarr.json" : ".zattrs")).node().toString())
                .contains("\"labels\":[\"x\"]");
    }

    @Test
    void n5LevelsSayTheirFactors() throws IOException {
        write(at("setup0"), spec(VolumeSpec.Format.N5, new Levels(3, TWO, "mean")), true);
        Json level = metadata("setup0/s2/attributes.json");
        assertThat(level.get("downsamplingFactors").longs()).containsExactly(4, 4, 1);
        assertThat(level.get("pixelResolution").get("dimensions").numbers()).containsExactly(0.5, 2, 3);
        assertThat(Volumes.info(at("setup0")).format()).isEqualTo("n5");
    }

    @Test
    void oneLevelIsAsBefore() throws IOException {
        write(at(""), spec(VolumeSpec.Format.OME_ZARR_0_4, Levels.ONE), true);
        assertThat(Files.readString(folder.resolve(".zattrs"))).doesNotContain("translation");
        write(at("b"), spec(VolumeSpec.Format.N5, Levels.ONE), true);
        assertThat(Files.exists(folder.resolve("b/attributes.json"))).isTrue();
        assertThat(Files.readString(folder.resolve("b/attributes.json"))).doesNotContain("downsampling");
        assertThatThrownBy(() -> Volumes.level(at("b"), 1)).hasMessageContaining("has no pyramid");
    }

    private Json metadata(String key) throws IOException {
        Optional<Json> json = Json.read(Stores.at(folder.toString()), key);
        assertThat(json).as(key).isPresent();
        return json.orElseThrow();
    }
}
