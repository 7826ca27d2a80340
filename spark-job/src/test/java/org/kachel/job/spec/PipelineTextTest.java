package org.kachel.job.spec;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PipelineTextTest {
    @TempDir
    private Path folder;

    static Stream<Path> examples() throws IOException {
        try (Stream<Path> all = Files.list(Path.of("../conf"))) {
            return all.filter(PipelineTextTest::pipeline).toList().stream();
        }
    }

    private static boolean pipeline(Path file) {
        try {
            return file.toString().endsWith(".yaml") && Files.readString(file).contains("\nsteps:");
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** But for the lines that things stand on, which the text does not keep. */
    private static JsonNode json(PipelineSpec spec) {
        JsonNode tree = new ObjectMapper().valueToTree(spec);
        for (String list : List.of("steps", "measures")) tree.get(list).forEach(n -> ((ObjectNode) n).remove("line"));
        return tree;
    }

    private void same(PipelineSpec spec) throws IOException {
        Path again = Files.writeString(folder.resolve("again.yaml"), PipelineText.of(spec));
        assertThat(json(PipelineFile.read(again, List.of()))).isEqualTo(json(spec));
    }

    @ParameterizedTest
    @MethodSource("examples")
    void examples_read_again_are_the_same(Path file) throws IOException {
        same(PipelineFile.read(file, List.of()));
    }

    @Test
    void every_key_is_kept_and_what_options_have_replaced() throws IOException {
        Path file = Files.writeString(folder.resolve("p.yaml"), """
                input: {volume: 'a: b #.zarr', dataset: "0", channel: 1, time: 2}
                block: [16, 32, 8]
                device: java
                steps:
                - {name: smooth, op: gaussian-blur, sigma: [1, 2.5, 1.0e-1]}
                - {name: sum, op: expression, of: {a: smooth, b: input}, formula: a + b}
                - {name: mask, op: threshold, value: 100}
                - {name: objects, op: connected-components, connectivity: corners}
                - {name: large, op: filter-labels, size: [2, .inf]}
                output:
                  volume: s3a://bucket/out.zarr
                  format: ome-zarr-0.4
                  codec: zstd:3
                  chunk: [16, 16, 8]
                  levels: auto
                  factors: [2, 2, 1]
                  downsample: mode
                  write: {objects: labels/objects, large: ''}
                measure:
                - of: large
                  intensity: [input, smooth]
                  table: [a.csv, b.parquet]
                  neighbours: {write: [m.vtk], nearest: 4, surface: rays, write-surface: s.vtk}
                  count-map: {tile: [10, 20, 5], write: [c.csv, c.zarr]}
                - {of: objects, table: o.csv, neighbours: touching}
                """);
        PipelineSpec spec = PipelineFile.read(file, List.of("steps.mask.value=7", "input.volume=other.zarr"));
        same(spec);
        assertThat(PipelineText.of(spec)).contains("value: 7").doesNotContain("value: 100", "'a: b #.zarr'");
    }
}
