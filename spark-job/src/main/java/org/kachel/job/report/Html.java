package org.kachel.job.report;

import java.util.ArrayDeque;
import java.util.Deque;

/** A page in the making. Every text and attribute is escaped, whatever it holds; tags are the program's own. */
final class Html {
    private final StringBuilder text = new StringBuilder();
    private final Deque<String> open = new ArrayDeque<>();

    /** @param attributes name, value, name, value, … */
    Html open(String tag, Object... attributes) {
        start(tag, attributes);
        open.push(tag);
        return this;
    }

    /** A tag without content, such as {@code meta}. */
    Html single(String tag, Object... attributes) {
        start(tag, attributes);
        return this;
    }

    private void start(String tag, Object... attributes) {
        text.append('<').append(tag);
        for (int i = 0; i < attributes.length; i += 2)
            text.append(' ')
                    .append(attributes[i])
                    .append("=\"")
                    .append(escaped(attributes[i + 1]))
                    .append('"');
        text.append('>');
    }

    Html text(Object words) {
        text.append(escaped(words));
        return this;
    }

    /** Closes the tag that was opened last. */
    Html close() {
        String tag = open.pop();
        text.append("</").append(tag).append('>');
        if (!tag.equals("span")) text.append('\n');
        return this;
    }

    /** A tag with a text in it. */
    Html element(String tag, Object words, Object... attributes) {
        return open(tag, attributes).text(words).close();
    }

    /** Style sheets of our own, as they are. */
    Html style(String css) {
        text.append("<style>\n").append(css).append("</style>\n");
        return this;
    }

    private static String escaped(Object words) {
        return String.valueOf(words)
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }

    @Override
    public String toString() {
        if (!open.isEmpty()) throw new IllegalStateException(open + " not closed");
        return "<!DOCTYPE html>\n" + text;
    }
}
