package org.kachel.block.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import net.imglib2.FinalInterval;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kachel.block.VoxelType;
import org.kachel.block.Voxels;

/** Keys, paths in metadata and links do not lead out of a container, for readers and for writers. */
class UntrustedPathsTest {
    private static final byte[] SECRET = "secret".getBytes(StandardCharsets.UTF_8);

    @TempDir
    Path folder;

    private Path root;
    private Path outside;
    private Store store;

    @BeforeEach
    void aContainerBesideASecret() throws IOException {
        root = Files.createDirectories(folder.resolve("container"));
        outside = Files.write(folder.resolve("outside"), SECRET);
        store = Stores.at(root.toString());
    }

    @AfterEach
    void theSecretIsAsItWas() throws IOException {
        assertThat(outside).hasBinaryContent(SECRET);
        try (var beside = Files.list(folder)) {
            assertThat(beside).containsExactlyInAnyOrder(root, outside);
        }
        System.clearProperty(Links.PROPERTY);
    }

    static List<String> keys() {
        return List.of(
                "..",
                "../outside",
                "a/../../outside",
                ".",
                "a/./b",
                "/",
                "/etc/passwd",
                "a/",
                "a//b",
                "..\\outside",
                "a\\..\\..\\outside",
                "C:\\outside",
                "a\0b",
                "x".repeat(5000),
                "x/".repeat(3000) + "x",
                "\ud800");
    }

    @ParameterizedTest
    @MethodSource("keys")
    void aKeyThatIsNoneIsRefusedEverywhere(String key) {
        List<ThrowingCallable> uses = List.of(
                () -> store.read(key),
                () -> store.read(key, 0, 1),
                () -> store.size(key),
                () -> store.list(key),
                () -> store.versions(key, (object, version) -> {}),
                () -> store.write(key, SECRET, 1),
                () -> store.write(key, outside),
                () -> store.delete(key),
                () -> store.deleteFolder(key));
        assertThat(uses)
                .allSatisfy(use -> assertThatThrownBy(use)
                        .isInstanceOf(VolumeException.class)
                        .hasMessageContaining("is no path")
                        .hasMessageNotContaining("\0"));
        assertThat(root).isEmptyDirectory();
    }

    @Test
    void odderNamesAreNamesAllTheSame() throws Exception {
        for (String key : List.of("%2e%2e/outside", "...", "a b", "ä𝛑", "C:", "http:", "~", "$HOME", "-rf", "a\nb")) {
            store.write(key, SECRET, 2);
            assertThat(store.read(key)).hasSize(2);
            assertThat(root.resolve(key)).exists();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"../outside", "a/../../outside", "..\\outside", "a//b", "a\0b", "", "/", "///"})
    void aLevelOfAPyramidStaysBelowItsGroup(String path) throws Exception {
        String escaped = path.replace("\\", "\\\\").replace("\0", "\\u0000");
        Files.writeString(
                root.resolve(".zattrs"), "{\"multiscales\":[{\"datasets\":[{\"path\":\"%s\"}]}]}".formatted(escaped));
        store.write("labels/kept", SECRET, 1);
        VolumeAddress address = VolumeAddress.of(root.toString());
        assertThatThrownBy(() -> Volumes.open(address))
                .isInstanceOf(VolumeException.class)
                .hasMessageContaining(".zattrs multiscales[0] datasets[0] path");
        assertThatThrownBy(() -> Volumes.delete(address)).isInstanceOf(VolumeException.class);
        assertThat(root.resolve("labels/kept")).exists();
    }

    @Test
    void anAbsoluteLevelIsOneOfTheGroup() throws Exception {
        write(root.resolve("etc/passwd"));
        Files.writeString(root.resolve(".zattrs"), "{\"multiscales\":[{\"datasets\":[{\"path\":\"/etc/passwd\"}]}]}");
        assertThat(Volumes.info(VolumeAddress.of(root.toString())).dataset()).isEqualTo("etc/passwd");
    }

