package org.kachel.job.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kachel.job.store.ResultFile;

class ReportTest {
    @Test
    void writes_json_into_a_folder_that_it_makes_and_leaves_nothing_else(@TempDir Path folder) throws IOException {
        Report.Phase phase =
                new Report.Phase("label", 8, 2, 1.5, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 1L << 40, 7, 9, false);
        Path file = folder.resolve("a/b/report.json");
        Report report = new Report(
                "done",
                null,
                0,
                0,
                null,
                "the plan",
                "plain Java",
                1,
                2,
                1L << 40,
                14,
                List.of(),
                List.of(phase),
                null,
                null,
                null);
        report.write(new ResultFile(file.toString()));
        report.write(new ResultFile(file.toString()));

        JsonNode json = new ObjectMapper().readTree(file.toFile());
        assertThat(json.get("objects").asLong()).isEqualTo(14);
        assertThat(json.get("voxels").asLong()).isEqualTo(1L << 40);
        assertThat(json.get("phases").get(0).get("kernel-seconds").asDouble()).isEqualTo(0.3);
        assertThat(json.get("phases").get(0).get("bytes-read").asLong()).isEqualTo(1L << 40);
        try (var files = Files.list(file.getParent())) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void reads_a_report_of_before_there_were_failed_ones(@TempDir Path folder) throws IOException {
        String old = """
                {"status": "done", "plan": "p", "device": "d", "start-up-seconds": 1.0, "wall-seconds": 2.0, "voxels": 3,
                 "objects": 4, "phases": [{"name": "label", "blocks": 8, "blocks-kept": 0, "wall-seconds": 1.5}], "later": 1}
                """;
        ReportFiles files = new ReportFiles(
                new ResultFile(Files.writeString(folder.resolve("r.json"), old).toString()));
        Report report = files.ofSuccess("any").orElseThrow();
        assertThat(report.objects()).isEqualTo(4);
        assertThat(report.phases().get(0).failed()).isFalse();
        assertThat(files.page().place()).isEqualTo(folder.resolve("r.html").toString());
        Files.writeString(folder.resolve("r.json"), old.replace("\"done\"", "\"chunk 3 is cut off\""));
        assertThat(files.ofSuccess("any")).isEmpty();
    }
}
