package org.kachel.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.kachel.gpu.Device;
import org.kachel.gpu.jocl.OpenClDevices;
import org.kachel.job.ExitCode;
import org.kachel.job.Job;
import org.kachel.job.spec.PipelineSpec;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Spec;

/** {@code kachel plan}: everything that {@code run} would do, without doing it. */
@Command(name = "plan", description = "Shows what running a pipeline would do, without doing it.")
final class PlanCommand implements Callable<Integer> {
    @Mixin
    private PipelineArgument pipeline;

    @Mixin
    private RunSettings settings;

    @Spec
    private CommandLine.Model.CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        LogFile.inCache();
        PipelineSpec request = pipeline.read();
        Job.Planned planned = Job.plan(request, settings.options(request));
        PrintWriter out = spec.commandLine().getOut();
        out.println(planned.text().strip());
        Optional<Device> device = OpenClDevices.choose(settings.asked(request));
        if (device.isPresent())
            out.println(PlanAdvice.of(planned.plan(), device.get().info().name()));
        return ExitCode.DONE.code();
    }
}
