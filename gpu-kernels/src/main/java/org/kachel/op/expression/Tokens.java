package org.kachel.op.expression;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The words of a user's expression, read one after another. */
final class Tokens {
    private static final Pattern TOKEN = Pattern.compile("\\s*(?:"
            + "(?<number>(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][+-]?\\d+)?)[fF]?(?![\\w.])"
            + "|(?<name>[A-Za-z_]\\w*)"
            + "|(?<sign>&&|\\|\\||[<>=!]=|[-+*/%<>!?:(),=]))");

    private enum Kind {
        NUMBER,
        NAME,
        SIGN,
        END
    }

    private record Token(Kind kind, String text, int position) {}

    private final String text;
    private final List<Token> tokens = new ArrayList<>();
    private int next;

    /** *Errors*: {@link ExpressionSyntaxException} where a character belongs to no word. */
    Tokens(String text) {
        this.text = text;
        int end = text.stripTrailing().length();
        if (end > 0 && text.charAt(end - 1) == ';')
            end = text.substring(0, end - 1).stripTrailing().length();
        Matcher matcher = TOKEN.matcher(text).region(0, end);
        int at = 0;
        while (at < end) {
            matcher.region(at, end);
            if (!matcher.lookingAt()) throw unreadable(at);
            for (Kind kind : List.of(Kind.NUMBER, Kind.NAME, Kind.SIGN)) add(kind, matcher);
            at = matcher.end();
        }
        tokens.add(new Token(Kind.END, "the end", end));
    }

    private void add(Kind kind, Matcher matcher) {
        String group = kind.name().toLowerCase(java.util.Locale.ROOT);
        if (matcher.group(group) != null) tokens.add(new Token(kind, matcher.group(group), matcher.start(group)));
    }

    private ExpressionSyntaxException unreadable(int at) {
        int place = at;
        while (Character.isWhitespace(text.charAt(place))) place++;
        return new ExpressionSyntaxException("cannot read '" + text.charAt(place) + "' here", text, place);
    }

    /** Takes the next word if it is this sign. */
    boolean take(String sign) {
        boolean is =
                tokens.get(next).kind() == Kind.SIGN && tokens.get(next).text().equals(sign);
        if (is) next++;
        return is;
    }

    /** *Errors*: {@link ExpressionSyntaxException} where the next word is another. */
    void expect(String sign) {
        if (!take(sign)) throw wrong("expected '" + sign + "', found " + shown());
    }

    boolean atNumber() {
        return tokens.get(next).kind() == Kind.NUMBER;
    }

    boolean atName() {
        return tokens.get(next).kind() == Kind.NAME;
    }

    boolean atEnd() {
        return tokens.get(next).kind() == Kind.END;
    }

    /** Whether the word after the next is this sign. */
    boolean followedBy(String sign) {
        return next + 1 < tokens.size() && tokens.get(next + 1).text().equals(sign);
    }

    /** Takes the next word, whatever it is. */
    String take() {
        return tokens.get(next++).text();
    }

    int position() {
        return tokens.get(next).position();
    }

    String shown() {
        return atEnd() ? "the end" : "'" + tokens.get(next).text() + "'";
    }

    ExpressionSyntaxException wrong(String what) {
        return wrong(what, position());
    }

    ExpressionSyntaxException wrong(String what, int position) {
        return new ExpressionSyntaxException(what, text, position);
    }
}
