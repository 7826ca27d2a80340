package org.kachel.job.store;

import java.nio.file.AccessDeniedException;
import java.util.regex.Pattern;
import org.kachel.block.io.VolumeException;

/** Says in one line what a store refused to do with which object, and why. */
final class StoreFailure {
    private static final int LONGEST = 300;

    private StoreFailure() {}

    static VolumeException of(String what, String object, Throwable cause) {
        return new VolumeException("cannot " + what + " " + object + ": " + reason(object, cause), cause);
    }

    private static String reason(String object, Throwable cause) {
        String said = said(object, cause);
        if (cause instanceof AccessDeniedException
                || cause instanceof org.apache.hadoop.security.AccessControlException)
            return "access denied, check the credentials (spark-job/docs/stores.md): " + said;
        if (cause.getClass().getSimpleName().equals("UnknownStoreException")) return "there is no such bucket: " + said;
        return cause.getClass().getSimpleName() + " " + said;
    }

    /** The message in one line, short, without the object's name once more. */
    private static String said(String object, Throwable cause) {
        String text = String.valueOf(cause.getMessage())
                .replaceAll("\\s+", " ")
                .replaceAll("(\\w+ on )?[`']?" + Pattern.quote(object) + "'?: ", "");
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
    }
}
