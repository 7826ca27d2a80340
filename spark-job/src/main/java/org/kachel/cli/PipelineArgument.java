package org.kachel.cli;

import java.nio.file.Path;
import java.util.List;
import org.kachel.job.spec.PipelineFile;
import org.kachel.job.spec.PipelineSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The pipeline file that a command works on, and what the user overrides in it. */
final class PipelineArgument {
    @Parameters(paramLabel = "PIPELINE.yaml")
    private Path pipeline;

    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "Overrides a value: steps.NAME.sigma=4.")
    private List<String> sets = List.of();

    PipelineSpec read() {
        return PipelineFile.read(pipeline, sets);
    }
}
