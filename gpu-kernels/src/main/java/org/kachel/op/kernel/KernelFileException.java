package org.kachel.op.kernel;

/** A kernel file cannot serve. The message begins with the file and, where there is one, the line. */
public class KernelFileException extends IllegalArgumentException {
    KernelFileException(String file, int line, String message) {
        super(file + (line > 0 ? ":" + line : "") + ": " + message);
    }

    KernelFileException(String file, String message) {
        this(file, 0, message);
    }
}
