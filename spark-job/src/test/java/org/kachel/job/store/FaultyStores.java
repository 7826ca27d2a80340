package org.kachel.job.store;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import org.kachel.block.io.Store;
import org.kachel.block.io.StoreProvider;
import org.kachel.block.io.Stores;

/** Local folders under the scheme {@code faulty:} that spoil the next write which a test asks them to spoil. */
public final class FaultyStores implements StoreProvider {
    /** What becomes of a write. */
    public enum Fault {
        /** One bit of the first byte is another. */
        FLIPPED,
        /** Nobody keeps it, and nobody says so. */
        LOST,
        /** Only the first half is kept. */
        CUT
    }

    private record Plan(Pattern path, Fault fault) {}

    private static final AtomicReference<Plan> NEXT = new AtomicReference<>();

    /** Spoils the next write of an object whose path ends in {@code ending}, a regular expression. */
    public static void spoil(String ending, Fault fault) {
        NEXT.set(new Plan(Pattern.compile(".*" + ending), fault));
    }

    /** Whether what was asked for has been done. */
    public static boolean spoiled() {
        return NEXT.get() == null;
    }

    @Override
    public boolean serves(String scheme) {
        return scheme.equals("faulty");
    }

    @Override
    public Store open(URI root) throws IOException {
        return new Faulty(root.toString(), Stores.at(root.getPath()));
    }

    private record Faulty(String root, Store local) implements Store {
        @Override
        public void write(String key, byte[] bytes, int length) throws IOException {
            Plan plan = NEXT.get();
            boolean spoil =
                    plan != null && plan.path.matcher(root + "/" + key).matches() && NEXT.compareAndSet(plan, null);
            if (!spoil) local.write(key, bytes, length);
            else if (plan.fault == Fault.CUT) local.write(key, bytes, length / 2);
            else if (plan.fault == Fault.FLIPPED) {
                byte[] flipped = bytes.clone();
                flipped[0] ^= 1;
                local.write(key, flipped, length);
            }
        }

        @Override
        public void write(String key, Path content) throws IOException {
            byte[] bytes = Files.readAllBytes(content);
            write(key, bytes, bytes.length);
        }

        @Override
        public byte[] read(String key) throws IOException {
            return local.read(key);
        }

        @Override
        public byte[] read(String key, long offset, int length) throws IOException {
            return local.read(key, offset, length);
        }

        @Override
        public long size(String key) throws IOException {
            return local.size(key);
        }

        @Override
        public void delete(String key) throws IOException {
            local.delete(key);
        }

        @Override
        public void deleteFolder(String folder) throws IOException {
            local.deleteFolder(folder);
        }

        @Override
        public void versions(String folder, BiConsumer<String, String> each) throws IOException {
            local.versions(folder, each);
        }

        @Override
        public List<String> list(String folder) throws IOException {
            return local.list(folder);
        }
    }
}
