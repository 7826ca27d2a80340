package org.kachel.cli;

import org.kachel.job.spec.PipelineSpec;
import org.kachel.op.ParameterException;
import picocli.CommandLine.Option;

/** Options of every command that writes a volume: at how many resolutions. */
final class LevelOptions {
    @Option(
            names = "--levels",
            paramLabel = "N|auto",
            defaultValue = "1",
            description = "Write a pyramid of N levels; auto halves until the image is small.")
    private String levels;

    @Option(
            names = "--factors",
            paramLabel = "X,Y,Z",
            split = ",",
            defaultValue = "2,2,2",
            description = "Factors from one level to the next: ${DEFAULT-VALUE} by default.")
    private int[] factors;

    @Option(
            names = "--downsample",
            paramLabel = "mean|mode",
            description = "How: mode for labels and mean for all else by default.")
    private String method;

    /** *Errors*: {@link RequestException}. */
    PipelineSpec.Pyramid pyramid() {
        try {
            return PipelineSpec.Pyramid.of(levels, factors, method);
        } catch (ParameterException e) {
            throw new RequestException("--" + e.parameter() + " " + e.getMessage());
        }
    }
}
