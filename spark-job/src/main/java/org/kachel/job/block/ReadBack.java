package org.kachel.job.block;

import java.io.IOException;
import java.io.Serializable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.imglib2.util.Intervals;
import org.kachel.block.Voxels;
import org.kachel.block.io.Checksum;
import org.kachel.block.io.Volume;
import org.kachel.job.ledger.TaskNotes;
import org.kachel.job.ledger.TaskRecords;
import org.kachel.job.plan.Sink;

/**
 * Reads what tasks have written as a later reader will, past all caches of this process, and compares it with what they noted.
 *
 * @param sinks by {@link Sink#key}
 */
public record ReadBack(Map<String, Sink> sinks, StageMeter meter) implements Serializable {
    public ReadBack {
        sinks = new HashMap<>(sinks);
    }

    /**
     * What came of one task.
     *
     * @param voxels that read back as they were written, by sink
     * @param damage what is wrong, or null
     */
    public record Found(int stage, int task, Map<String, Long> voxels, String damage) implements Serializable {}

    public Found of(TaskRecords stage, int task) throws IOException {
        Map<String, Long> voxels = new HashMap<>();
        List<TaskNotes.Written> written = stage.written(task);
        if (written == null) return new Found(stage.stage(), task, voxels, null);
        String damage = null;
        Map<String, Volume> open = new HashMap<>();
        try {
            for (TaskNotes.Written each : written) {
                Sink sink = sinks.get(each.volume());
                if (sink == null) continue;
                String wrong = wrong(sink, each, open);
                if (wrong != null) damage = wrong;
                else voxels.merge(each.volume(), Intervals.numElements(each.interval()), Long::sum);
            }
        } finally {
            for (Volume volume : open.values()) volume.close();
        }
        return new Found(stage.stage(), task, voxels, damage);
    }

    /** Null where it is as it was written. */
    private String wrong(Sink sink, TaskNotes.Written written, Map<String, Volume> open) throws IOException {
        long start = System.nanoTime();
        String why = "holds other voxels than were written";
        try {
            if (!open.containsKey(sink.key())) open.put(sink.key(), sink.written());
            Voxels voxels = new Voxels(
                    sink.spec().type(),
                    written.interval(),
                    Worker.here().scratch(Voxels.byteCount(sink.spec().type(), written.interval())));
            open.get(sink.key()).read(voxels);
            if (Checksum.of(voxels) == written.checksum()) why = null;
        } catch (IOException e) {
            why = "cannot be read back: " + e.getMessage();
        }
        long bytes = Voxels.byteCount(sink.spec().type(), written.interval());
        meter.add(StageTimes.block(Intervals.numElements(written.interval()))
                .plus(StageTimes.read((System.nanoTime() - start) * 1e-9, bytes)));
        Ticker.tick(written.interval());
        if (why == null) return null;
        return "%s, level %d, block %s %s"
                .formatted(sink.address(), sink.level(), Intervals.toString(written.interval()), why);
    }
}
