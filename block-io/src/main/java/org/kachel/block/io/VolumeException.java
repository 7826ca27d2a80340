package org.kachel.block.io;

import java.io.IOException;

/**
 * The data is wrong or unreachable: missing, unreadable, truncated, of an unknown codec or type. Says which object, and what to
 * do, in one line of bounded length: names out of a container may hold anything.
 */
public class VolumeException extends IOException {
    private static final int LONGEST = 2500;

    public VolumeException(String message) {
        super(printable(message));
    }

    public VolumeException(String message, Throwable cause) {
        super(printable(message), cause);
    }

    private static String printable(String message) {
        if (message == null) return null;
        String text = message.length() <= LONGEST ? message : message.substring(0, LONGEST) + "…";
        if (text.chars().noneMatch(Character::isISOControl)) return text;
        StringBuilder plain = new StringBuilder(text);
        for (int i = 0; i < plain.length(); i++) if (Character.isISOControl(plain.charAt(i))) plain.setCharAt(i, '?');
        return plain.toString();
    }
}
