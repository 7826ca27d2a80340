package org.kachel.op.kernel;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A kernel file's text with comments, literals and preprocessor lines blanked, character by character, so that every
 * position is that of the user's own text.
 */
final class Code {
    private static final Pattern DIRECTIVE =
            Pattern.compile("^[ \\t]*#(?:[^\\n]*\\\\\\r?\\n)*[^\\n]*", Pattern.MULTILINE);

    private final String text;
    /** Comments and literals are gone, preprocessor lines are there. */
    private final String directives;

    Code(String source) {
        directives = withoutComments(source);
        text = DIRECTIVE.matcher(directives).replaceAll(m -> blank(m.group()));
    }

    String text() {
        return text;
    }

    String directives() {
        return directives;
    }

    /** From 1. */
    int line(int position) {
        return 1
                + (int) text.substring(0, position)
                        .chars()
                        .filter(c -> c == '\n')
                        .count();
    }

    /** Where the bracket closes that opens at {@code open}, or −1. */
    int closing(int open) {
        char opening = text.charAt(open);
        char closing = opening == '(' ? ')' : '}';
        int depth = 0;
        for (int i = open; i < text.length(); i++) {
            if (text.charAt(i) == opening) depth++;
            if (text.charAt(i) == closing && --depth == 0) return i;
        }
        return -1;
    }

    private static String blank(String part) {
        return part.replaceAll("[^\\n]", " ");
    }

    private static String withoutComments(String source) {
        Matcher m = Pattern.compile(
                        "//(?:\\\\\\r?\\n|[^\\n])*|/\\*.*?(?:\\*/|\\z)|\"(?:\\\\.|[^\"\\\\\\n])*\"|'(?:\\\\.|[^'\\\\\\n])*'",
                        Pattern.DOTALL)
                .matcher(source);
        return m.replaceAll(found -> blank(found.group()));
    }
}
