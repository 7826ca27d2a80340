package org.kachel.job.ledger;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import java.util.zip.CRC32C;
import org.apache.spark.SparkEnv;
import org.apache.spark.io.CompressionCodec;
import org.apache.spark.io.CompressionCodec$;
import org.apache.spark.serializer.DeserializationStream;
import org.apache.spark.serializer.SerializationStream;
import org.apache.spark.serializer.SerializerInstance;
import org.kachel.block.io.Checksum;
import org.kachel.block.io.Store;
import org.kachel.block.io.Stores;
import org.kachel.block.io.VolumeException;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/**
 * What the tasks of one stage have yielded: an object for each task that is done, written whole after everything that the task
 * itself writes. A task whose record is there is not done again while everything that it depended on is as it was; otherwise its
 * record goes before the task begins, so that no record ever speaks of something that another has written since.
 *
 * <pre>
 *   length, checksum | notes | checksum | results, compressed
 * </pre>
 *
 * @param place of the ledger, or null where nothing is recorded
 * @param stage number of the stage in its run
 * @param key of the stage, which differs where anything differs that its tasks do
 * @param tasks how many it has
 */
public record TaskRecords(String place, int stage, String key, int tasks) implements Serializable {
    private static final ClassTag<Object> ANY = ClassTag$.MODULE$.apply(Object.class);

    /** Bytes before the notes. */
    private static final int HEAD = Integer.BYTES + Long.BYTES;

    /** Those of a stage that records nothing. */
    public static TaskRecords none(int tasks) {
        return new TaskRecords(null, 0, "", tasks);
    }

    /**
     * What {@code task} yields: from its record, telling {@code kept}, or by {@code work}, which is recorded at its end, with
     * what it has noted until then.
     */
    public <R> Iterator<R> of(int task, Basis basis, TaskNotes notes, Runnable kept, Supplier<Iterator<R>> work) {
        if (place == null) return work.get();
        try {
            List<R> before = read(task, basis);
            if (before == null) {
                forget(task);
                return new Recorder<>(task, basis, notes, work.get());
            }
            kept.run();
            return before.iterator();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether {@code task} need not be done. */
    public boolean done(int task, Basis basis) throws IOException {
        return place != null && read(task, basis) != null;
    }

    /** What {@code task} has written; null where there is no record of it. */
    public List<TaskNotes.Written> written(int task) throws IOException {
        TaskNotes notes = notes(task);
        return notes == null ? null : notes.written();
    }

    /** The same of one volume alone. */
    public List<TaskNotes.Written> written(int task, String volume) throws IOException {
        List<TaskNotes.Written> all = written(task);
        if (all == null) throw new VolumeException("the record of task " + task + " in " + place + " is gone");
        return all.stream().filter(w -> w.volume().equals(volume)).toList();
    }

    /** Checksum of what {@code task} has yielded. */
    public long content(int task) throws IOException {
        TaskNotes notes = place == null ? null : notes(task);
        return notes == null ? ThreadLocalRandom.current().nextLong() : notes.content();
    }

    /** Without reading what the task has yielded. */
    private TaskNotes notes(int task) throws IOException {
        byte[] head = store().read(key(task), 0, HEAD);
        if (head == null) return null;
        byte[] notes = store().read(key(task), HEAD, ByteBuffer.wrap(head).getInt());
        if (notes == null || ByteBuffer.wrap(head).getLong(Integer.BYTES) != checksum(notes, 0, notes.length))
            return null;
        return TaskNotes.of(notes);
    }

    /** From now on {@code task} is not done. */
    public void forget(int task) throws IOException {
        store().delete(key(task));
    }

    /** The same of all tasks. */
    public void forget() throws IOException {
        store().deleteFolder(folder(key));
    }

    static String folder(String key) {
        return Ledger.TASKS + "/" + key;
    }

    private String key(int task) {
        return String.format(Locale.ROOT, "%s/%06d", folder(key), task);
    }

    private Store store() throws IOException {
        return Stores.at(place);
    }

    /** Null where there is no record, or one that something has damaged, or of other things than are there now. */
    @SuppressWarnings("unchecked")
    private <R> List<R> read(int task, Basis basis) throws IOException {
        byte[] object = store().read(key(task));
        int from = object == null ? -1 : results(object);
        if (from < 0) return null;
        byte[] notes = Arrays.copyOfRange(object, HEAD, from - Long.BYTES);
        if (!TaskNotes.of(notes).holds(basis)) return null;
        List<R> results = new ArrayList<>();
        InputStream bytes = new ByteArrayInputStream(object, from, object.length - from);
        try (DeserializationStream in = serializer().deserializeStream(codec().compressedInputStream(bytes))) {
            scala.collection.Iterator<Object> all = in.asIterator();
            while (all.hasNext()) results.add((R) all.next());
        }
        return results;
    }

    /** Where the results begin in a whole record; −1 where it is damaged. */
    private static int results(byte[] object) {
        if (object.length < HEAD) return -1;
        ByteBuffer whole = ByteBuffer.wrap(object);
        int notes = whole.getInt();
        if (notes < 0 || HEAD + (long) notes + Long.BYTES > object.length) return -1;
        if (whole.getLong() != checksum(object, HEAD, notes)) return -1;
        int results = HEAD + notes + Long.BYTES;
        boolean same = whole.getLong(HEAD + notes) == checksum(object, results, object.length - results);
        return same ? results : -1;
    }

    private static long checksum(byte[] bytes, int offset, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, offset, length);
        return (long) length << 32 | crc.getValue();
    }

    private static byte[] object(byte[] notes, byte[] results) {
        return ByteBuffer.allocate(HEAD + notes.length + Long.BYTES + results.length)
                .putInt(notes.length)
                .putLong(checksum(notes, 0, notes.length))
                .put(notes)
                .putLong(checksum(results, 0, results.length))
                .put(results)
                .array();
    }

    private static SerializerInstance serializer() {
        return SparkEnv.get().serializer().newInstance();
    }

    private static CompressionCodec codec() {
        return CompressionCodec$.MODULE$.createCodec(SparkEnv.get().conf(), "lz4");
    }

    /** Passes results on, keeps their bytes, and writes these once the last one is there. */
    private final class Recorder<R> implements Iterator<R> {
        private final int task;
        private final Basis basis;
        private final TaskNotes notes;
        private final Iterator<R> work;
        private final ByteArrayOutputStream results = new ByteArrayOutputStream();
        private final SerializationStream out;
        private boolean written;

        Recorder(int task, Basis basis, TaskNotes notes, Iterator<R> work) {
            this.task = task;
            this.basis = basis;
            this.notes = notes;
            this.work = work;
            this.out = serializer().serializeStream(codec().compressedOutputStream(results));
        }

        @Override
        public boolean hasNext() {
            boolean more = work.hasNext();
            if (!more && !written) write();
            return more;
        }

        @Override
        public R next() {
            R result = work.next();
            out.writeObject(result, ANY);
            return result;
        }

        private void write() {
            out.close();
            byte[] yielded = results.toByteArray();
            try {
                notes.end(basis, Checksum.of(yielded));
                byte[] object = object(notes.bytes(), yielded);
                store().write(key(task), object, object.length);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            written = true;
        }
    }
}
