package org.kachel.job.spec;

import java.util.List;
import java.util.Map;

/** A value of a pipeline file that knows where it stands. Lists and tables can be changed, for overrides. */
sealed interface Node {
    Origin origin();

    /** A file and a line from 1; the line is 0 for an option of the command line. */
    record Origin(String file, int line) {}

    /** @param plain whether it stood without quotes, and so may be a number */
    record Scalar(Origin origin, String text, boolean plain) implements Node {
        boolean empty() {
            return plain && (text.isEmpty() || text.equals("~") || text.equals("null"));
        }
    }

    record Items(Origin origin, List<Node> nodes) implements Node {}

    record Table(Origin origin, Map<String, Entry> entries) implements Node {}

    record Entry(Origin key, Node value) {}
}
