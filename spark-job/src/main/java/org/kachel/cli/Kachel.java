package org.kachel.cli;

import java.io.PrintWriter;
import java.util.Locale;
import org.kachel.job.ExitCode;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The command line. Exit codes: see {@link ExitCode}. */
@Command(
        name = "kachel",
        description = "Processes image volumes that do not fit into memory, block by block, on GPUs.",
        version = "kachel 0.1.0",
        mixinStandardHelpOptions = true,
        scope = ScopeType.INHERIT,
        subcommands = {
            RunCommand.class,
            PlanCommand.class,
            ApplyCommand.class,
            InfoCommand.class,
            ImportCommand.class,
            OpsCommand.class,
            DevicesCommand.class,
            DemoCommand.class,
            BenchCommand.class
        })
public final class Kachel implements Runnable {
    @Option(names = "--debug", scope = ScopeType.INHERIT, description = "Show the stack trace of a failure.")
    boolean debug;

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    public static void main(String[] args) {
        Locale.setDefault(Locale.ROOT);
        // such as JOCL's, which tell once more what their lane has failed with
        Thread.setDefaultUncaughtExceptionHandler(
                (thread, e) -> LoggerFactory.getLogger(Kachel.class).warn("thread {} ended", thread.getName(), e));
        System.exit(execute(new PrintWriter(System.out, true), new PrintWriter(System.err, true), args));
    }

    static int execute(PrintWriter out, PrintWriter err, String... args) {
        Kachel kachel = new Kachel();
        return new CommandLine(kachel)
                .setOut(out)
                .setErr(err)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler(
                        (e, command, parsed) -> ExitCode.report(e, command.getErr(), kachel.debug))
                .execute(args);
    }

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }
}
