package org.kachel.job.spec;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.kachel.op.TextFile;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.Yaml;

/** A request as a pipeline file, with all that options have replaced: reading it gives the same request again. */
public final class PipelineText {
    private PipelineText() {}

    public static String of(PipelineSpec spec) {
        Map<String, Object> top = new LinkedHashMap<>();
        top.put("input", input(spec.input()));
        top.put("steps", spec.steps().stream().map(PipelineText::step).toList());
        if (spec.output() != null) top.put("output", output(spec.output()));
        if (!spec.measures().isEmpty())
            top.put(
                    "measure",
                    spec.measures().stream().map(PipelineText::measure).toList());
        if (spec.block() != null) top.put("block", list(spec.block()));
        if (spec.device() != null) top.put("device", spec.device());
        DumperOptions options = new DumperOptions();
        options.setDefaultFlowStyle(DumperOptions.FlowStyle.AUTO);
        options.setWidth(140);
        options.setSplitLines(false);
        return new Yaml(options).dump(top);
    }

    private static Map<String, Object> input(PipelineSpec.Input input) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("volume", input.volume());
        if (!input.dataset().isEmpty()) fields.put("dataset", input.dataset());
        if (input.channel() >= 0) fields.put("channel", input.channel());
        if (input.time() >= 0) fields.put("time", input.time());
        if (input.level() >= 0) fields.put("level", input.level());
        return fields;
    }

    private static Map<String, Object> step(PipelineSpec.Step step) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("name", step.name());
        fields.put("op", step.op());
        fields.put("of", of(step));
        step.parameters().forEach((name, value) -> fields.put(name, value(value)));
        return fields;
    }

    private static Object of(PipelineSpec.Step step) {
        boolean byName = step.parameters().containsKey("inputs");
        if (!byName && step.of().size() == 1) return step.of().get(0);
        if (step.of().equals(step.inputNames())) return new ArrayList<>(step.of());
        Map<String, Object> named = new LinkedHashMap<>();
        for (int i = 0; i < step.of().size(); i++)
            named.put(step.inputNames().get(i), step.of().get(i));
        return named;
    }

    private static Object value(Object value) {
        if (value instanceof TextFile file) return file.name();
        return value instanceof List<?> list ? new ArrayList<>(list) : value;
    }

    private static Map<String, Object> output(PipelineSpec.Output output) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("volume", output.volume());
        fields.put("format", output.format());
        fields.put("write", new LinkedHashMap<>(output.write()));
        if (output.codec() != null) fields.put("codec", output.codec());
        if (output.chunk() != null) fields.put("chunk", list(output.chunk()));
        PipelineSpec.Pyramid pyramid = output.pyramid();
        if (pyramid.equals(PipelineSpec.Pyramid.NONE)) return fields;
        fields.put("levels", pyramid.levels() == PipelineSpec.Pyramid.AUTO ? "auto" : pyramid.levels());
        fields.put("factors", new ArrayList<>(pyramid.factors()));
        if (pyramid.method() != null) fields.put("downsample", pyramid.method());
        return fields;
    }

    private static Map<String, Object> measure(PipelineSpec.Measure measure) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("of", measure.of());
        put(fields, "intensity", measure.intensity());
        put(fields, "table", measure.tables());
        if (measure.neighbours() != null) fields.put("neighbours", neighbours(measure.neighbours()));
        if (measure.countMap() != null)
            fields.put(
                    "count-map",
                    Map.of(
                            "tile", new ArrayList<>(measure.countMap().tile()),
                            "write", new ArrayList<>(measure.countMap().files())));
        return fields;
    }

    private static Object neighbours(NeighbourSpec neighbours) {
        if (neighbours.equals(NeighbourSpec.TOUCHING)) return "touching";
        Map<String, Object> fields = new LinkedHashMap<>();
        put(fields, "write", neighbours.files());
        if (neighbours.nearest() > 0) fields.put("nearest", neighbours.nearest());
        if (neighbours.surface()) fields.put("surface", "rays");
        put(fields, "write-surface", neighbours.surfaceFiles());
        return fields;
    }

    private static void put(Map<String, Object> fields, String name, List<String> words) {
        if (!words.isEmpty()) fields.put(name, new ArrayList<>(words));
    }

    private static List<Integer> list(int[] sizes) {
        return Arrays.stream(sizes).boxed().toList();
    }
}
