package org.kachel.job;

/** Says how to go on, beside the failure that it is attached to, where a run has left finished tasks. */
final class UnfinishedException extends RuntimeException {
    UnfinishedException(String place, long tasks) {
        super(
                place + " keeps " + tasks + (tasks == 1 ? " finished task" : " finished tasks")
                        + "; the same command with --resume goes on from there",
                null,
                false,
                false);
    }
}
