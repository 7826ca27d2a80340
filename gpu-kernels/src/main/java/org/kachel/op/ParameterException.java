package org.kachel.op;

/** The request is wrong: a parameter is missing, unknown or out of range. */
public class ParameterException extends IllegalArgumentException {
    private final String parameter;

    public ParameterException(String parameter, String message) {
        super(message);
        this.parameter = parameter;
    }

    /** The parameter's name, so that a caller can point to its line. */
    public String parameter() {
        return parameter;
    }
}
