package org.kachel.job.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kachel.op.CatalogueEntry;
import org.kachel.op.Operation;
import org.kachel.op.Parameter;
import org.kachel.op.ScalarFunction;

class PipelineFileTest {
    record Fake(String name) implements ScalarFunction {
        @Override
        public double[] compute(List<double[]> inputs) {
            return new double[0];
        }
    }

    private static final List<CatalogueEntry> CATALOGUE = List.of(
            CatalogueEntry.of(
                    "blur",
                    "",
                    List.of(
                            Parameter.numberPerAxis("sigma", null, 0, 100, "voxels", "width"),
                            Parameter.choice("border", "clamp", List.of("clamp", "zero"), "rule")),
                    a -> fake("blur", a.numbers("sigma")[0])),
            CatalogueEntry.of("add", "", List.of(), a -> new Fake("add")).inputs("x", "y"),
            CatalogueEntry.of("maxima", "", List.of(), a -> new Fake("maxima")).optionalInputs("mask"),
            new CatalogueEntry(
                    "expression",
                    "",
                    List.of(),
                    0,
                    true,
                    List.of(Parameter.text("formula", null, "the formula")),
                    a -> new Fake("expression")));

    private static Operation fake(String name, double sigma) {
        if (sigma == 13) throw new IllegalArgumentException("13 brings bad luck");
        return new Fake(name);
    }

    private static final String WHOLE = """
            input: {volume: in.zarr, dataset: 0, channel: 1}
            steps:
              - {name: a, op: blur, sigma: 2}
              - op: blur
                sigma: [1, 2.5, 1e-1]
                border: "zero"
              - {name: sum, op: add, of: [input, a]}
              - {name: diff, op: add, of: {y: a, x: blur}}
              - {name: e, op: expression, of: {p: a, q: input}, formula: p - q}
            output:
              volume: out.zarr
              format: n5
              write: {e: labels/e, a: ""}
              codec: zstd:1
              chunk: [64, 32]
            measure:
              - {of: e, intensity: [input, a], table: [t.csv, t.parquet]}
              - {of: sum, table: u.csv}
            block: 128
            device: gpu
            """;

    private static final String SMALL = """
            input: {volume: in.zarr}
            steps:
              - {name: a, op: blur, sigma: 2}
              - {name: b, op: blur, sigma: 3}
            output: {volume: out.zarr}
            """;

    @Test
    void reads_levels() {
        assertThat(parse(SMALL).output().pyramid()).isEqualTo(PipelineSpec.Pyramid.NONE);
        assertThat(parse(SMALL, "output.levels=auto", "output.factors=[2, 2]", "output.downsample=mode")
                        .output()
                        .pyramid())
                .isEqualTo(new PipelineSpec.Pyramid(PipelineSpec.Pyramid.AUTO, List.of(2, 2, 1), "mode"));
        assertThat(parse(SMALL, "output.levels=7", "input.level=2").output().pyramid())
                .isEqualTo(new PipelineSpec.Pyramid(7, List.of(2, 2, 2), null));
        assertThat(parse(SMALL, "input.level=2").input()).isEqualTo(new PipelineSpec.Input("in.zarr", "", -1, -1, 2));
    }

    private static PipelineSpec parse(String yaml, String... sets) {
        return new PipelineFile(CATALOGUE).parse("p.yaml", yaml, List.of(sets));
    }

