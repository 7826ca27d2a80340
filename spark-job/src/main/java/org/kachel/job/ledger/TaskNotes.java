package org.kachel.job.ledger;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.imglib2.FinalInterval;
import net.imglib2.Interval;
import net.imglib2.util.Intervals;
import org.kachel.block.Voxels;
import org.kachel.block.io.Checksum;

/** What a task notes of stored volumes while it works. Of one task, in one thread. */
public final class TaskNotes {
    /**
     * Voxels as they were written.
     *
     * @param volume tells it from all others of a run
     * @param checksum of the voxels
     */
    public record Written(String volume, FinalInterval interval, long checksum) {}

    /** What was read of a volume, in a box around all of it, and what told its state then. */
    private record Read(FinalInterval interval, long stamp) {}

    private final Map<String, FinalInterval> reading = new LinkedHashMap<>();
    private final Map<String, Read> read = new LinkedHashMap<>();
    private final List<Written> written = new ArrayList<>();
    private long given;
    private long content;

    /** {@code interval} of {@code volume} is read. */
    public void reads(String volume, Interval interval) {
        reading.merge(volume, new FinalInterval(interval), (a, b) -> new FinalInterval(Intervals.union(a, b)));
    }

    /** {@code voxels} are written into {@code volume}; a second time takes the place of the first. */
    public void wrote(String volume, Voxels voxels) {
        FinalInterval interval = new FinalInterval(voxels.interval());
        written.removeIf(w -> w.volume.equals(volume) && Intervals.equals(w.interval, interval));
        written.add(new Written(volume, interval, Checksum.of(voxels)));
    }

    /** The task has ended: its results have the checksum {@code yielded}. */
    void end(Basis basis, long yielded) throws IOException {
        given = basis.given();
        content = yielded;
        for (Map.Entry<String, FinalInterval> each : reading.entrySet())
            read.put(each.getKey(), new Read(each.getValue(), basis.stamps().of(each.getKey(), each.getValue())));
    }

    /** Whether everything that the task depended on is as it was. */
    boolean holds(Basis basis) throws IOException {
        if (given != basis.given()) return false;
        for (Map.Entry<String, Read> each : read.entrySet())
            if (basis.stamps().of(each.getKey(), each.getValue().interval) != each.getValue().stamp) return false;
        return true;
    }

    /** Checksum of what the task yielded. */
    long content() {
        return content;
    }

    List<Written> written() {
        return List.copyOf(written);
    }

    byte[] bytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeLong(given);
            out.writeLong(content);
            out.writeInt(read.size());
            for (Map.Entry<String, Read> each : read.entrySet()) {
                out.writeUTF(each.getKey());
                write(each.getValue().interval, out);
                out.writeLong(each.getValue().stamp);
            }
            List<String> volumes =
                    written.stream().map(Written::volume).distinct().toList();
            out.writeInt(volumes.size());
            for (String volume : volumes) out.writeUTF(volume);
            out.writeInt(written.size());
            for (Written w : written) {
                out.writeInt(volumes.indexOf(w.volume));
                write(w.interval, out);
                out.writeLong(w.checksum);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    static TaskNotes of(byte[] bytes) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
        TaskNotes notes = new TaskNotes();
        notes.given = in.readLong();
        notes.content = in.readLong();
        for (int i = in.readInt(); i > 0; i--) notes.read.put(in.readUTF(), new Read(interval(in), in.readLong()));
        String[] volumes = new String[in.readInt()];
        for (int i = 0; i < volumes.length; i++) volumes[i] = in.readUTF();
        int count = in.readInt();
        for (int i = 0; i < count; i++)
            notes.written.add(new Written(volumes[in.readInt()], interval(in), in.readLong()));
        return notes;
    }

    private static void write(Interval interval, DataOutputStream out) throws IOException {
        for (int d = 0; d < 3; d++) {
            out.writeLong(interval.min(d));
            out.writeLong(interval.max(d));
        }
    }

    private static FinalInterval interval(DataInputStream in) throws IOException {
        long[] min = new long[3];
        long[] max = new long[3];
        for (int d = 0; d < 3; d++) {
            min[d] = in.readLong();
            max[d] = in.readLong();
        }
        return new FinalInterval(min, max);
    }
}
