package org.kachel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kachel.block.VoxelType;
import org.kachel.block.Voxels;
import org.kachel.block.io.VolumeAddress;
import org.kachel.job.TestVolumes;

/** A disk that is full, and one that cannot be written: a line that says so and exit code 3, nothing that looks finished, and a way on. */
class FullDiskTest {
    /**
     * A disk of {@code $SIZE} of the system's own in a mount namespace, where that may be had; else files end at 8 MB, which is more than
     * libraries unpack. Then the same with room.
     */
    private static final String SCRIPT = """
            disk="$1"; shift
            mkdir -p "$disk"
            if [ "$LIMIT" = mount ]; then mount -t tmpfs -o size=$SIZE tmpfs "$disk"; fi
            if [ "$LIMIT" = mount ]; then "$@"; else (ulimit -f 8192; "$@"); fi
            echo $? > "$disk.first"
            find "$disk" -name '.zattrs' -o -name '*.csv' -o -name '*.part' > "$disk.left"
            if [ "$LIMIT" = mount ]; then mount -o remount,size=200m "$disk"; fi
            "$@" --resume
            echo $? > "$disk.second"
            cp -r "$disk" "$disk.kept"
            """;

    @TempDir
    private Path folder;

    @BeforeEach
    void input() throws IOException {
        TestVolumes.write(
                folder.resolve("in.zarr"),
                VoxelType.UINT16,
                new int[] {512, 512, 80},
                new int[] {256, 256, 80},
                FullDiskTest::grey);
    }

    private static long grey(int x, int y, int z) {
        return (x + 512L * (y + 512L * z)) * 2654435761L >>> 7 & 1023;
    }

    private Path pipeline(Path out) throws IOException {
        return Files.writeString(folder.resolve("p.yaml"), """
                input: {volume: '%s/in.zarr'}
                block: [256, 256, 80]
                steps:
                - {name: more, op: add-scalar, value: 1}
                output: {volume: '%s/out.zarr', codec: raw, chunk: [256, 256, 80], write: {more: ''}}
                """.formatted(folder, out));
    }

    private static List<String> kachel(Path pipeline) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-Xmx1g",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "org.kachel.cli.Kachel",
                "run",
                pipeline.toString(),
                "--device",
                "java",
                "--threads",
                "1",
                "--quiet");
    }

    /** What the process says. */
    private String run(List<String> command, String limit, String size) throws Exception {
        Path said = folder.resolve("said.txt");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said.toFile());
        builder.environment().put("LIMIT", limit);
        builder.environment().put("SIZE", size);
        Process process = builder.start();
        assertThat(process.waitFor(3, TimeUnit.MINUTES)).isTrue();
        return Files.readString(said);
    }

    private static boolean mayMount() throws Exception {
        return new ProcessBuilder("unshare", "-rm", "sh", "-c", "mount -t tmpfs tmpfs /mnt")
                        .redirectErrorStream(true)
                        .start()
                        .waitFor()
                == 0;
    }

    /** Before the first chunk is written, and after it. */
    @ParameterizedTest
    @ValueSource(strings = {"8m", "36m"})
    void a_full_disk_ends_the_run_which_goes_on_once_there_is_room(String size) throws Exception {
        Path disk = folder.resolve("disk");
        boolean mount = mayMount();
        List<String> command = Stream.of(
                        mount ? List.of("unshare", "-rm") : List.<String>of(),
                        List.of("bash", "-c", SCRIPT, "bash", disk.toString()),
                        kachel(pipeline(disk)))
                .flatMap(List::stream)
                .toList();
        String said = run(command, mount ? "mount" : "file", size);
        assertThat(said).contains("kachel: ", mount ? "No space left on device" : "File too large", "/out.zarr/");
        assertThat(said.contains("1 finished task; the same command with --resume goes on"))
                .isEqualTo(!size.equals("8m"));
        assertThat(read("disk.first")).isEqualTo("3");
        assertThat(read("disk.left")).as("what looks finished").isEmpty();
        assertThat(read("disk.second")).as(said).isEqualTo("0");
        Voxels voxels = TestVolumes.read(
                VolumeAddress.of(folder.resolve("disk.kept/out.zarr").toString()));
        for (int i = 0; i < voxels.count(); i += 997)
            assertThat(voxels.real(i)).isEqualTo(grey(i % 512, i / 512 % 512, i / 512 / 512) + 1);
    }

    private String read(String name) throws IOException {
        return Files.readString(folder.resolve(name)).strip();
    }

    @Test
    void a_place_that_cannot_be_written_is_named_before_anything_is_read() throws Exception {
        Path nowhere = Path.of("/proc/kachel");
        String said = run(kachel(pipeline(nowhere)), "none", "0");
        assertThat(said).startsWith("kachel: ").contains(nowhere.toString().substring(0, 5));
        assertThat(said.lines().filter(line -> line.startsWith("kachel: "))).hasSize(1);
        Process process = new ProcessBuilder(kachel(pipeline(nowhere)))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("again.txt").toFile())
                .start();
        assertThat(process.waitFor()).isEqualTo(3);
        assertThat(Arrays.asList(folder.toFile().list())).contains("in.zarr");
    }
}
