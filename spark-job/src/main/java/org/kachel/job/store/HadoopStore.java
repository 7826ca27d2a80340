package org.kachel.job.store;

import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.BulkDelete;
import org.apache.hadoop.fs.EtagSource;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSDataOutputStreamBuilder;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.FutureDataInputStreamBuilder;
import org.apache.hadoop.fs.Options.OpenFileOptions;
import org.apache.hadoop.fs.Options.Rename;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.StreamCapabilities;
import org.apache.hadoop.util.functional.FutureIO;
import org.kachel.block.io.Keys;
import org.kachel.block.io.Store;
import org.kachel.block.io.VolumeException;

/**
 * A folder of one of Hadoop's file systems. Where an object appears only when its stream is closed, it is written in
 * place; elsewhere beside its place and renamed into it. How often a request is tried again is the client's matter.
 */
final class HadoopStore implements Store {
    /** File systems whose objects appear when their stream is closed. */
    private static final Set<String> PUT_WHOLE = Set.of("s3a", "gs");

    /** Ends the name of an object that is being written. */
    private static final String UNFINISHED = ".part";

    private static final byte[] NOTHING = {};
    private static final int FIRST = 1 << 16;
    private static final int MOST = Integer.MAX_VALUE - 16;

    private final FileSystem files;
    private final Path root;
    private final Configuration settings;

    HadoopStore(FileSystem files, Path root, Configuration settings) {
        this.files = files;
        this.root = root;
        this.settings = settings;
    }

    @Override
    public String root() {
        return root.toString();
    }

    private Path path(String key) throws VolumeException {
        URI place = root.toUri();
        if (Keys.checked(key).isEmpty()) return root;
        return new Path(place.getScheme(), place.getAuthority(), (root.isRoot() ? "" : place.getPath()) + "/" + key);
    }

    @Override
    public byte[] read(String key) throws IOException {
        return whole(read(key, NOTHING));
    }

    @Override
    public byte[] read(String key, long offset, int length) throws IOException {
        return whole(read(key, offset, length, NOTHING));
    }

    private static byte[] whole(ByteBuffer object) {
        if (object == null) return null;
        return object.limit() == object.array().length ? object.array() : Arrays.copyOf(object.array(), object.limit());
    }

    @Override
    public ByteBuffer read(String key, byte[] scratch) throws IOException {
        return read(key, scratch, MOST);
    }

    /** Stops one byte after {@code most}: how long an object is, is not asked before. */
    @Override
    public ByteBuffer read(String key, byte[] scratch, int most) throws IOException {
        return read(key, Map.of(OpenFileOptions.FS_OPTION_OPENFILE_READ_POLICY, "whole-file"), in -> {
            byte[] bytes = scratch.length > 0 ? scratch : new byte[FIRST];
            int length = 0;
            for (int n; (n = in.read(bytes, length, bytes.length - length)) >= 0; length += n) {
                if (length + n > most) throw Store.tooLarge(path(key).toString(), size(key), most);
                if (length + n == bytes.length) bytes = Arrays.copyOf(bytes, grown(key, bytes.length));
            }
            return ByteBuffer.wrap(bytes, 0, length);
        });
    }

    private int grown(String key, int size) throws IOException {
        if (size == MOST) throw new VolumeException(path(key) + " has over 2 GiB; such objects are not read whole");
        return (int) Math.min(2L * size, MOST);
    }

    /** Tells the client that the object ends where the range does: it then need not ask how long it is. */
    @Override
    public ByteBuffer read(String key, long offset, int length, byte[] scratch) throws IOException {
        Map<String, String> ranged = Map.of(
                OpenFileOptions.FS_OPTION_OPENFILE_READ_POLICY,
                "random",
                OpenFileOptions.FS_OPTION_OPENFILE_LENGTH,
                Long.toString(offset + length));
        return read(key, ranged, in -> {
            byte[] bytes = length <= scratch.length ? scratch : new byte[length];
            try {
                in.readFully(offset, bytes, 0, length);
            } catch (EOFException e) {
                throw new VolumeException(
                        "%s ends before byte %d, %d bytes from %d were asked for"
                                .formatted(path(key), offset + length, length, offset),
                        e);
            }
            return ByteBuffer.wrap(bytes, 0, length);
        });
    }

    private interface Reading {
        ByteBuffer from(FSDataInputStream in) throws IOException;
    }

    private ByteBuffer read(String key, Map<String, String> options, Reading reading) throws IOException {
        FutureDataInputStreamBuilder opening = files.openFile(path(key));
        options.forEach(opening::opt);
        return orAbsent("read", key, null, () -> {
            try (FSDataInputStream in = FutureIO.awaitFuture(opening.build())) {
                return reading.from(in);
            }
        });
    }

