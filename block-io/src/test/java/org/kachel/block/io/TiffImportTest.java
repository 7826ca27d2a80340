package org.kachel.block.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kachel.block.VoxelType;
import org.kachel.block.Voxels;

/** Stacks by tifffile, whose voxels are x + 2y + 3z + 50c + 100t, come out as volumes of the same values. */
class TiffImportTest {
    @TempDir
    Path folder;

    @Test
    void aHyperstackGivesTheChosenChannelAndTime() throws Exception {
        Voxels voxels = imported("hyperstack.tif", 1, 1, VoxelType.UINT16);
        assertValues(voxels, 150);
        assertThat(spacing("hyperstack.tif")).isEqualTo(new Spacing(0.25, 0.5, 1.5, "micrometer"));
    }

    @Test
    void pagesAreZ() throws Exception {
        assertValues(imported("pages-deflate.tif", -1, -1, VoxelType.UINT8), 0);
        assertValues(imported("pages-uint16-be.tif", -1, -1, VoxelType.UINT16), 0);
        assertValues(imported("pages-int32.tif", -1, -1, VoxelType.INT32), -20);
        assertValues(imported("float-imagej.tif", -1, -1, VoxelType.FLOAT32), 0.5);
    }

    @Test
    void aChannelMustBeChosenAndBeThere() throws Exception {
        assertThatThrownBy(() -> imported("hyperstack.tif", -1, 0, VoxelType.UINT16))
                .isInstanceOf(VolumeException.class)
                .hasMessageContaining("choose one with channel: 0 to 1");
        assertThatThrownBy(() -> imported("hyperstack.tif", 0, 2, VoxelType.UINT16))
                .isInstanceOf(VolumeException.class)
                .hasMessageContaining("no time 2");
    }

    @Test
    void whatIsNotReadIsRefused() throws Exception {
        assertThatThrownBy(() -> TiffStack.open(file("rgb.tif")))
                .isInstanceOf(VolumeException.class)
                .hasMessageContaining("RGB");
        Path text = Files.writeString(folder.resolve("no.tif"), "no TIFF at all");
        assertThatThrownBy(() -> TiffStack.open(text)).isInstanceOf(VolumeException.class);
        Path cut = folder.resolve("cut.tif");
        byte[] whole = Files.readAllBytes(file("hyperstack.tif"));
        Files.write(cut, java.util.Arrays.copyOf(whole, 2000));
        assertThatThrownBy(() -> new TiffImport(cut, 1, 1)
                        .to(
                                VolumeAddress.of(folder.resolve("cut.zarr").toString()),
                                VolumeSpec.Format.ZARR2,
                                new int[] {8, 8, 8},
                                "raw",
                                false))
                .isInstanceOf(VolumeException.class);
        assertThat(Files.exists(folder.resolve("cut.zarr/.zarray"))).isFalse();
    }

    @Test
    void aFileThatWasCopiedInPartIsNoShorterStack() throws Exception {
        for (String name : new String[] {"pages-uint16-be.tif", "pages-deflate.tif", "pages-int32.tif"}) {
            byte[] whole = Files.readAllBytes(file(name));
            for (int eighths = 1; eighths < 8; eighths++) {
                Path cut = Files.write(
                        folder.resolve("cut.tif"), java.util.Arrays.copyOf(whole, whole.length * eighths / 8));
                VolumeAddress out =
                        VolumeAddress.of(folder.resolve(name + eighths).toString());
                assertThatThrownBy(() -> new TiffImport(cut, -1, -1)
                                .to(out, VolumeSpec.Format.ZARR2, new int[] {8, 8, 8}, "raw", false))
                        .as(name + " " + eighths + "/8")
                        .isInstanceOf(VolumeException.class);
                assertThatThrownBy(() -> Volumes.open(out)).isInstanceOf(VolumeException.class);
            }
        }
    }

    private Voxels imported(String name, int channel, int time, VoxelType type) throws IOException {
        VolumeAddress address = VolumeAddress.of(folder.resolve(name + ".zarr").toString());
        new TiffImport(file(name), channel, time)
                .to(address, VolumeSpec.Format.OME_ZARR_0_4, new int[] {4, 3, 2}, "zstd:1", false);
        try (Volume volume = Volumes.open(address)) {
            assertThat(volume.type()).isEqualTo(type);
            assertThat(volume.interval().dimensionsAsLongArray()).containsExactly(9, 7, 5);
            Voxels voxels = Voxels.zeros(type, volume.interval());
            volume.read(voxels);
            return voxels;
        }
    }

    private Spacing spacing(String name) throws IOException {
        try (Volume volume =
                Volumes.open(VolumeAddress.of(folder.resolve(name + ".zarr").toString()))) {
            return volume.spacing();
        }
    }

    private static void assertValues(Voxels voxels, double offset) {
        for (int z = 0; z < 5; z++)
            for (int y = 0; y < 7; y++)
                for (int x = 0; x < 9; x++)
                    assertThat(voxels.real(voxels.index(x, y, z))).isEqualTo(x + 2 * y + 3 * z + offset);
    }

    private Path file(String name) throws IOException {
        Path file = folder.resolve(name);
        try (InputStream in = TiffImportTest.class.getResourceAsStream("tiff/" + name)) {
            Files.write(file, in.readAllBytes());
        }
        return file;
    }
}
