package org.kachel.op.kernel;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The kernels that a user's file declares.
 *
 * @param name for messages
 * @param source the user's text, as it is
 */
public record KernelFile(String name, String source) implements Serializable {
    private static final Pattern KERNEL = Pattern.compile("\\b(?:__)?kernel\\b");
    private static final Pattern INCLUDE = Pattern.compile("^[ \\t]*#[ \\t]*include\\b", Pattern.MULTILINE);
    private static final Pattern HEAD = Pattern.compile("\\s*(?:(?:inline|static)\\s+)*void\\s+(\\w+)\\s*");
    private static final Pattern ATTRIBUTE = Pattern.compile("\\s*__attribute__\\s*(?=\\()");

    /**
     * The kernel called {@code function}, or the only one where that is empty.
     *
     * <p><em>Errors</em>: {@link KernelFileException} where there is none, or several and no name, or one that buffers
     * cannot serve.
     *
     * @param output the written image that is the result; empty: {@code dst}, or the only one
     */
    public UserFunction function(String function, String output) {
        Code code = new Code(source);
        Matcher include = INCLUDE.matcher(code.directives());
        if (include.find())
            throw wrong(code, include.end(), "#include is not resolved; put the text of the other file in its place");
        List<Declaration> found = declarations(code);
        if (found.isEmpty()) throw new KernelFileException(name, "has no kernel: no `__kernel void name(…) {`");
        List<String> names = found.stream().map(Declaration::function).toList();
        if (function.isEmpty() && names.stream().distinct().count() > 1)
            throw new KernelFileException(
                    name, "has several kernels; name one as `function`: " + String.join(", ", names));
        int at = function.isEmpty() ? 0 : names.indexOf(function);
        if (at < 0)
            throw new KernelFileException(name, "has no kernel '" + function + "'; it has " + String.join(", ", names));
        if (at != names.lastIndexOf(names.get(at)))
            throw wrong(code, found.get(names.lastIndexOf(names.get(at))).open(), names.get(at) + " is declared twice");
        return new FunctionReader(name, code, found.get(at)).read(output);
    }

    /** Where a kernel stands: its brackets' positions. */
    record Declaration(String function, int open, int close, int bodyOpen, int bodyClose) {}

    private List<Declaration> declarations(Code code) {
        List<Declaration> found = new ArrayList<>();
        Matcher kernel = KERNEL.matcher(code.text());
        while (kernel.find()) {
            Matcher head = HEAD.matcher(code.text())
                    .region(afterAttributes(code, kernel.end()), code.text().length());
            if (!head.lookingAt()) continue;
            Declaration declaration = declaration(code, head);
            if (declaration != null) found.add(declaration);
        }
        return found;
    }

    /** Null for a prototype, which has no body. */
    private Declaration declaration(Code code, Matcher head) {
        int open = head.end();
        if (open >= code.text().length() || code.text().charAt(open) != '(') return null;
        int close = code.closing(open);
        if (close < 0) throw wrong(code, open, "the parenthesis after " + head.group(1) + " is never closed");
        int body = skipSpace(code, afterAttributes(code, close + 1));
        if (body >= code.text().length() || code.text().charAt(body) != '{') return null;
        int end = code.closing(body);
        if (end < 0) throw wrong(code, body, "the brace that opens " + head.group(1) + " is never closed");
        return new Declaration(head.group(1), open, close, body, end);
    }

    private static int afterAttributes(Code code, int from) {
        Matcher attribute = ATTRIBUTE.matcher(code.text());
        int at = from;
        while (attribute.region(at, code.text().length()).lookingAt()) {
            int close = code.closing(attribute.end());
            if (close < 0) return at;
            at = close + 1;
        }
        return at;
    }

    private static int skipSpace(Code code, int from) {
        int at = from;
        while (at < code.text().length() && Character.isWhitespace(code.text().charAt(at))) at++;
        return at;
    }

    private KernelFileException wrong(Code code, int position, String message) {
        return new KernelFileException(name, code.line(position), message);
    }
}
