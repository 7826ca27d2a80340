package org.kachel.gpu.jocl;

import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.kachel.gpu.Program;

/** The message of a failed build: program, macros, the compiler's log, and the source around the lines that it names. */
final class BuildMessage {
    /** {@code file:12:5: error: …} as clang, NVIDIA and AMD write it, {@code error: file:12:5: …} as PoCL does. */
    private static final Pattern ERROR = Pattern.compile(
            "^(?:.*:(\\d{1,7}):\\d+: (?:fatal )?error.*|(?:fatal )?error: .*:(\\d{1,7}):\\d+:.*)$", Pattern.MULTILINE);

    private static final int LINES_AROUND = 2;
    private static final int MAX_ERRORS = 5;

    private static final Pattern POSITION = Pattern.compile("(?<=:)\\d{1,7}(?=:\\d+:)");

    /** Where clang found a macro's own text, which is not where the program uses it. */
    private static final Pattern SPELLING = Pattern.compile(" <Spelling=[^>]*>");

    private BuildMessage() {}

    /** A log in which lines count from the program's own first, where {@code preamble} lines stood before it. */
    static String shifted(String log, int preamble) {
        return POSITION.matcher(SPELLING.matcher(log).replaceAll(""))
                .replaceAll(line -> Integer.toString(Math.max(1, Integer.parseInt(line.group()) - preamble)));
    }

    static String of(Program program, String device, String log) {
        return program.name() + " does not compile for " + device + " with " + program.macros() + "\n" + log + "\n"
                + excerpt(program, log);
    }

    private static String excerpt(Program program, String log) {
        String[] lines = program.source().split("\n", -1);
        TreeSet<Integer> shown = new TreeSet<>();
        Matcher error = ERROR.matcher(log);
        for (int n = 0; n < MAX_ERRORS && error.find(); n++) {
            int at = Integer.parseInt(error.group(1) != null ? error.group(1) : error.group(2));
            for (int line = at - LINES_AROUND; line <= at + LINES_AROUND; line++)
                if (line >= 1 && line <= lines.length) shown.add(line);
        }
        StringBuilder text = new StringBuilder();
        int previous = 0;
        for (int line : shown) {
            if (previous > 0 && line > previous + 1) text.append("    ...\n");
            text.append(String.format("%5d | %s%n", line, lines[line - 1]));
            previous = line;
        }
        return text.toString();
    }
}
