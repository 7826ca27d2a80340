package org.kachel.cli;

import org.kachel.block.io.VolumeException;
import picocli.CommandLine.Option;

/** How a command that runs a pipeline writes its log. */
final class LogOptions {
    @Option(
            names = "--log-format",
            paramLabel = "FORMAT",
            description = "plain (kachel.log) or json (kachel.jsonl), beside the output; plain by default.")
    private LogFile.Format format = LogFile.Format.PLAIN;

    /** Before the first logger wakes up. */
    void beside(String output) throws VolumeException {
        LogFile.beside(output, format);
    }
}