    @Test
    void reads_everything_that_a_pipeline_can_say() {
        PipelineSpec spec = parse(WHOLE);

        assertThat(spec.input()).isEqualTo(new PipelineSpec.Input("in.zarr", "0", 1, -1));
        assertThat(spec.steps()).extracting(PipelineSpec.Step::name).containsExactly("a", "blur", "sum", "diff", "e");
        assertThat(spec.steps().get(1))
                .isEqualTo(new PipelineSpec.Step(
                        "blur",
                        "blur",
                        List.of("a"),
                        List.of("image"),
                        Map.of("sigma", List.of(1L, 2.5, 0.1), "border", "zero"),
                        4));
        assertThat(spec.steps().get(2).of()).containsExactly("input", "a");
        assertThat(spec.steps().get(3).of()).containsExactly("blur", "a");
        assertThat(spec.steps().get(3).inputNames()).containsExactly("x", "y");
        assertThat(spec.steps().get(4).inputNames()).containsExactly("p", "q");
        assertThat(spec.output().write()).containsExactly(Map.entry("e", "labels/e"), Map.entry("a", ""));
        assertThat(spec.output().chunk()).containsExactly(64, 32, 1);
        assertThat(spec.output().codec()).isEqualTo("zstd:1");
        assertThat(spec.measures())
                .containsExactly(
                        new PipelineSpec.Measure("e", List.of("input", "a"), List.of("t.csv", "t.parquet"), 17),
                        new PipelineSpec.Measure("sum", List.of(), List.of("u.csv"), 18));
        assertThat(spec.block()).containsExactly(128, 128, 128);
        assertThat(spec.device()).isEqualTo("gpu");
    }

    @Test
    void fills_in_what_is_left_out() {
        PipelineSpec spec = parse(SMALL);

        assertThat(spec.input()).isEqualTo(new PipelineSpec.Input("in.zarr", "", -1, -1));
        assertThat(spec.steps().get(0).of()).containsExactly("input");
        assertThat(spec.steps().get(1).of()).containsExactly("a");
        assertThat(spec.output().format()).isEqualTo("ome-zarr-0.4");
        assertThat(spec.output().write()).containsExactly(Map.entry("b", ""));
        assertThat(spec.output().codec()).isNull();
        assertThat(spec.block()).isNull();
    }

    @Test
    void overrides_replace_and_add() {
        PipelineSpec spec = parse(
                SMALL, "steps.b.sigma=[1, 2, 3]", "steps[0].border=zero", "output.volume=x=y.zarr", "block=[8,8,4]");

        assertThat(spec.steps().get(1).parameters()).containsEntry("sigma", List.of(1L, 2L, 3L));
        assertThat(spec.steps().get(0).parameters()).containsEntry("border", "zero");
        assertThat(spec.output().volume()).isEqualTo("x=y.zarr");
        assertThat(spec.block()).containsExactly(8, 8, 4);
    }

