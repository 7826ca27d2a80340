package org.kachel.job.spec;

/** The request is wrong. Says where: {@code pipeline.yaml:7: steps[1].sigma: …}. */
public class PipelineException extends RuntimeException {
    /** Of a message that repeats what the file says, which may be long. */
    private static final int LONGEST = 4000;

    private final String file;
    private final int line;
    private final String key;

    /**
     * @param file name of the pipeline file, or of the option that was wrong; empty where there is none
     * @param line from 1, or 0 where there is none
     * @param key such as {@code steps[1].sigma}; empty for the file as a whole
     */
    public PipelineException(String file, int line, String key, String message) {
        super((file.isEmpty() ? "" : file + ":" + (line > 0 ? line + ":" : "") + " ")
                + (key.isEmpty() ? "" : key + ": ")
                + shortened(message));
        this.file = file;
        this.line = line;
        this.key = key;
    }

    private static String shortened(String message) {
        return message.length() <= LONGEST ? message : message.substring(0, LONGEST) + "…";
    }

    public String file() {
        return file;
    }

    public int line() {
        return line;
    }

    public String key() {
        return key;
    }
}
