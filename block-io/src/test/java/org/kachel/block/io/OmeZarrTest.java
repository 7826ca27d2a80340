package org.kachel.block.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import net.imglib2.FinalInterval;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.kachel.block.VoxelType;
import org.kachel.block.Voxels;

/** Images and their labels in one container; channels, times and spacing from metadata. */
class OmeZarrTest {
    @TempDir
    Path folder;

    private VolumeAddress at(String dataset) {
        return VolumeAddress.of(folder.toString()).dataset(dataset);
    }

    @ParameterizedTest
    @EnumSource(names = {"OME_ZARR_0_4", "OME_ZARR_0_5"})
    void anImageKeepsItsLabelsBesideIt(VolumeSpec.Format format) throws Exception {
        Voxels voxels = RoundTripTest.random(VoxelType.UINT32, new FinalInterval(20, 10, 5), 1);
        FaultyContainersTest.write(at("labels/nuclei"), format, "zstd:1", voxels, true);
        assertThat(Volumes.exists(at(""))).isFalse();
        FaultyContainersTest.write(at(""), format, "zstd:1", voxels, false);
        FaultyContainersTest.write(at("labels/cells"), format, "zstd:1", voxels, true);
        assertThat(Volumes.datasets(folder.toString())).containsExactly("", "labels/cells", "labels/nuclei");
        assertThat(Volumes.info(at("")).dataset()).isEqualTo("0");
        assertThat(Volumes.info(at("labels/cells")).dataset()).isEqualTo("labels/cells/0");
        assertThat(Volumes.info(at("")).format()).startsWith(format.toString());
        assertThat(labels()).contains("nuclei").contains("cells");
        Volumes.delete(at(""));
        assertThat(Volumes.exists(at(""))).isFalse();
        assertThat(Volumes.datasets(folder.toString())).containsExactly("labels/cells", "labels/nuclei");
        Volumes.delete(at("labels/cells"));
        assertThat(labels()).contains("nuclei").doesNotContain("cells");
        assertThat(Volumes.info(at("")).dataset()).isEqualTo("labels/nuclei/0");
    }

    private String labels() throws IOException {
        Path v2 = folder.resolve("labels/.zattrs");
        return Files.readString(Files.exists(v2) ? v2 : folder.resolve("labels/zarr.json"));
    }

    @Test
    void untilFinishedThereIsNoMetadata() throws Exception {
        Voxels voxels = RoundTripTest.random(VoxelType.UINT8, new FinalInterval(8, 8, 8), 1);
        for (VolumeSpec.Format format : VolumeSpec.Format.values()) {
            VolumeSpec spec = new VolumeSpec(
                    format, VoxelType.UINT8, new long[] {8, 8, 8}, new int[] {4, 4, 4}, "raw", Spacing.VOXELS, false);
            VolumeAddress address = at(format.toString());
            VolumeWriter writer = Volumes.writer(address, spec);
            assertThat(Volumes.exists(address)).isFalse();
            writer.write(voxels);
            assertThat(Volumes.exists(address)).isTrue();
            assertThatThrownBy(() -> Volumes.open(address)).isInstanceOf(VolumeException.class);
            writer.finish();
            Volumes.open(address).close();
        }
    }

