package org.kachel.job.ledger;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.kachel.block.io.Checksum;
import org.kachel.block.io.Store;
import org.kachel.block.io.VolumeException;

/**
 * In which version each object of a container is there, in 16 bytes an object, by checksums of its key and version: two objects of one
 * checksum are less likely than an undetected error of the disk.
 */
public final class ObjectVersions implements Serializable {
    public static final ObjectVersions NONE = new ObjectVersions(new long[0], new long[0], "", 0);

    private static final long ABSENT = 0;

    /** Ascending. */
    private final long[] keys;

    private final long[] versions;

    /** Which of them a run reads, and how many these are. */
    private final String folder;

    private final int inFolder;

    private ObjectVersions(long[] keys, long[] versions, String folder, int inFolder) {
        this.keys = keys;
        this.versions = versions;
        this.folder = folder;
        this.inFolder = inFolder;
    }

    /** Of all that is there now, listed once; a run reads those in {@code folder}. */
    public static ObjectVersions of(Store store, String folder) throws IOException {
        Listing all = new Listing(folder);
        store.versions("", all::add);
        return all.sorted();
    }

    private static final class Listing {
        private final String folder;
        private long[] keys = new long[1024];
        private long[] versions = new long[1024];
        private int count;
        private int inFolder;

        Listing(String folder) {
            this.folder = folder;
        }

        void add(String key, String version) {
            if (count == keys.length) {
                keys = Arrays.copyOf(keys, 2 * count);
                versions = Arrays.copyOf(versions, 2 * count);
            }
            keys[count] = Checksum.of(key);
            versions[count++] = stamp(version);
            if (folder.isEmpty() || key.startsWith(folder + "/")) inFolder++;
        }

        ObjectVersions sorted() {
            long[] sorted = Arrays.copyOf(keys, count);
            Arrays.sort(sorted);
            long[] in = new long[count];
            for (int i = 0; i < count; i++) in[Arrays.binarySearch(sorted, keys[i])] = versions[i];
            return new ObjectVersions(sorted, in, folder, inFolder);
        }
    }

    private static long stamp(String version) {
        return Math.max(1, Checksum.of(version) >>> 1);
    }

    /** Of the object {@code key}; the same for all that are not there. */
    public long of(String key) {
        return at(Checksum.of(key));
    }

    private long at(long key) {
        int at = Arrays.binarySearch(keys, key);
        return at < 0 ? ABSENT : versions[at];
    }

    /** Tells this state of the container from all others. */
    public long checksum() {
        return Checksum.of(Checksum.of(keys), Checksum.of(versions));
    }

    /**
     * Lists once more what a run has read, and requires that it is as it was. *Errors*: {@link VolumeException} that names an object
     * which is not.
     */
    public void requireUnchanged(Store store) throws IOException {
        String[] other = {null};
        int[] count = {0};
        store.versions(folder, (key, version) -> {
            count[0]++;
            if (other[0] == null && of(key) != stamp(version)) other[0] = key;
        });
        if (other[0] == null && count[0] == inFolder) return;
        throw new VolumeException(store.root() + ": the input changed while it was read ("
                + (other[0] == null ? inFolder - count[0] + " objects are gone" : other[0])
                + "); run again once nobody writes to it");
    }

    /** How many objects are new, gone or others than {@code before}. */
    public int changes(ObjectVersions before) {
        int changes = 0;
        for (int i = 0; i < keys.length; i++) if (before.at(keys[i]) != versions[i]) changes++;
        for (long key : before.keys) if (at(key) == ABSENT) changes++;
        return changes;
    }

    byte[] bytes() {
        ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(keys.length, 2 * Long.BYTES));
        bytes.asLongBuffer().put(keys).put(versions);
        return bytes.array();
    }

    static ObjectVersions of(byte[] bytes) throws IOException {
        int count = bytes.length / (2 * Long.BYTES);
        long[][] both = new long[2][count];
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
        for (long[] each : both) for (int i = 0; i < count; i++) each[i] = in.readLong();
        return new ObjectVersions(both[0], both[1], "", count);
    }
}
