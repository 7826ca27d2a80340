package org.kachel.block.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * Objects by key under one root folder: all that a container format asks of a file system or object store. Thread-safe.
 *
 * <p>Keys are relative to the root, with {@code /} between segments and neither {@code ..} nor a leading slash; the empty
 * key is the root folder itself.
 */
public interface Store {
    /** The root as the user would write it. */
    String root();

    /** The whole object, or null where there is none. */
    byte[] read(String key) throws IOException;

    /**
     * {@code length} bytes from {@code offset}, or null where there is no such object. *Errors*: {@link VolumeException}
     * where the object ends before.
     */
    byte[] read(String key, long offset, int length) throws IOException;

    /** {@link #read(String)} into {@code scratch} where it is large enough; backed by an array in any case. */
    default ByteBuffer read(String key, byte[] scratch) throws IOException {
        byte[] bytes = read(key);
        return bytes == null ? null : ByteBuffer.wrap(bytes);
    }

    /**
     * {@link #read(String, byte[])} of an object of at most {@code most} bytes. *Errors*: {@link VolumeException} where it has
     * more; a store that knows before it reads says so before it takes the memory.
     */
    default ByteBuffer read(String key, byte[] scratch, int most) throws IOException {
        ByteBuffer object = read(key, scratch);
        if (object != null && object.remaining() > most) throw tooLarge(root() + "/" + key, object.remaining(), most);
        return object;
    }

    /** Says that an object is too large for what it should be. */
    static VolumeException tooLarge(String object, long bytes, int most) {
        return new VolumeException(
                ("%s has %d bytes; at most %d are read: it is larger than a chunk of this array can be, or than"
                                + " half of Java's memory (-Xmx)")
                        .formatted(object, bytes, most));
    }

    /** {@link #read(String, long, int)} into {@code scratch} where it is large enough; backed by an array in any case. */
    default ByteBuffer read(String key, long offset, int length, byte[] scratch) throws IOException {
        byte[] bytes = read(key, offset, length);
        return bytes == null ? null : ByteBuffer.wrap(bytes);
    }

    /** Bytes of an object, or −1 where there is none. */
    long size(String key) throws IOException;

    /**
     * Writes the first {@code length} of {@code bytes} as the whole object: a reader sees the old object or the new one,
     * never a part.
     */
    void write(String key, byte[] bytes, int length) throws IOException;

    /** The same of what a local file holds, of any length. */
    void write(String key, Path content) throws IOException;

    /** Removes an object; nothing happens where there is none. */
    void delete(String key) throws IOException;

    /** Removes a folder with all that it holds; nothing happens where there is none. */
    void deleteFolder(String folder) throws IOException;

    /**
     * Tells {@code each} of the objects under {@code folder}, however deep, in an order that depends on their keys alone, and of
     * what tells this state of an object from an earlier one: its size and time, or the store's own tag.
     */
    void versions(String folder, BiConsumer<String, String> each) throws IOException;

    /** Names of the objects and folders directly under {@code folder}, sorted; empty where there is none. */
    List<String> list(String folder) throws IOException;
}
