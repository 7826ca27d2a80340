package org.kachel.job.spec;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.kachel.block.io.VolumeSpec;
import org.kachel.op.Catalogue;
import org.kachel.op.CatalogueEntry;
import org.kachel.op.ParameterException;

/** Reads pipeline files: YAML, checked against the catalogue before anything runs. Paths stay as they are written. */
public final class PipelineFile {
    private static final List<String> TOP = List.of("input", "steps", "output", "measure", "block", "device");

    private static final List<String> OUTPUT =
            List.of("volume", "format", "write", "codec", "chunk", "levels", "factors", "downsample");

    private final StepReader steps;

    PipelineFile(List<CatalogueEntry> catalogue) {
        steps = new StepReader(catalogue);
    }

    /**
     * The request that {@code file} makes after each of {@code sets} ({@code key=value}) has replaced a value.
     *
     * <p>*Errors*: {@link PipelineException} with file, line, key and what would be allowed.
     */
    public static PipelineSpec read(Path file, List<String> sets) {
        return new PipelineFile(Catalogue.entries()).parse(file.toString(), text(file), sets);
    }

    private static String text(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(YamlText.LONGEST + 1);
            if (bytes.length > YamlText.LONGEST)
                throw new PipelineException(
                        file.toString(), 0, "", "a pipeline file has at most " + YamlText.LONGEST + " bytes");
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (java.nio.file.NoSuchFileException e) {
            throw new PipelineException(file.toString(), 0, "", "there is no such pipeline file");
        } catch (CharacterCodingException e) {
            throw new PipelineException(file.toString(), 0, "", "this is not a text file in UTF-8");
        } catch (IOException e) {
            throw new PipelineException(file.toString(), 0, "", "the pipeline file cannot be read: " + e.getMessage());
        }
    }

    PipelineSpec parse(String file, String text, List<String> sets) {
        Node root = YamlText.file(file, text);
        if (root == null) throw new PipelineException(file, 0, "", "the pipeline is empty");
        if (root instanceof Node.Table table) sets.forEach(set -> SetOption.apply(table, set));
        Field whole = new Field(root, "");
        Map<String, Field> fields = whole.fields(TOP);
        PipelineSpec.Input input = input(required(whole, fields, "input", "the volume to read"));
        List<PipelineSpec.Step> read = steps.read(required(whole, fields, "steps", "what to do"));
        List<String> names = read.stream().map(PipelineSpec.Step::name).toList();
        PipelineSpec.Output output = output(required(whole, fields, "output", "where the result goes"), names);
        List<PipelineSpec.Measure> measures = new ArrayList<>();
        if (fields.containsKey("measure"))
            for (Field f : fields.get("measure").items()) measures.add(new MeasureReader(names).read(f));
        int[] block = fields.containsKey("block") ? fields.get("block").perAxis() : null;
        return new PipelineSpec(input, read, output, measures, block, textOr(fields, "device", null));
    }

    private static PipelineSpec.Input input(Field field) {
        Map<String, Field> fields = field.fields(List.of("volume", "dataset", "channel", "time", "level"));
        return new PipelineSpec.Input(
                required(field, fields, "volume", "a path or URI").text(),
                textOr(fields, "dataset", ""),
                fields.containsKey("channel") ? fields.get("channel").integer(0) : -1,
                fields.containsKey("time") ? fields.get("time").integer(0) : -1,
                fields.containsKey("level") ? fields.get("level").integer(0) : -1);
    }

    private static PipelineSpec.Output output(Field field, List<String> steps) {
        Map<String, Field> fields = field.fields(OUTPUT);
        String format = textOr(fields, "format", VolumeSpec.Format.OME_ZARR_0_4.toString());
        try {
            VolumeSpec.Format.named(format);
        } catch (IllegalArgumentException e) {
            throw fields.get("format").wrong(e.getMessage());
        }
        Map<String, String> write = fields.containsKey("write")
                ? write(fields.get("write"), steps)
                : Map.of(steps.get(steps.size() - 1), "");
        return new PipelineSpec.Output(
                required(field, fields, "volume", "a path or URI").text(),
                format,
                write,
                textOr(fields, "codec", null),
                fields.containsKey("chunk") ? fields.get("chunk").perAxis() : null,
                pyramid(fields));
    }

    private static PipelineSpec.Pyramid pyramid(Map<String, Field> fields) {
        try {
            int[] factors =
                    fields.containsKey("factors") ? fields.get("factors").perAxis() : new int[] {2, 2, 2};
            return PipelineSpec.Pyramid.of(textOr(fields, "levels", "1"), factors, textOr(fields, "downsample", null));
        } catch (ParameterException e) {
            throw fields.get(e.parameter()).wrong(e.getMessage());
        }
    }

    private static Map<String, String> write(Field field, List<String> steps) {
        Map<String, String> write = new LinkedHashMap<>();
        Set<String> paths = new HashSet<>();
        field.fields(List.of()).forEach((step, path) -> {
            if (!steps.contains(step) && !step.equals(PipelineSpec.INPUT))
                throw field.wrongAt(step, StepReader.noStep(step, steps));
            String inside = path.node() instanceof Node.Scalar s && s.text().isEmpty() ? "" : path.text();
            if (!paths.add(inside)) throw path.wrong("another step is written to '" + inside + "' already");
            write.put(step, inside);
        });
        return write;
    }

    private static Field required(Field parent, Map<String, Field> fields, String name, String what) {
        Field field = fields.get(name);
        if (field == null) throw parent.wrongAt(name, "is missing: " + what);
        return field;
    }

    private static String textOr(Map<String, Field> fields, String name, String fallback) {
        return fields.containsKey(name) ? fields.get(name).text() : fallback;
    }
}