    private static void write(Path array) throws IOException {
        Voxels voxels = RoundTripTest.random(VoxelType.UINT8, new FinalInterval(4, 4, 4), 1);
        FaultyContainersTest.write(VolumeAddress.of(array.toString()), VolumeSpec.Format.ZARR2, "raw", voxels, false);
    }

    @Test
    void aPlaceThatIsNoPathSaysSo() {
        for (String place : List.of("a\0b", "file:/a%00b", "\ud800"))
            assertThatThrownBy(() -> Volumes.open(VolumeAddress.of(place)))
                    .isInstanceOf(VolumeException.class)
                    .hasMessageContaining("is no path on this system");
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "links need privileges there")
    void linksAreFollowedWhereTheyAreTrustedAlone() throws Exception {
        write(root.resolve("a"));
        Files.delete(root.resolve("a/0/0/0"));
        Files.createSymbolicLink(root.resolve("a/0/0/0"), outside);
        Files.createSymbolicLink(root.resolve("b"), root.resolve("a"));
        Files.createSymbolicLink(root.resolve("up"), folder);
        List<ThrowingCallable> uses = List.of(
                () -> read("a"),
                () -> Volumes.open(VolumeAddress.of(root.toString()).dataset("b")),
                () -> store.read("up/outside"),
                () -> store.size("up/outside"),
                () -> store.list("up"),
                () -> store.versions("up", (object, version) -> {}),
                () -> store.write("up/outside", SECRET, 1),
                () -> store.write("up/new", SECRET, 1),
                () -> store.delete("up/outside"),
                () -> store.deleteFolder("up/container"));
        assertThat(uses)
                .allSatisfy(use -> assertThatThrownBy(use)
                        .isInstanceOf(VolumeException.class)
                        .hasMessageContaining("is a symbolic link")
                        .hasMessageContaining("-Dkachel.links=follow"));
        assertThat(Volumes.datasets(root.toString())).containsExactly("a");
        System.setProperty(Links.PROPERTY, "follow");
        assertThat(Volumes.datasets(root.toString())).contains("a", "b");
        assertThat(store.read("up/outside")).isEqualTo(SECRET);
        System.clearProperty(Links.PROPERTY);
        store.deleteFolder("up");
        assertThat(root.resolve("up")).doesNotExist();
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "links need privileges there")
    void aContainerMayBeALinkItself() throws Exception {
        write(root.resolve("a"));
        Path link = Files.createSymbolicLink(folder.resolve("link"), root);
        try {
            assertThat(Volumes.datasets(link.toString())).containsExactly("a");
            assertThat(Volumes.info(VolumeAddress.of(link.toString())).size()).containsExactly(4L, 4L, 4L);
        } finally {
            Files.delete(link);
        }
    }

    @Test
    @Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "links need privileges there")
    void aSearchAmongLinksInCirclesEnds() throws Exception {
        for (int i = 0; i < 8; i++) Files.createSymbolicLink(root.resolve("round" + i), root);
        assertThat(Volumes.datasets(root.toString())).isEmpty();
        System.setProperty(Links.PROPERTY, "follow");
        assertThatThrownBy(() -> Volumes.datasets(root.toString()))
                .isInstanceOf(VolumeException.class)
                .hasMessageContaining("name the dataset that is meant");
    }

    @Test
    @Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "there are no pipes in folders there")
    void aPipeInPlaceOfAChunkIsNotWaitedFor() throws Exception {
        write(root.resolve("a"));
        Files.delete(root.resolve("a/0/0/0"));
        assertThat(new ProcessBuilder("mkfifo", root.resolve("a/0/0/0").toString())
                        .start()
                        .waitFor())
                .isZero();
        assertThatThrownBy(() -> read("a"))
                .isInstanceOf(VolumeException.class)
                .hasMessageContaining("0/0/0 is neither a file nor a folder");
    }

    private void read(String dataset) throws IOException {
        try (Volume volume = Volumes.open(VolumeAddress.of(root.toString()).dataset(dataset))) {
            volume.read(Voxels.zeros(volume.type(), volume.interval()));
        }
    }
}
