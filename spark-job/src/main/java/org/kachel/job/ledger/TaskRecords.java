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
 * @param place of the ledger, or null where nothing is recorded
 * @param stage number of the stage in its run
 */
public record TaskRecords(String place, int stage) implements Serializable {
    public static final TaskRecords NONE = new TaskRecords(null, 0);

    private static final ClassTag<Object> ANY = ClassTag$.MODULE$.apply(Object.class);

    /** What {@code task} yields: from its record, telling {@code kept}, or by {@code work}, which is recorded at its end. */
    public <R> Iterator<R> of(int task, Runnable kept, Supplier<Iterator<R>> work) {
        if (place == null) return work.get();
        try {
            List<R> before = read(task);
            if (before == null) return new Recorder<>(task, work.get());
            kept.run();
            return before.iterator();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String folder(int stage) {
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
        if (object == null || object.length < Long.BYTES) return null;
        ByteBuffer whole = ByteBuffer.wrap(object);
        if (whole.getLong() != checksum(object, Long.BYTES, object.length - Long.BYTES)) return null;
        List<R> results = new ArrayList<>();
        InputStream bytes = new ByteArrayInputStream(object, Long.BYTES, object.length - Long.BYTES);
        try (DeserializationStream in = serializer().deserializeStream(codec().compressedInputStream(bytes))) {
            scala.collection.Iterator<Object> all = in.asIterator();
            while (all.hasNext()) results.add((R) all.next());
        }
        return results;
    }

    private static long checksum(byte[] bytes, int offset, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, offset, length);
        return (long) length << 32 | crc.getValue();
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
        private final Iterator<R> work;
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final SerializationStream out;
        private boolean written;

        Recorder(int task, Iterator<R> work) {
            this.task = task;
            this.work = work;
            bytes.writeBytes(new byte[Long.BYTES]);
            this.out = serializer().serializeStream(codec().compressedOutputStream(bytes));
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
            byte[] object = bytes.toByteArray();
            ByteBuffer.wrap(object).putLong(checksum(object, Long.BYTES, object.length - Long.BYTES));
            try {
                store().write(key(task), object, object.length);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            written = true;
        }
    }
}
