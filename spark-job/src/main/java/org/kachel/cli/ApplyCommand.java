package org.kachel.cli;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.kachel.block.io.VolumeSpec;
import org.kachel.job.ExitCode;
import org.kachel.job.Job;
import org.kachel.job.spec.PipelineSpec;
import org.kachel.op.Catalogue;
import org.kachel.op.CatalogueEntry;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code kachel apply}: one operation, no pipeline file. */
@Command(name = "apply", description = "Applies one operation to a volume.")
final class ApplyCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "OP", description = "See `kachel ops`.")
    private String op;

    @Parameters(index = "1", paramLabel = "IN")
    private String in;

    @Parameters(index = "2", paramLabel = "OUT")
    private String out;

    @Option(names = "--param", paramLabel = "NAME=VALUE", description = "A parameter: sigma=2, sigma=[2,2,1].")
    private Map<String, String> parameters = new LinkedHashMap<>();

    @Option(names = "--dataset", defaultValue = "", description = "Path of the array inside IN.")
    private String dataset;

    @Option(names = "--channel", defaultValue = "-1", description = "Channel of IN, from 0.")
    private int channel;

    @Option(names = "--time", defaultValue = "-1", description = "Time point of IN, from 0.")
    private int time;

    @Option(
            names = "--format",
            defaultValue = "ome-zarr-0.4",
            description = "Format of OUT: ${DEFAULT-VALUE} by default.")
    private String format;

    @Option(names = "--codec", description = "Codec of OUT, such as zstd:1.")
    private String codec;

    @Option(names = "--level", defaultValue = "-1", description = "Level of the pyramid of IN, 0 the finest.")
    private int level;

    @Mixin
    private LevelOptions levels;

    @Mixin
    private RunSettings settings;

    @Mixin
    private LogOptions log;

    @Spec
    private CommandLine.Model.CommandSpec command;

    @Override
    public Integer call() throws IOException {
        PipelineSpec spec = spec();
        log.beside(out);
        settings.finish(command.commandLine().getOut(), spec, Job.run(spec, settings.start(spec)));
        return ExitCode.DONE.code();
    }

    PipelineSpec spec() {
        CatalogueEntry entry = Catalogue.entry(op);
        if (entry.requiredInputs() != 1 && !entry.manyInputs())
            throw new RequestException("%s takes %d inputs (%s): write a pipeline file and use `kachel run`"
                    .formatted(op, entry.requiredInputs(), String.join(", ", entry.inputs())));
        var unused = entry.bind(parameters);
        try {
            var known = VolumeSpec.Format.named(format);
        } catch (IllegalArgumentException e) {
            throw new RequestException("--format: " + e.getMessage());
        }
        String input = entry.manyInputs() ? PipelineSpec.INPUT : entry.inputs().get(0);
        PipelineSpec.Step step = new PipelineSpec.Step(
                op, op, List.of(PipelineSpec.INPUT), List.of(input), new LinkedHashMap<>(parameters), 0);
        return new PipelineSpec(
                new PipelineSpec.Input(in, dataset, channel, time, level),
                List.of(step),
                new PipelineSpec.Output(out, format, Map.of(op, ""), codec, null, levels.pyramid()),
                List.of(),
                null,
                null);
    }
}
