package org.kachel.job;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.kachel.block.io.VolumeException;
import org.kachel.block.io.Volumes;
import org.kachel.job.phase.Run;
import org.kachel.job.plan.JobPlan;
import org.kachel.job.table.TableWriter;
import org.kachel.op.ParameterException;

/** What a run leaves behind: refuses to overwrite unasked, and makes results visible only when all of them are complete. */
final class Outputs {
    private final JobPlan plan;
    private final String input;

    Outputs(JobPlan plan, String input) {
        this.plan = plan;
        this.input = input;
    }

    /** Checks that everything can be written, and clears what may be overwritten. */
    void prepare(boolean overwrite) throws IOException {
        for (JobPlan.OutputImage output : plan.outputs()) prepare(output, overwrite);
        for (String file : files()) prepare(Path.of(file), overwrite);
        removeScratch();
    }

    private void prepare(JobPlan.OutputImage output, boolean overwrite) throws IOException {
        if (same(output.sink().address().container(), input))
            throw new ParameterException(
                    "output.volume", "output.volume is the input, " + input + "; the input is never touched");
        checkWritable(output.sink().address().container());
        if (!Volumes.exists(output.sink().address())) return;
        if (!overwrite)
            throw new ParameterException(
                    "output.volume", output.sink().address() + " exists already; --overwrite replaces it");
        Volumes.delete(output.sink().address());
    }

    /** Looks at local folders alone: at {@code container}, or where it will be made. */
    private static void checkWritable(String container) throws IOException {
        if (container.matches("[a-z0-9]+:.*") && !container.startsWith("file:")) return;
        Path folder = Path.of(container.replaceFirst("^file:(//)?", "")).toAbsolutePath();
        while (folder != null && Files.notExists(folder)) folder = folder.getParent();
        if (folder != null && !Files.isWritable(folder))
            throw new VolumeException("no permission to write into " + folder);
    }

    private static boolean same(String a, String b) {
        return Path.of(a)
                .toAbsolutePath()
                .normalize()
                .equals(Path.of(b).toAbsolutePath().normalize());
    }

    private static void prepare(Path table, boolean overwrite) throws IOException {
        if (Files.exists(table) && !overwrite)
            throw new ParameterException("measure.table", table + " exists already; --overwrite replaces it");
        Path folder = table.toAbsolutePath().getParent();
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new VolumeException("cannot make the folder " + folder + " for " + table.getFileName(), e);
        }
        if (!Files.isWritable(folder)) throw new VolumeException("no permission to write into " + folder);
        remove(table);
    }

    private List<String> files() {
        return plan.tables().stream().flatMap(t -> t.allFiles().stream()).toList();
    }

    /** Tables first, then the metadata of the images: what can be opened is complete. */
    void finish(Run run) throws IOException {
        for (int t = 0; t < plan.tables().size(); t++) TableWriter.write(run.table(t));
        for (JobPlan.OutputImage output : plan.outputs()) run.sink(output).finish();
    }

    void removeScratch() throws IOException {
        remove(Path.of(plan.scratch()));
    }

    private static void remove(Path path) throws IOException {
        if (!Files.exists(path)) return;
        try (Stream<Path> all = Files.walk(path)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) Files.delete(each);
        }
    }
}
