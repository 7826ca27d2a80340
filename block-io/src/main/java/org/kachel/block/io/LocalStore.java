package org.kachel.block.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/** A folder of the local file system. Objects are written beside their place and renamed into it. */
final class LocalStore implements Store {
    /** Ends the name of an object that is being written. */
    private static final String UNFINISHED = ".part";

    private static final byte[] NOTHING = {};
    private static final int WHOLE = -1;
    private static final int AT_ONCE = 1 << 20;

    private final Path root;

    LocalStore(Path root) {
        this.root = root.toAbsolutePath().normalize();
    }

    @Override
    public String root() {
        return root.toString();
    }

    private Path path(String key) throws VolumeException {
        return root.resolve(Keys.checked(key));
    }

    @Override
    public byte[] read(String key) throws IOException {
        ByteBuffer object = read(key, NOTHING);
        return object == null ? null : object.array();
    }

    @Override
    public byte[] read(String key, long offset, int length) throws IOException {
        ByteBuffer object = read(key, offset, length, NOTHING);
        return object == null ? null : object.array();
    }

    @Override
    public ByteBuffer read(String key, byte[] scratch) throws IOException {
        return read(key, 0, WHOLE, scratch);
    }

    @Override
    public ByteBuffer read(String key, long offset, int length, byte[] scratch) throws IOException {
        Path path = path(key);
        try (SeekableByteChannel channel = Files.newByteChannel(path)) {
            if (offset > 0) channel.position(offset);
            return readFully(channel, path, length == WHOLE ? size(channel, path) : length, scratch);
        } catch (NoSuchFileException | NotDirectoryException e) {
            return null;
        } catch (IOException e) {
            if (isNoObject(key)) return null;
            throw denied(path, e);
        }
    }

    private static int size(SeekableByteChannel channel, Path path) throws IOException {
        long size = channel.size();
        if (size > Integer.MAX_VALUE - 16)
            throw new VolumeException(path + " has " + size + " bytes; objects above 2 GiB are not read whole");
        return (int) size;
    }

    /** Whether the failure of opening {@code key} means that there is no such object: a folder, or a file in its way. */
    private boolean isNoObject(String key) throws VolumeException {
        return !Files.isRegularFile(path(key)) && (Files.isDirectory(path(key)) || Files.notExists(path(key)));
    }

    private static ByteBuffer readFully(SeekableByteChannel channel, Path path, int length, byte[] scratch)
            throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(length <= scratch.length ? scratch : new byte[length]);
        while (buffer.position() < length)
            if (channel.read(upTo(length, buffer)) < 0)
                throw new VolumeException("%s ends after %d of %d bytes".formatted(path, buffer.position(), length));
        return buffer.flip();
    }

    /** Little enough at once that the JDK, which keeps a copy of it in direct memory for each thread, keeps little. */
    private static ByteBuffer upTo(int length, ByteBuffer buffer) {
        return buffer.limit(Math.min(length - buffer.position(), AT_ONCE) + buffer.position());
    }

    @Override
    public long size(String key) throws IOException {
        Path path = path(key);
        try {
            return Files.isRegularFile(path) ? Files.size(path) : absent(path);
        } catch (IOException e) {
            throw denied(path, e);
        }
    }

    /** −1 where {@code path} is known to be no file. A folder that may not be looked into knows nothing. */
    private static long absent(Path path) throws IOException {
        if (Files.notExists(path) || Files.exists(path)) return -1;
        try {
            Files.readAttributes(path, BasicFileAttributes.class);
        } catch (AccessDeniedException e) {
            throw e;
        } catch (IOException e) {
            return -1;
        }
        return -1;
    }

    private static IOException denied(Path path, IOException e) {
        return e instanceof AccessDeniedException ? new VolumeException("no permission to read " + path, e) : e;
    }

    private interface Content {
        void to(FileChannel channel) throws IOException;
    }

    @Override
    public void write(String key, byte[] bytes, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        write(key, channel -> {
            while (buffer.position() < length) channel.write(upTo(length, buffer));
        });
    }

    @Override
    public void write(String key, Path content) throws IOException {
        write(key, channel -> Files.copy(content, Channels.newOutputStream(channel)));
    }

    private void write(String key, Content content) throws IOException {
        Path target = path(key);
        Path unfinished = target.resolveSibling("." + target.getFileName() + "." + UUID.randomUUID() + UNFINISHED);
        try {
            try (FileChannel channel = create(unfinished)) {
                content.to(channel);
            }
            Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            Files.deleteIfExists(unfinished);
            throw new VolumeException("cannot write " + target + ": " + reason(e), e);
        }
    }

    private static FileChannel create(Path file) throws IOException {
        try {
            return FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        } catch (NoSuchFileException e) {
            Files.createDirectories(file.getParent());
            return FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        }
    }

    private static String reason(IOException e) {
        return e.getClass().getSimpleName() + " " + e.getMessage();
    }

    @Override
    public void delete(String key) throws IOException {
        try {
            Files.deleteIfExists(path(key));
        } catch (IOException e) {
            if (!isNoObject(key)) throw new VolumeException("cannot delete " + path(key) + ": " + reason(e), e);
        }
    }

    @Override
    public void deleteFolder(String folder) throws IOException {
        Path top = path(folder);
        if (!Files.isDirectory(top)) return;
        Files.walkFileTree(top, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path dir, IOException failure) throws IOException {
                if (failure != null) throw failure;
                Files.delete(dir);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    @Override
    public void versions(String folder, BiConsumer<String, String> each) throws IOException {
        Path top = path(folder);
        if (Files.isRegularFile(top)) each.accept("", version(Files.readAttributes(top, BasicFileAttributes.class)));
        for (String name : list(folder)) {
            String key = Keys.join(folder, name);
            BasicFileAttributes found = Files.readAttributes(path(key), BasicFileAttributes.class);
            if (found.isDirectory()) versions(key, each);
            else each.accept(key, version(found));
        }
    }

    private static String version(BasicFileAttributes file) {
        return file.size() + " " + file.lastModifiedTime().to(TimeUnit.NANOSECONDS);
    }

    @Override
    public List<String> list(String folder) throws IOException {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> children = Files.newDirectoryStream(path(folder))) {
            for (Path child : children) {
                String name = child.getFileName().toString();
                if (!name.endsWith(UNFINISHED)) names.add(name);
            }
        } catch (NoSuchFileException | NotDirectoryException e) {
            return List.of();
        } catch (IOException e) {
            throw denied(path(folder), e);
        }
        Collections.sort(names);
        return names;
    }
}
