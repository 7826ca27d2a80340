package org.kachel.job;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.kachel.block.VoxelType;
import org.kachel.block.io.Stores;
import org.kachel.block.io.Volume;
import org.kachel.block.io.VolumeAddress;
import org.kachel.block.io.VolumeException;
import org.kachel.block.io.Volumes;
import org.kachel.job.ledger.Canonical;
import org.kachel.job.ledger.Ledger;
import org.kachel.job.phase.Run;
import org.kachel.job.plan.JobPlan;
import org.kachel.job.plan.Sink;
import org.kachel.job.store.ResultFile;
import org.kachel.job.table.TableWriter;
import org.kachel.op.ParameterException;

/** What a run leaves behind: refuses to overwrite unasked, and makes results visible only when all of them are complete. */
final class Outputs {
    /** No volume has more. */
    private static final int MOST_LEVELS = 64;

    private final JobPlan plan;
    private final String input;

    Outputs(JobPlan plan, String input) {
        this.plan = plan;
        this.input = input;
    }

    /** Checks that everything can be written. */
    void checkPlaces() throws IOException {
        for (JobPlan.OutputImage output : plan.outputs()) {
            String container = output.sink().address().container();
            if (same(container, input))
                throw new ParameterException(
                        "output.volume", "output.volume is the input, " + input + "; the input is never touched");
            checkWritable(container);
        }
        for (ResultFile file : files()) file.prepare();
    }

    /** Whether all of it is there; once a ledger says that it is done, it is whole. */
    boolean exist() throws IOException {
        for (JobPlan.OutputImage output : plan.outputs())
            if (!Volumes.exists(output.sink().address())) return false;
        for (ResultFile file : files()) if (!file.exists()) return false;
        return true;
    }

    /** Clears what may be overwritten, unless what an earlier run has left is gone on from. */
    void prepare(Ledger ledger, RunOptions options) throws IOException {
        if (options.incremental()) {
            renew(ledger);
            return;
        }
        if (options.resume() && ledger.unfinished()) return;
        if (ledger.unfinished() && !options.overwrite())
            throw new ParameterException(
                    "output",
                    ledger.place()
                            + " is of a run of the same that stopped before its end; --resume goes on from there, --overwrite begins anew");
        if (ledger.unfinishedOther() && !options.overwrite())
            throw new ParameterException(
                    "output",
                    ledger.place()
                            + " is of a run that stopped before its end, of another pipeline, input or version of Kachel; --overwrite begins anew");
        ledger.forget();
        for (JobPlan.OutputImage output : plan.outputs()) clear(output, options.overwrite());
        for (ResultFile file : files()) clear(file, options.overwrite());
    }

    /** After {@code failure}: removes chunks where no task was finished, so that there is nothing to go on from. */
    void discard(Ledger ledger, Throwable failure) {
        try {
            if (!ledger.leavesNothing()) return;
            for (JobPlan.OutputImage output : plan.outputs()) clear(output, true);
        } catch (IOException | RuntimeException e) {
            failure.addSuppressed(e);
        }
    }

    /** Refuses what no run of this ledger has written; clears what was written in another form than it will be. */
    private void renew(Ledger ledger) throws IOException {
        for (String place : forms().keySet())
            if (ledger.form(place) == null && exists(place))
                throw new ParameterException(
                        "output",
                        place + " exists already, and not of an earlier run of this; --overwrite replaces it");
        ledger.reopen();
        for (JobPlan.OutputImage output : plan.outputs()) {
            String place = output.sink().address().toString();
            if (form(output).equals(ledger.form(place))) continue;
            for (int level = 0; level < MOST_LEVELS; level++) ledger.disown(level + " " + place);
            Volumes.withdraw(output.sink().address());
            if (Volumes.exists(output.sink().address()))
                Volumes.delete(output.sink().address());
        }
    }

    private boolean exists(String place) throws IOException {
        for (JobPlan.OutputImage output : plan.outputs())
            if (output.sink().address().toString().equals(place))
                return Volumes.exists(output.sink().address());
        return new ResultFile(place).exists();
    }

    /** All places that are written, and in what form, so far as that decides which objects there are. */
    Map<String, String> forms() {
        Map<String, String> forms = new TreeMap<>();
        for (JobPlan.OutputImage output : plan.outputs())
            forms.put(output.sink().address().toString(), form(output));
        for (ResultFile file : files()) forms.put(file.place(), "file");
        return forms;
    }

    private static String form(JobPlan.OutputImage output) {
        return Canonical.text(output.sink().spec().of(VoxelType.UINT8));
    }

    /** Takes away what a reader would take for finished, while it is not. */
    void withdraw() throws IOException {
        for (JobPlan.OutputImage output : plan.outputs())
            Volumes.withdraw(output.sink().address());
        for (ResultFile file : files()) file.delete();
    }

    private static void clear(JobPlan.OutputImage output, boolean overwrite) throws IOException {
        if (!Volumes.exists(output.sink().address())) return;
        if (!overwrite)
            throw new ParameterException(
                    "output.volume", output.sink().address() + " exists already; --overwrite replaces it");
        Volumes.delete(output.sink().address());
    }

    /** Looks at local folders alone: at {@code container}, or where it will be made. */
    private static void checkWritable(String container) throws IOException {
        Path folder = Stores.local(container).map(Path::toAbsolutePath).orElse(null);
        while (folder != null && Files.notExists(folder)) folder = folder.getParent();
        if (folder != null && !Files.isWritable(folder))
            throw new VolumeException("no permission to write into " + folder);
    }

    private static boolean same(String a, String b) throws IOException {
        return Stores.at(a).root().equals(Stores.at(b).root());
    }

    private static void clear(ResultFile table, boolean overwrite) throws IOException {
        if (!overwrite && table.exists())
            throw new ParameterException("measure.table", table + " exists already; --overwrite replaces it");
        table.delete();
    }

    private List<ResultFile> files() {
        return plan.tables().stream()
                .flatMap(t -> t.allFiles().stream())
                .map(ResultFile::new)
                .toList();
    }

    /** Tables first, then the metadata of the images: what can be opened is complete. */
    void finish(Run run, boolean verify) throws IOException {
        for (int t = 0; t < plan.tables().size(); t++) TableWriter.write(run.table(t), verify);
        for (JobPlan.OutputImage output : plan.outputs()) run.sink(output).finish();
        if (verify) for (JobPlan.OutputImage output : plan.outputs()) open(run.sink(output));
    }

    /** Opens every level, or takes the image's metadata away again. */
    private static void open(Sink sink) throws IOException {
        try {
            int levels = sink.spec().levels().count();
            for (int level = 0; level < levels; level++) {
                VolumeAddress address = levels == 1 ? sink.address() : Volumes.level(sink.address(), level);
                try (Volume volume = Volumes.open(address)) {
                    requireSame(volume, sink.level(level));
                }
            }
        } catch (IOException e) {
            Volumes.withdraw(sink.address());
            throw new VolumeException(sink.address() + " cannot be opened as it was written: " + e.getMessage(), e);
        }
    }

    private static void requireSame(Volume volume, Sink sink) throws VolumeException {
        long[] size = sink.spec().levels().size(sink.spec().size(), sink.level());
        long[] there = volume.interval().dimensionsAsLongArray();
        if (volume.type() != sink.spec().type() || !Arrays.equals(size, there))
            throw new VolumeException("level %d is %s of %s, not %s of %s"
                    .formatted(
                            sink.level(),
                            Arrays.toString(there),
                            volume.type(),
                            Arrays.toString(size),
                            sink.spec().type()));
    }
}
