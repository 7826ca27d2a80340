package org.kachel.job.store;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Enumeration;
import java.util.Optional;
import java.util.UUID;
import java.util.zip.CRC32C;
import java.util.zip.CheckedInputStream;
import org.kachel.block.io.Store;
import org.kachel.block.io.Stores;
import org.kachel.block.io.VolumeException;

/**
 * A file, or a folder of files, that a run leaves behind, at a local path or in a store. It is written whole or not at all:
 * a local one beside its place and renamed into it, one in a store into a local file first.
 *
 * @param place as the user writes it: a path or a URI
 * @param readBack whether what was written is read back and compared
 */
public record ResultFile(String place, boolean readBack) {
    public ResultFile(String place) {
        this(place, false);
    }

    public ResultFile {
        place = place.replaceAll("(?<=[^/])/+$", "");
    }

    private static final int PIECE = 8 << 20;

    /** Writes one file. */
    public interface Body {
        void write(Path file) throws IOException;
    }

    /** Writes files into a folder, which need not exist yet. */
    public interface FolderBody {
        void write(String folder) throws IOException;
    }

    public boolean endsWith(String ending) {
        return place.endsWith(ending);
    }

    /** A file in this folder. */
    public ResultFile resolve(String name) {
        return new ResultFile(place + "/" + name, readBack);
    }

    private Optional<Path> local() throws IOException {
        return Stores.local(place).map(Path::toAbsolutePath);
    }

    /** The store of the folder around this file. */
    private Store around() throws IOException {
        Optional<Path> local = local();
        return Stores.at(local.isPresent() ? local.get().getParent().toString() : place.substring(0, slash()));
    }

    private String name() throws IOException {
        Optional<Path> local = local();
        return local.isPresent() ? local.get().getFileName().toString() : place.substring(slash() + 1);
    }

    private int slash() throws VolumeException {
        int slash = place.lastIndexOf('/');
        if (slash > 0 && place.charAt(slash - 1) != '/') return slash;
        throw new VolumeException("'" + place + "' names a bucket and no file in it");
    }

    public boolean exists() throws IOException {
        Optional<Path> local = local();
        if (local.isPresent()) return Files.exists(local.get());
        Store store = around();
        return store.size(name()) >= 0 || !store.list(name()).isEmpty();
    }

    /** All of the file, or null where there is none. */
    public byte[] read() throws IOException {
        return around().read(name());
    }

    /** Removes the file or folder; nothing happens where there is none. */
    public void delete() throws IOException {
        Store store = around();
        store.delete(name());
        store.deleteFolder(name());
    }

    /** Makes the folder around a local file. *Errors*: {@link VolumeException} where it cannot be made or written into. */
    public void prepare() throws IOException {
        Optional<Path> local = local();
        if (local.isEmpty()) return;
        Path folder = local.get().getParent();
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new VolumeException("cannot make the folder " + folder + " for " + name(), e);
        }
        if (!Files.isWritable(folder)) throw new VolumeException("no permission to write into " + folder);
    }

    /** Replaces the file by what {@code body} writes. */
    public void write(Body body) throws IOException {
        Optional<Path> local = local();
        Path part = local.isPresent()
                ? local.get().resolveSibling("." + name() + "." + UUID.randomUUID() + ".partial")
                : Files.createTempFile("kachel", "." + name());
        try {
            body.write(part);
            long written = readBack ? checksum(Files.newInputStream(part)) : 0;
            if (local.isPresent()) Files.move(part, local.get(), StandardCopyOption.REPLACE_EXISTING);
            else around().write(name(), part);
            if (readBack) requireSame(written);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private void requireSame(long written) throws IOException {
        Optional<Path> local = local();
        long there = local.isPresent() ? checksum(Files.newInputStream(local.get())) : checksum(pieces());
        if (there == written) return;
        delete();
        throw new VolumeException(place + " holds other bytes than were written; it was removed");
    }

    private static long checksum(InputStream bytes) throws IOException {
        CRC32C crc = new CRC32C();
        try (CheckedInputStream all = new CheckedInputStream(bytes, crc)) {
            long length = all.transferTo(OutputStream.nullOutputStream());
            return length << 32 ^ crc.getValue();
        }
    }

    /** The file as it lies in its store, some megabytes at a time. */
    private InputStream pieces() throws IOException {
        Store store = around();
        String name = name();
        long size = Math.max(0, store.size(name));
        Enumeration<InputStream> pieces = new Enumeration<>() {
            private long at;

            @Override
            public boolean hasMoreElements() {
                return at < size;
            }

            @Override
            public InputStream nextElement() {
                int length = (int) Math.min(PIECE, size - at);
                at += length;
                try {
                    return new ByteArrayInputStream(store.read(name, at - length, length));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        };
        return new SequenceInputStream(pieces);
    }

    /** Makes the folder of what {@code body} writes; in a store, which renames no folders, bit by bit. It must not exist yet. */
    public void writeFolder(FolderBody body) throws IOException {
        Optional<Path> local = local();
        if (local.isEmpty()) {
            body.write(place);
            return;
        }
        // under its own name, which an image keeps among its attributes
        ResultFile beside = new ResultFile(local.get() + ".partial");
        ResultFile part = beside.resolve(name());
        beside.delete();
        body.write(part.place());
        Files.move(Path.of(part.place()), local.get(), StandardCopyOption.ATOMIC_MOVE);
        beside.delete();
    }

    @Override
    public String toString() {
        return place;
    }
}
