package org.kachel.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.kachel.job.ExitCode;
import org.kachel.job.Job;
import org.kachel.job.spec.PipelineSpec;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Spec;

/** {@code kachel run}: the main job. */
@Command(name = "run", description = "Runs a pipeline.")
final class RunCommand implements Callable<Integer> {
    @Mixin
    private PipelineArgument pipeline;

    @Mixin
    private RunSettings settings;

    @Mixin
    private LogOptions log;

    @Spec
    private CommandLine.Model.CommandSpec command;

    @Override
    public Integer call() throws IOException {
        PipelineSpec spec = pipeline.read();
        log.beside(spec.output().volume());
        settings.finish(command.commandLine().getOut(), spec, Job.run(spec, settings.start(spec)));
        return ExitCode.DONE.code();
    }
}
