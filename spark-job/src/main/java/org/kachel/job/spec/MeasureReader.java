package org.kachel.job.spec;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Reads an item of {@code measure} in a pipeline file. */
record MeasureReader(List<String> steps) {
    private static final List<String> TABLES = List.of(".parquet", ".csv");

    PipelineSpec.Measure read(Field field) {
        Map<String, Field> fields = field.fields(List.of("of", "intensity", "table", "neighbours", "count-map"));
        if (!fields.containsKey("of")) throw field.wrongAt("of", "is missing: the labeled step");
        Field of = fields.get("of");
        if (!steps.contains(of.text())) throw of.wrong(StepReader.noStep(of.text(), steps));
        List<String> images = new ArrayList<>();
        if (fields.containsKey("intensity"))
            for (Field f : fields.get("intensity").oneOrMore()) images.add(image(f));
        NeighbourSpec neighbours = fields.containsKey("neighbours") ? neighbours(fields.get("neighbours")) : null;
        List<String> tables = fields.containsKey("table") ? files(fields.get("table"), TABLES) : List.of();
        CountMapSpec countMap = fields.containsKey("count-map") ? countMap(fields.get("count-map")) : null;
        int line = field.node().origin().line();
        PipelineSpec.Measure measure = new PipelineSpec.Measure(of.text(), images, tables, neighbours, countMap, line);
        if (measure.files().isEmpty()) throw field.wrongAt("table", "is missing: a path that ends in .parquet or .csv");
        return measure;
    }

    private static NeighbourSpec neighbours(Field field) {
        if (!field.table()) {
            if (field.text().equals("touching")) return NeighbourSpec.TOUCHING;
            throw field.wrong("is '" + field.text() + "', but must be touching, or {write: FILES, nearest: NUMBER}");
        }
        Map<String, Field> fields = field.fields(List.of("write", "nearest", "surface", "write-surface"));
        int nearest = fields.containsKey("nearest") ? fields.get("nearest").integer(1) : 0;
        boolean surface = surface(fields);
        return new NeighbourSpec(meshes(fields.get("write")), nearest, surface, meshes(fields.get("write-surface")));
    }

    private static boolean surface(Map<String, Field> fields) {
        Field surface = fields.get("surface");
        if (surface != null && !surface.text().equals("rays"))
            throw surface.wrong("is '" + surface.text() + "', but must be rays");
        if (surface == null && fields.containsKey("write-surface"))
            throw fields.get("write-surface").wrong("needs surface: rays beside it");
        return surface != null;
    }

    private static List<String> meshes(Field field) {
        return field == null ? List.of() : files(field, NeighbourSpec.ENDINGS);
    }

    private static CountMapSpec countMap(Field field) {
        Map<String, Field> fields = field.fields(List.of("tile", "write"));
        if (!fields.containsKey("tile")) throw field.wrongAt("tile", "is missing: the size of a tile in voxels");
        if (!fields.containsKey("write"))
            throw field.wrongAt("write", "is missing: a path that ends in .csv, .parquet or .zarr");
        List<Integer> tile = Arrays.stream(fields.get("tile").perAxis()).boxed().toList();
        return new CountMapSpec(tile, files(fields.get("write"), CountMapSpec.ENDINGS));
    }

    private static List<String> files(Field field, List<String> endings) {
        List<String> files = new ArrayList<>();
        for (Field f : field.oneOrMore()) {
            if (endings.stream().noneMatch(f.text()::endsWith))
                throw f.wrong("is '" + f.text() + "', but must end in " + or(endings));
            files.add(f.text());
        }
        return files;
    }

    private static String or(List<String> endings) {
        int last = endings.size() - 1;
        return String.join(", ", endings.subList(0, last)) + " or " + endings.get(last);
    }

    private String image(Field field) {
        String name = field.text();
        if (name.equals(PipelineSpec.INPUT) || steps.contains(name)) return name;
        throw field.wrong(StepReader.noStep(name, steps));
    }
}
