package org.kachel.job.report;

import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.message.MapMessage;

/**
 * One line of the log that a program can read: {@code event} names what happened, the other fields say it in numbers. In a log of
 * JSON they are fields of the line, in one for people they stand behind the name.
 */
final class RunEvent {
    private static final Logger LOG = LogManager.getLogger("org.kachel.run");

    private final Map<String, Object> fields = new LinkedHashMap<>();

    private RunEvent(String name) {
        fields.put("event", name);
    }

    static RunEvent named(String name) {
        return new RunEvent(name);
    }

    /** @param name in kebab-case */
    RunEvent with(String name, Object value) {
        fields.put(name, value);
        return this;
    }

    void info() {
        log(Level.INFO);
    }

    void warn() {
        log(Level.WARN);
    }

    void error() {
        log(Level.ERROR);
    }

    private void log(Level level) {
        LOG.log(level, new Fields(fields));
    }

    /** For people as {@code phase-finished phase=label blocks=8}. */
    private static final class Fields extends MapMessage<Fields, Object> {
        private final Map<String, Object> ordered;

        Fields(Map<String, Object> fields) {
            super(fields);
            ordered = fields;
        }

        @Override
        protected void appendMap(StringBuilder text) {
            text.append(ordered.get("event"));
            ordered.forEach((name, value) -> {
                if (!name.equals("event"))
                    text.append(' ').append(name).append('=').append(oneLine(value));
            });
        }

        private static String oneLine(Object value) {
            return String.valueOf(value).strip().replaceAll("\\s*\n", " \\\\ ");
        }

        @Override
        public Fields newInstance(Map<String, Object> fields) {
            return new Fields(fields);
        }
    }
}
