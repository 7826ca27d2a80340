package org.kachel.op.expression;

/** A user's expression cannot be understood. The message quotes the text with a mark under the place. */
public class ExpressionSyntaxException extends IllegalArgumentException {
    ExpressionSyntaxException(String what, String text, int position) {
        super(what + "\n  " + text.replaceAll("\\s", " ") + "\n  " + " ".repeat(Math.max(0, position)) + "^");
    }
}
