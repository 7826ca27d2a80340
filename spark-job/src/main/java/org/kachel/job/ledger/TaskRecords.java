package org.kachel.job.ledger;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.zip.CRC32C;
import org.apache.spark.SparkEnv;
import org.apache.spark.io.CompressionCodec;
import org.apache.spark.io.CompressionCodec$;
import org.apache.spark.serializer.DeserializationStream;
import org.apache.spark.serializer.SerializationStream;
import org.apache.spark.serializer.SerializerInstance;
import org.kachel.block.io.Store;
import org.kachel.block.io.Stores;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/**
 * What the tasks of one stage have yielded: an object for each task that is done, written whole after everything that the task
 * itself writes. A task whose record is there is not done again.
 *
 * <pre>
 *   length, checksum | notes | checksum | results, compressed
 * </pre>
 *
 * @param place of the ledger, or null where nothing is recorded
 * @param stage number of the stage in its run
 * @param tasks how many it has
 */
public record TaskRecords(String place, int stage, int tasks) implements Serializable {
    private static final ClassTag<Object> ANY = ClassTag$.MODULE$.apply(Object.class);

    /** Bytes before the notes. */
    private static final int HEAD = Integer.BYTES + Long.BYTES;

    /** Those of a stage that records nothing. */
    public static TaskRecords none(int tasks) {
        return new TaskRecords(null, 0, tasks);
    }

    /**
     * What {@code task} yields: from its record, telling {@code kept}, or by {@code work}, which is recorded at its end, with
     * what it has noted until then.
     */
    public <R> Iterator<R> of(int task, TaskNotes notes, Runnable kept, Supplier<Iterator<R>> work) {
        if (place == null) return work.get();
        try {
            List<R> before = read(task);
            if (before == null) return new Recorder<>(task, notes, work.get());
            kept.run();
            return before.iterator();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What {@code task} has written, without reading what it has yielded; null where there is no such record. */
    public List<TaskNotes.Written> written(int task) throws IOException {
        byte[] head = store().read(key(task), 0, HEAD);
        if (head == null) return null;
        byte[] notes = store().read(key(task), HEAD, ByteBuffer.wrap(head).getInt());
        if (notes == null || ByteBuffer.wrap(head).getLong(Integer.BYTES) != checksum(notes, 0, notes.length))
            return null;
        return TaskNotes.of(notes).written();
    }

    /** From now on {@code task} is not done. */
    public void forget(int task) throws IOException {
        store().delete(key(task));
    }

    /** The same of all tasks. */
    public void forget() throws IOException {
        store().deleteFolder(folder(stage));
    }

    private static String folder(int stage) {
        return String.format(Locale.ROOT, "%s/%04d", Ledger.TASKS, stage);
    }

    private String key(int task) {
        return String.format(Locale.ROOT, "%s/%06d", folder(stage), task);
    }

    private Store store() throws IOException {
        return Stores.at(place);
    }

    /** Null where there is no record, or one that something has damaged: the task is then done again. */
    @SuppressWarnings("unchecked")
    private <R> List<R> read(int task) throws IOException {
        byte[] object = store().read(key(task));
        int from = object == null ? -1 : results(object);
        if (from < 0) return null;
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
        private final TaskNotes notes;
        private final Iterator<R> work;
        private final ByteArrayOutputStream results = new ByteArrayOutputStream();
        private final SerializationStream out;
        private boolean written;

        Recorder(int task, TaskNotes notes, Iterator<R> work) {
            this.task = task;
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
            byte[] object = object(notes.bytes(), results.toByteArray());
            try {
                store().write(key(task), object, object.length);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            written = true;
        }
    }
}