    private interface Request<T> {
        T send() throws IOException;
    }

    /** What a request answers, or {@code absent} where there is no such object. */
    private <T> T orAbsent(String what, String key, T absent, Request<T> request) throws IOException {
        try {
            return request.send();
        } catch (FileNotFoundException e) {
            return absent;
        } catch (VolumeException e) {
            throw e;
        } catch (IOException | CancellationException | CompletionException | IllegalArgumentException e) {
            throw StoreFailure.of(what, path(key).toString(), e);
        }
    }

    @Override
    public long size(String key) throws IOException {
        return orAbsent("read", key, -1L, () -> {
            FileStatus status = files.getFileStatus(path(key));
            return status.isFile() ? status.getLen() : -1;
        });
    }

    private interface Content {
        void to(OutputStream out) throws IOException;
    }

    @Override
    public void write(String key, byte[] bytes, int length) throws IOException {
        write(key, out -> out.write(bytes, 0, length));
    }

    @Override
    public void write(String key, java.nio.file.Path content) throws IOException {
        write(key, out -> Files.copy(content, out));
    }

    private void write(String key, Content content) throws IOException {
        Path target = path(key);
        try {
            if (PUT_WHOLE.contains(root.toUri().getScheme())) put(target, content);
            else putBeside(target, content);
        } catch (IOException | IllegalArgumentException e) {
            throw StoreFailure.of("write", target.toString(), e);
        }
    }

    /** The options spare S3A requests that ask whether {@code target} or its parents are folders or files. */
    private void put(Path target, Content content) throws IOException {
        FSDataOutputStreamBuilder<?, ?> creating =
                files.createFile(target).recursive().overwrite(true);
        creating.opt("fs.s3a.create.performance", true);
        try (FSDataOutputStream out = creating.build()) {
            writeOrAbort(out, content);
        }
    }

    /** Closing a stream that failed would make an object of what it has got. */
    private static void writeOrAbort(FSDataOutputStream out, Content content) throws IOException {
        boolean complete = false;
        try {
            content.to(out);
            complete = true;
        } finally {
            if (!complete && out.hasCapability(StreamCapabilities.ABORTABLE_STREAM)) out.abort();
        }
    }

    private void putBeside(Path target, Content content) throws IOException {
        Path unfinished = new Path(target.getParent(), "." + target.getName() + "." + UUID.randomUUID() + UNFINISHED);
        try {
            put(unfinished, content);
            context().rename(unfinished, target, Rename.OVERWRITE);
        } catch (IOException e) {
            files.delete(unfinished, false);
            throw e;
        }
    }

    /** The one of Hadoop's two interfaces that renames over what is there. */
    private FileContext context() throws IOException {
        return FileContext.getFileContext(files.getUri(), settings);
    }

    @Override
    public void delete(String key) throws IOException {
        Path path = path(key);
        try (BulkDelete deleting = files.createBulkDelete(path(""))) {
            List<Map.Entry<Path, String>> failed = deleting.bulkDelete(List.of(path));
            if (!failed.isEmpty() && size(key) >= 0)
                throw new VolumeException(
                        "cannot delete " + path + ": " + failed.get(0).getValue());
        } catch (VolumeException e) {
            throw e;
        } catch (IOException | IllegalArgumentException e) {
            throw StoreFailure.of("delete", path.toString(), e);
        }
    }

    @Override
    public void deleteFolder(String folder) throws IOException {
        orAbsent("delete", folder, false, () -> {
            Path path = path(folder);
            return files.getFileStatus(path).isDirectory() && files.delete(path, true);
        });
    }

    @Override
    public void versions(String folder, BiConsumer<String, String> each) throws IOException {
        FileStatus[] found = orAbsent("list", folder, new FileStatus[0], () -> files.listStatus(path(folder)));
        Arrays.sort(found, Comparator.comparing(status -> status.getPath().getName()));
        for (FileStatus status : found) {
            String key = Keys.join(folder, status.getPath().getName());
            if (status.isDirectory()) versions(key, each);
            else each.accept(key, version(status));
        }
    }

    private static String version(FileStatus object) {
        String tag = object instanceof EtagSource source ? source.getEtag() : "";
        return object.getLen() + " " + object.getModificationTime() + " " + tag;
    }

    @Override
    public List<String> list(String folder) throws IOException {
        FileStatus[] found = orAbsent("list", folder, new FileStatus[0], () -> files.listStatus(path(folder)));
        if (found.length == 1 && found[0].isFile() && found[0].getPath().equals(path(folder))) return List.of();
        return Stream.of(found)
                .map(each -> each.getPath().getName())
                .filter(name -> !name.endsWith(UNFINISHED))
                .sorted()
                .toList();
    }
}
