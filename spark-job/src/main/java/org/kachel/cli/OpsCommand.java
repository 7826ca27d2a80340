package org.kachel.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.kachel.job.ExitCode;
import org.kachel.job.spec.Suggestion;
import org.kachel.op.Catalogue;
import org.kachel.op.CatalogueEntry;
import org.kachel.op.Parameter;
import org.kachel.pipeline.OperationSheet;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code kachel ops}: the catalogue. */
@Command(name = "ops", description = "Lists the operations, or shows one with its parameters.")
final class OpsCommand implements Callable<Integer> {
    @Parameters(arity = "0..1", paramLabel = "NAME")
    private String name;

    @Spec
    private CommandLine.Model.CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        if (name == null) Catalogue.entries().forEach(e -> out.printf("%-28s %s%n", e.name(), e.summary()));
        else show(out, named(name));
        return ExitCode.DONE.code();
    }

    private static CatalogueEntry named(String name) {
        return Catalogue.entries().stream()
                .filter(e -> e.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new RequestException("there is no operation '" + name + "'; see `kachel ops`"
                        + Suggestion.didYouMean(
                                name,
                                Catalogue.entries().stream()
                                        .map(CatalogueEntry::name)
                                        .toList())));
    }

    private static void show(PrintWriter out, CatalogueEntry entry) {
        OperationSheet sheet = new OperationSheet(entry);
        out.println(entry.name() + ": " + entry.summary());
        out.println("inputs: " + sheet.inputs());
        out.println(entry.parameters().isEmpty() ? "no parameters" : "parameters:");
        for (Parameter p : entry.parameters())
            out.printf("  %-16s %s; %s%n", p.name(), p.description(), OperationSheet.values(p));
        out.println("halo: " + sheet.halo());
        out.println("result: " + sheet.output());
        out.println("example:");
        out.println("  " + sheet.yaml());
        if (!sheet.apply().isEmpty()) out.println("  " + sheet.apply());
    }
}
