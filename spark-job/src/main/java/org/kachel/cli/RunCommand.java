package org.kachel.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.kachel.job.Job;
import org.kachel.job.PipelineFile;
import org.kachel.job.PipelineSpec;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code kachel run}: the main job. */
@Command(name = "run", description = "Runs a pipeline.")
final class RunCommand implements Callable<Integer> {
    @Parameters(paramLabel = "PIPELINE.yaml")
    private Path pipeline;

    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "Overrides a value: steps.NAME.sigma=4.")
    private List<String> sets = List.of();

    @Mixin
    private RunSettings settings;

    @Spec
    private CommandLine.Model.CommandSpec command;

    @Override
    public Integer call() throws IOException {
        PipelineSpec spec = PipelineFile.read(pipeline, sets);
        LogFile.beside(spec.output().volume());
        settings.summary(command.commandLine().getOut(), spec, Job.run(spec, settings.start(spec)));
        return ExitCode.DONE.code();
    }
}
