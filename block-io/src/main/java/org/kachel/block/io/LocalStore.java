package org.kachel.block.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
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

/**
 * A folder of the local file system. Objects are written beside their place and renamed into it. Nothing below the root is
 * reached through a symbolic link, which could lead anywhere, unless {@code -Dkachel.links=follow} says that it may.
 */
final class LocalStore implements Store {
    /** Ends the name of an object that is being written. */
    private static final String UNFINISHED = ".part";

    private static final byte[] NOTHING = {};
    private static final int WHOLE = -1;
    private static final int AT_ONCE = 1 << 20;
    private static final int LARGEST = Integer.MAX_VALUE - 16;

    private final Path root;
    private final Links links;

    LocalStore(Path root) {
        this.root = root.toAbsolutePath().normalize();
        this.links = new Links(this.root);
    }

    @Override
    public String root() {
        return root.toString();
    }

    private Path path(String key) throws VolumeException {
        try {
            Path path = root.resolve(Keys.checked(key));
            if (path.startsWith(root)) return path;
        } catch (InvalidPathException e) {
            throw new VolumeException("'%s' is no path in %s: %s".formatted(key, root, e.getReason()), e);
        }
        throw new VolumeException("'%s' is no path in %s".formatted(key, root));
    }

    private Path linkless(String key) throws VolumeException {
        return links.none(path(key));
    }

    /** What is removed may be a link itself: it goes, and what it leads to stays. */
    private Path removable(String key) throws VolumeException {
        Path path = path(key);
        if (!path.equals(root)) links.none(path.getParent());
        return path;
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
        return read(key, scratch, LARGEST);
    }

    @Override
    public ByteBuffer read(String key, byte[] scratch, int most) throws IOException {
        return read(key, 0, WHOLE, most, scratch);
    }

    @Override
    public ByteBuffer read(String key, long offset, int length, byte[] scratch) throws IOException {
        return read(key, offset, length, LARGEST, scratch);
    }

    private ByteBuffer read(String key, long offset, int length, int most, byte[] scratch) throws IOException {
        Path path = linkless(key);
        try {
            BasicFileAttributes file = Files.readAttributes(path, BasicFileAttributes.class);
            if (file.isDirectory()) return null;
            // whoever opens a pipe waits for a writer
            if (file.isOther()) throw new VolumeException(path + " is neither a file nor a folder");
            try (SeekableByteChannel channel = Files.newByteChannel(path)) {
                return readFully(channel.position(offset), path, length(channel, path, length, most), scratch);
            }
        } catch (VolumeException e) {
            throw e;
        } catch (NoSuchFileException | NotDirectoryException e) {
            return null;
        } catch (IOException e) {
            if (isNoObject(key)) return null;
            throw denied(path, e);
        }
    }

    /** How much is to be read, which is there: before memory is taken for it. */
    private static int length(SeekableByteChannel channel, Path path, int wanted, int most) throws IOException {
        long size = channel.size();
        if (wanted != WHOLE) {
            if (wanted > size - channel.position())
                throw new VolumeException("%s ends after %d bytes, %d from %d were asked for"
                        .formatted(path, size, wanted, channel.position()));
            return wanted;
        }
        if (size > most) throw Store.tooLarge(path.toString(), size, most);
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
        Path path = linkless(key);
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
        Path target = linkless(key);
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
            Files.deleteIfExists(removable(key));
        } catch (VolumeException e) {
            throw e;
        } catch (IOException e) {
            if (!isNoObject(key)) throw new VolumeException("cannot delete " + path(key) + ": " + reason(e), e);
        }
    }

    @Override
    public void deleteFolder(String folder) throws IOException {
        Path top = removable(folder);
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
        Path top = linkless(folder);
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
        try (DirectoryStream<Path> children = Files.newDirectoryStream(linkless(folder))) {
            for (Path child : children) {
                String name = child.getFileName().toString();
                boolean hidden = name.endsWith(UNFINISHED) || !Keys.isName(name);
                if (!hidden && Links.mayFollow(child)) names.add(name);
            }
        } catch (VolumeException e) {
            throw e;
        } catch (NoSuchFileException | NotDirectoryException e) {
            return List.of();
        } catch (DirectoryIteratorException e) {
            throw denied(path(folder), e.getCause());
        } catch (IOException e) {
            throw denied(path(folder), e);
        }
        Collections.sort(names);
        return names;
    }
}