    @Test
    void emptyChunksAreNotStoredAndStaleOnesGo() throws Exception {
        FinalInterval interval = new FinalInterval(8, 8, 8);
        VolumeSpec spec = new VolumeSpec(
                VolumeSpec.Format.ZARR2,
                VoxelType.INT16,
                new long[] {8, 8, 8},
                new int[] {8, 8, 8},
                "raw",
                Spacing.VOXELS,
                false);
        try (VolumeWriter writer = Volumes.writer(at("a"), spec)) {
            assertThat(writer.write(RoundTripTest.random(VoxelType.INT16, interval, 1)))
                    .isEqualTo(1024);
            assertThat(folder.resolve("a/0/0/0")).exists();
            assertThat(writer.write(Voxels.zeros(VoxelType.INT16, interval))).isZero();
            assertThat(folder.resolve("a/0/0/0")).doesNotExist();
            assertThatThrownBy(() -> writer.write(Voxels.zeros(VoxelType.INT16, new FinalInterval(4, 8, 8))))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("whole number of chunks");
            assertThatThrownBy(() -> writer.write(Voxels.zeros(VoxelType.UINT8, interval)))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void channelsAndTimesAreChosen() throws Exception {
        Files.writeString(
                folder.resolve(".zarray"),
                "{\"zarr_format\":2,\"shape\":[2,3,1,2,2],\"chunks\":[1,2,1,2,2],\"dtype\":\"|u1\",\"compressor\":null,"
                        + "\"filters\":null,\"fill_value\":0,\"order\":\"C\"}");
        Files.write(folder.resolve("1.0.0.0.0"), new byte[] {1, 2, 3, 4, 5, 6, 7, 8});
        assertThat(read(1, 1)).isEqualTo(List.of(5L, 6L, 7L, 8L));
        assertThat(read(0, 1)).isEqualTo(List.of(1L, 2L, 3L, 4L));
        assertThat(read(2, 0)).isEqualTo(List.of(0L, 0L, 0L, 0L));
        assertThatThrownBy(() -> read(-1, 0)).hasMessageContaining("3 channels; choose one with channel: 0 to 2");
        assertThatThrownBy(() -> read(0, -1)).hasMessageContaining("2 time points; choose one with time: 0 to 1");
        assertThatThrownBy(() -> read(3, 0)).hasMessageContaining("no such channel");
    }

    private List<Long> read(int channel, int time) throws IOException {
        try (Volume volume = Volumes.open(new VolumeAddress(folder.toString(), "", channel, time))) {
            Voxels voxels = Voxels.zeros(volume.type(), volume.interval());
            volume.read(voxels);
            return List.of(voxels.integer(0), voxels.integer(1), voxels.integer(2), voxels.integer(3));
        }
    }

    @Test
    void scalesOfRootAndLevelMultiplyAndUnitsAreBroughtTogether() throws Exception {
        Voxels voxels = RoundTripTest.random(VoxelType.UINT8, new FinalInterval(4, 4, 4), 1);
        FaultyContainersTest.write(at("0"), VolumeSpec.Format.ZARR2, "raw", voxels, false);
        Files.writeString(folder.resolve(".zattrs"), """
                {"multiscales": [{"version": "0.4", "axes": [
                  {"name": "z", "type": "space", "unit": "micrometer"},
                  {"name": "y", "type": "space", "unit": "nanometer"},
                  {"name": "x", "type": "space", "unit": "nanometer"}],
                  "coordinateTransformations": [{"type": "scale", "scale": [2, 1, 1]}],
                  "datasets": [{"path": "0", "coordinateTransformations": [
                    {"type": "scale", "scale": [0.5, 100, 200]}, {"type": "translation", "translation": [1, 1, 1]}]}]}]}
                """);
        assertThat(Volumes.info(at("")).spacing()).isEqualTo(new Spacing(200, 100, 1000, "nanometer"));
    }

    @Test
    void fileUrisAndPathsWithSpacesWork() throws Exception {
        Path spaced = Files.createDirectories(folder.resolve("my data"));
        Voxels voxels = RoundTripTest.random(VoxelType.UINT8, new FinalInterval(4, 4, 4), 1);
        FaultyContainersTest.write(VolumeAddress.of(spaced + "/v.zarr"), VolumeSpec.Format.ZARR3, "raw", voxels, false);
        assertThat(Volumes.exists(VolumeAddress.of("file:" + spaced + "/v.zarr")))
                .isTrue();
        assertThat(Volumes.exists(VolumeAddress.of(spaced.toUri() + "v.zarr"))).isTrue();
        assertThat(Volumes.open(VolumeAddress.of("file://" + spaced + "/v.zarr/"))
                        .type())
                .isEqualTo(VoxelType.UINT8);
    }

    @Test
    void chunksAreSharedBetweenReadsAndDroppedOnClose() throws Exception {
        Voxels voxels = RoundTripTest.random(VoxelType.UINT8, new FinalInterval(30, 30, 30), 1);
        FaultyContainersTest.write(at("a"), VolumeSpec.Format.ZARR2, "zstd:1", voxels, false);
        long before = ChunkCache.shared().bytes();
        Volume volume = Volumes.open(at("a"));
        volume.read(Voxels.zeros(VoxelType.UINT8, volume.interval()));
        assertThat(ChunkCache.shared().bytes()).isGreaterThan(before);
        Files.delete(folder.resolve("a/0/0/0"));
        Voxels again = Voxels.zeros(VoxelType.UINT8, volume.interval());
        volume.read(again);
        assertThat(again.bytes()).isEqualTo(voxels.bytes());
        volume.close();
        assertThat(ChunkCache.shared().bytes()).isEqualTo(before);
    }
}