    @Test
    void crosses_task_boundaries() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        new ObjectOutputStream(bytes).writeObject(parse(WHOLE));
        PipelineSpec read =
                (PipelineSpec) new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())).readObject();

        assertThat(read.steps()).isEqualTo(parse(WHOLE).steps());
        assertThat(read.measures()).isEqualTo(parse(WHOLE).measures());
    }

    /** Each line of the small pipeline in turn is replaced by something wrong. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        1|input: in.zarr|p.yaml:1: input: must be a list of 'key: value', but is 'in.zarr'
        1|input: {volum: in.zarr}|p.yaml:1: input.volum: there is no such key here; allowed are volume, dataset, channel, time, level. Did you mean 'volume'?
        1|input: {dataset: a}|p.yaml:1: input.volume: is missing: a path or URI
        1|input: {volume: }|p.yaml:1: input.volume: is empty
        1|input: {volume: [a]}|p.yaml:1: input.volume: must be a word, but is a list
        1|input: {volume: a, channel: x}|p.yaml:1: input.channel: is x, but must be a whole number, at least 0
        1|input: {volume: a, level: -1}|p.yaml:1: input.level: is -1, but must be a whole number, at least 0
        1|input: {volume: a, time: -1}|p.yaml:1: input.time: is -1, but must be a whole number, at least 0
        1|inputs: {volume: in.zarr}|p.yaml:1: inputs: there is no such key here; allowed are input, steps, output, measure, block, device. Did you mean 'input'?
        1|device: gpu|p.yaml:1: input: is missing: the volume to read
        2|steps: []|p.yaml:3: this is not YAML: expected <block end>, but found '<block sequence start>'
        3|'  - {op: [}'|p.yaml:3: this is not YAML: expected the node content, but found '}'
        3|'  - {name: a, sigma: 2}'|p.yaml:3: steps[0].op: is missing: the operation; see `kachel ops`
        3|'  - blur'|p.yaml:3: steps[0]: must be a list of 'key: value', but is 'blur'
        3|'  - {op: blurr, sigma: 2}'|p.yaml:3: steps[0].op: there is no operation 'blurr'; see `kachel ops`. Did you mean 'blur'?
        3|'  - {op: blur, sigma: -1}'|p.yaml:3: steps[0].sigma: blur: sigma is -1, but must be at least 0
        3|'  - {op: blur, sigma: two}'|p.yaml:3: steps[0].sigma: blur: sigma is two, but must be a number
        3|'  - {op: blur, sigma: 0x10}'|p.yaml:3: steps[0].sigma: blur: sigma is 0x10, but must be a number
        3|'  - {op: blur, sigma: .nan}'|p.yaml:3: steps[0].sigma: blur: sigma is .nan, but must be a number
        3|'  - {op: blur, sigma: {x: 1}}'|p.yaml:3: steps[0].sigma: must be a value or a list of values, not a list of 'key: value'
        3|'  - {op: blur, sigma: }'|p.yaml:3: steps[0].sigma: is empty
        3|'  - {op: blur}'|p.yaml:3: steps[0].sigma: blur needs 'sigma': width
        3|'  - {op: blur, sigma: 1, boarder: zero}'|p.yaml:3: steps[0].boarder: blur has no parameter 'boarder'; it has sigma, border. Did you mean 'border'?
        3|'  - {op: blur, sigma: 1, border: one}'|p.yaml:3: steps[0].border: blur: border is one, but must be one of clamp, zero
        3|'  - {op: blur, sigma: 13}'|p.yaml:3: steps[0]: blur: 13 brings bad luck
        3|'  - {name: input, op: blur, sigma: 1}'|p.yaml:3: steps[0].name: 'input' is the input's name already
        3|'  - {name: a.b, op: blur, sigma: 1}'|p.yaml:3: steps[0].name: is 'a.b', but must be of letters, digits, - and _
        3|'  - {name: a, op: blur, of: b, sigma: 1}'|p.yaml:3: steps[0].of: 'b' comes later; a step takes what stands above it
        3|'  - {name: a, op: blur, of: a, sigma: 1}'|p.yaml:3: steps[0].of: 'a' takes itself
        3|'  - {name: a, op: add}'|p.yaml:3: steps[0].of: is missing: add takes 2 inputs (x, y)
        3|'  - {name: a, op: add, of: input}'|p.yaml:3: steps[0].of: add takes 2 inputs (x, y), but here is 1 given
        3|'  - {name: a, op: add, of: {x: input, z: input}}'|p.yaml:3: steps[0].of.z: there is no such key here; allowed are x, y. Did you mean 'x'?
        3|'  - {name: a, op: maxima, of: {mask: input}}'|p.yaml:3: steps[0].of: maxima takes 1 to 2 inputs (image, mask), but here is 1 given
        3|'  - {name: a, op: blur, of: [input, input], sigma: 1}'|p.yaml:3: steps[0].of: blur takes 1 input (image), but here are 2 given
        3|'  - !!java.net.URL [http://x]'|p.yaml:3: this is not YAML: Global tag is not allowed: tag:yaml.org,2002:java.net.URL
        4|'  - {name: a, op: blur, sigma: 1}'|p.yaml:4: steps[1].name: another step is called 'a' already; give this one a name of its own
        4|'  - {name: b, op: blur, of: nuclie, sigma: 1}'|p.yaml:4: steps[1].of: there is no step 'nuclie'; there is a, b
        5|output: {volume: o, format: zarr}|p.yaml:5: output.format: unknown format 'zarr'; known are ome-zarr-0.4, ome-zarr-0.5, zarr2, zarr3, n5
        5|output: {volume: o, write: {c: x}}|p.yaml:5: output.write.c: there is no step 'c'; there is a, b. Did you mean 'a'?
        5|output: {volume: o, write: {a: x, b: x}}|p.yaml:5: output.write.b: another step is written to 'x' already
        5|output: {volume: o, chunk: [1]}|p.yaml:5: output.chunk: must be one number, [x, y] or [x, y, z]
        5|output: {volume: o, chunk: [0, 1]}|p.yaml:5: output.chunk[0]: is 0, but must be a whole number, at least 1
        5|output: {volume: o, levels: 0}|p.yaml:5: output.levels: is 0, but must be a whole number, at least 1, or auto
        5|output: {volume: o, levels: -3}|p.yaml:5: output.levels: is -3, but must be a whole number, at least 1, or auto
        5|output: {volume: o, levels: all}|p.yaml:5: output.levels: is all, but must be a whole number, at least 1, or auto
        5|output: {volume: o, levels: 2, factors: [2, 0]}|p.yaml:5: output.factors[1]: is 0, but must be a whole number, at least 1
        5|output: {volume: o, levels: 2, factors: 1}|p.yaml:5: output.factors: is 1 along every axis, so that no level would be smaller
        5|output: {volume: o, levels: 2, factors: 99}|p.yaml:5: output.factors: is [99, 99, 99], but must be three numbers from 1 to 64
        5|output: {volume: o, levels: 2, downsample: max}|p.yaml:5: output.downsample: is max, but must be mean or mode
        5|output: {format: n5}|p.yaml:5: output.volume: is missing: a path or URI
        5|block: 8|p.yaml:1: output: is missing: where the result goes
        """)
    void says_what_is_wrong_and_where(int line, String text, String message) {
        List<String> lines = new java.util.ArrayList<>(SMALL.lines().toList());
        lines.set(line - 1, text);

        assertThatThrownBy(() -> parse(String.join("\n", lines) + "\n"))
                .isInstanceOf(PipelineException.class)
                .hasMessage(message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        measure: {of: b}|p.yaml:6: measure: must be a list, but is a list of 'key: value'
        measure: [{of: c, table: t.csv}]|p.yaml:6: measure[0].of: there is no step 'c'; there is a, b. Did you mean 'a'?
        measure: [{table: t.csv}]|p.yaml:6: measure[0].of: is missing: the labeled step
        measure: [{of: b}]|p.yaml:6: measure[0].table: is missing: a path that ends in .parquet or .csv
        measure: [{of: b, table: t.xls}]|p.yaml:6: measure[0].table: is 't.xls', but must end in .parquet or .csv
        measure: [{of: b, table: t.csv, intensity: dapi}]|p.yaml:6: measure[0].intensity: there is no step 'dapi'; there is a, b
        measure: [{of: b, neighbours: near}]|p.yaml:6: measure[0].neighbours: is 'near', but must be touching, or {write: FILES, nearest: NUMBER}
        measure: [{of: b, table: t.csv, neighbours: {nearest: 0}}]|p.yaml:6: measure[0].neighbours.nearest: is 0, but must be a whole number, at least 1
        measure: [{of: b, neighbours: {write: m.obj}}]|p.yaml:6: measure[0].neighbours.write: is 'm.obj', but must end in .csv, .parquet, .vtk or .graphml
        measure: [{of: b, table: t.csv, neighbours: {write-surface: m.vtk}}]|p.yaml:6: measure[0].neighbours.write-surface: needs surface: rays beside it
        measure: [{of: b, count-map: {write: c.csv}}]|p.yaml:6: measure[0].count-map.tile: is missing: the size of a tile in voxels
        measure: [{of: b, tables: t.csv}]|p.yaml:6: measure[0].tables: there is no such key here; allowed are of, intensity, table, neighbours, count-map. Did you mean 'table'?
        block: 0|p.yaml:6: block: is 0, but must be a whole number, at least 1
        block: {x: 1}|p.yaml:6: block: must be a word, but is a list of 'key: value'
        device: {a: 1, a: 2}|p.yaml:6: 'a' stands here twice, first on line 6
        device: !word gpu|p.yaml:6: a pipeline has no tags, but here stands !word
        device: [gpu]|p.yaml:6: device: must be a word, but is a list
        """)
    void says_what_is_wrong_in_an_added_line(String text, String message) {
        assertThatThrownBy(() -> parse(SMALL + text + "\n"))
                .isInstanceOf(PipelineException.class)
                .hasMessage(message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        block|--set block: must look like steps.NAME.PARAMETER=VALUE or output.volume=PATH
        =3|--set =3: must look like steps.NAME.PARAMETER=VALUE or output.volume=PATH
        steps..x=3|--set steps..x=3: has an empty key
        steps.c.sigma=3|--set steps.c.sigma=3: there is no 'c'; there is a, b. Did you mean 'a'?
        steps[7].sigma=3|--set steps[7].sigma=3: there is no '7'; there is a, b. Did you mean 'a'?
        input.volume.x=3|--set input.volume.x=3: 'x' stands below a plain value
        steps.a.sigma=-1|--set steps.a.sigma=-1: steps[0].sigma: blur: sigma is -1, but must be at least 0
        steps.a.sigm=1|--set steps.a.sigm=1: steps[0].sigm: blur has no parameter 'sigm'; it has sigma, border. Did you mean 'sigma'?
        output.volume=|--set output.volume=: output.volume: is empty
        block=[1|--set block=[1: this is not YAML: expected ',' or ']', but got <stream end>
        """)
    void says_what_is_wrong_with_an_override(String set, String message) {
        assertThatThrownBy(() -> parse(SMALL, set))
                .isInstanceOf(PipelineException.class)
                .hasMessage(message);
    }

    @Test
    void refuses_what_is_no_pipeline_at_all(@TempDir Path folder) throws Exception {
        Path binary = Files.write(folder.resolve("binary.yaml"), new byte[] {(byte) 0xc3, 0x28});
        Path empty = Files.writeString(folder.resolve("empty.yaml"), "# nothing\n");
        Path list = Files.writeString(folder.resolve("list.yaml"), "- a\n");
        Path loop = Files.writeString(folder.resolve("loop.yaml"), "input: &a\n  volume: [*a]\n");
        Path missing = folder.resolve("missing.yaml");

        assertThatThrownBy(() -> PipelineFile.read(binary, List.of()))
                .hasMessage(binary + ": this is not a text file in UTF-8");
        assertThatThrownBy(() -> PipelineFile.read(empty, List.of())).hasMessage(empty + ": the pipeline is empty");
        assertThatThrownBy(() -> PipelineFile.read(list, List.of()))
                .hasMessage(list + ":1: must be a list of 'key: value', but is a list");
        assertThatThrownBy(() -> PipelineFile.read(loop, List.of()))
                .hasMessageContaining("values are nested too deeply");
        assertThatThrownBy(() -> PipelineFile.read(missing, List.of()))
                .hasMessage(missing + ": there is no such pipeline file");
    }

    @Test
    void many_aliases_do_not_blow_up() {
        StringBuilder bomb = new StringBuilder("a: &a0 [x, x]\n");
        for (int i = 1; i < 18; i++)
            bomb.append("b%d: &a%d [%s]\n"
                    .formatted(i, i, String.join(", ", java.util.Collections.nCopies(9, "*a" + (i - 1)))));

        assertThatThrownBy(() -> parse(bomb.toString())).isInstanceOf(PipelineException.class);
        assertThat(bomb.toString().getBytes(StandardCharsets.UTF_8).length).isLessThan(10_000);
    }
}
