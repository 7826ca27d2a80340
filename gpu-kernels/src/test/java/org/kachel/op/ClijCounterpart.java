package org.kachel.op;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What one of CLIJ2's files is here, as {@code clij2/counterparts.txt} says, which also tells how to read it.
 *
 * @param file its name without {@code .cl} and {@code _x}
 * @param images words for what they hold
 * @param passes the kernel's numbers, for each pass over the result of the one before
 * @param steps of the catalogue that make the same
 * @param bound in units in the last place, where the bits need not be the same
 * @param note the reason, or what to know
 */
record ClijCounterpart(
        String file,
        List<String> images,
        List<Map<String, String>> passes,
        List<Step> steps,
        Verdict verdict,
        double bound,
        String note) {
    /** How a file compares. */
    enum Verdict {
        SAME,
        ULP,
        RANGE,
        DIFFERS,
        NONE,
        BROKEN;

        boolean runs() {
            return ordinal() < NONE.ordinal();
        }
    }

    /** @param operands what it takes: a, b, or the number of an earlier step; empty: the result before, or all images */
    record Step(String operation, List<String> operands, Map<String, String> parameters) {
        private static final Pattern FORM = Pattern.compile("([\\w-]+)(?:\\(([\\w,]+)\\))?((?: \\S+=\\S+)*)");

        static Step parse(String text) {
            Matcher form = FORM.matcher(text);
            if (!form.matches()) throw new IllegalArgumentException("not a step: " + text);
            List<String> operands =
                    form.group(2) == null ? List.of() : List.of(form.group(2).split(","));
            return new Step(form.group(1), operands, assignments(form.group(3)));
        }
    }

    /** All of the table, by file. */
    static Map<String, ClijCounterpart> table() {
        Map<String, ClijCounterpart> table = new TreeMap<>();
        try (InputStream in = ClijCounterpart.class.getResourceAsStream("/clij2/counterparts.txt")) {
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n"))
                if (!line.isBlank() && !line.startsWith("#"))
                    for (ClijCounterpart row : rows(line.split("\\s*\\|\\s", -1)))
                        if (table.put(row.file(), row) != null)
                            throw new IllegalArgumentException(row.file() + " is there twice");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return table;
    }

    private static List<ClijCounterpart> rows(String[] columns) {
        String[] verdict = columns[columns.length - 1].trim().split(" ", 2);
        Verdict word = Verdict.valueOf(verdict[0].replace(":", "").toUpperCase(Locale.ROOT));
        boolean bounded = word == Verdict.ULP || word == Verdict.RANGE;
        String note = verdict.length > 1 ? verdict[1] : "";
        double bound = bounded ? Double.parseDouble(note.split(" ", 2)[0]) : 0;
        if (word.runs() != (columns.length == 5)) throw new IllegalArgumentException(String.join(" | ", columns));
        List<ClijCounterpart> rows = new ArrayList<>();
        for (String file : files(columns[0]))
            rows.add(new ClijCounterpart(
                    file,
                    word.runs() ? words(columns[1], " ") : List.of(),
                    word.runs()
                            ? Arrays.stream(columns[2].split(";"))
                                    .map(ClijCounterpart::assignments)
                                    .toList()
                            : List.of(),
                    word.runs()
                            ? words(columns[3], " > ").stream().map(Step::parse).toList()
                            : List.of(),
                    word,
                    bound,
                    note));
        return rows;
    }

    private static List<String> files(String column) {
        List<String> files = new ArrayList<>();
        for (String word : words(column, " "))
            if (word.contains("{2,3}")) for (String axes : List.of("2", "3")) files.add(word.replace("{2,3}", axes));
            else files.add(word);
        return files;
    }

    private static List<String> words(String text, String separator) {
        return Arrays.stream(text.trim().split(separator)).map(String::trim).toList();
    }

    private static Map<String, String> assignments(String text) {
        Map<String, String> assignments = new LinkedHashMap<>();
        for (String word : text.trim().split(" ")) {
            String[] pair = word.split("=", 2);
            if (pair.length == 2) assignments.put(pair[0], pair[1]);
        }
        return assignments;
    }

    /** Images of two axes, as the file's name says. */
    boolean flat() {
        return file.matches(".*_2d(_.*)?") && !file.contains("3d_2d") || images.contains("flat");
    }
}
