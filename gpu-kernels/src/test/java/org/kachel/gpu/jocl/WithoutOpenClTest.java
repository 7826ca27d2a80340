package org.kachel.gpu.jocl;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** In a process of its own, since a process looks for devices once. */
class WithoutOpenClTest {
    @TempDir
    Path folder;

    @Test
    void machineWithoutDriverHasNoDeviceAndAReason() throws Exception {
        Path noVendors = Files.createDirectory(folder.resolve("vendors"));
        String said = discover(noVendors.toString() + File.separator, folder);
        assertThat(said).startsWith("0 devices: OpenCL is installed, but no driver");
    }

    @Test
    void truncatedLibraryOfAnEarlierProcessDoesNotMatterAndNothingIsLeft() throws Exception {
        for (String name : List.of("libJOCL_2_0_6-linux-x86_64.so", "JOCL_2_0_6-windows-x86_64.dll"))
            Files.createFile(folder.resolve(name));
        assertThat(discover(null, folder)).doesNotContain("no OpenCL library").endsWith("tmpdir kept");
        try (var files = Files.list(folder)) {
            assertThat(files.filter(f -> f.getFileName().toString().startsWith("kachel-jocl-")))
                    .isEmpty();
        }
    }

    private static String discover(String vendors, Path tmpdir) throws IOException, InterruptedException {
        ProcessBuilder java = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djava.io.tmpdir=" + tmpdir,
                "-cp",
                System.getProperty("java.class.path"),
                Discover.class.getName());
        if (vendors != null) java.environment().put("OCL_ICD_VENDORS", vendors);
        Process process = java.redirectError(ProcessBuilder.Redirect.INHERIT).start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isZero();
        return out.strip();
    }

    /** What the other process runs. */
    static final class Discover {
        private Discover() {}

        public static void main(String[] args) {
            String before = System.getProperty("java.io.tmpdir");
            OpenClDevices.Found found = OpenClDevices.discover();
            System.out.println(found.devices().size() + " devices: " + found.reason() + " tmpdir "
                    + (before.equals(System.getProperty("java.io.tmpdir")) ? "kept" : "changed"));
        }
    }
}
