package org.kachel.job.flaky;

import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BiConsumer;
import org.kachel.block.io.Store;
import org.kachel.block.io.StoreProvider;
import org.kachel.block.io.Stores;

/** {@code flaky://here/path}: the local path, where attempts at tasks fail as is their {@link Fate}. */
public final class FlakyStores implements StoreProvider {
    private static final String SCHEME = "flaky";

    /** Made by {@link java.util.ServiceLoader}. */
    public FlakyStores() {}

    @Override
    public boolean serves(String scheme) {
        return scheme.equals(SCHEME);
    }

    @Override
    public Store open(URI root) throws IOException {
        return new FlakyStore(Stores.at("/" + root.getPath()));
    }

    private record FlakyStore(Store inner) implements Store {
        @Override
        public String root() {
            return SCHEME + "://here" + inner.root();
        }

        private Store reached() throws IOException {
            Fate fate = Fate.here();
            if (fate != null) fate.object();
            return inner;
        }

        @Override
        public byte[] read(String key) throws IOException {
            return reached().read(key);
        }

        @Override
        public byte[] read(String key, long offset, int length) throws IOException {
            return reached().read(key, offset, length);
        }

        @Override
        public ByteBuffer read(String key, byte[] scratch) throws IOException {
            return reached().read(key, scratch);
        }

        @Override
        public ByteBuffer read(String key, long offset, int length, byte[] scratch) throws IOException {
            return reached().read(key, offset, length, scratch);
        }

        @Override
        public long size(String key) throws IOException {
            return reached().size(key);
        }

        @Override
        public void write(String key, byte[] bytes, int length) throws IOException {
            boolean record = Fate.here() != null && key.matches("tasks/\\d+/\\d+");
            if (record) Fate.here().at(Fate.Moment.RECORD);
            reached().write(key, bytes, length);
            if (record) Fate.here().at(Fate.Moment.RECORDED);
        }

        @Override
        public void write(String key, Path content) throws IOException {
            reached().write(key, content);
        }

        @Override
        public void delete(String key) throws IOException {
            reached().delete(key);
        }

        @Override
        public void deleteFolder(String folder) throws IOException {
            reached().deleteFolder(folder);
        }

        @Override
        public void versions(String folder, BiConsumer<String, String> each) throws IOException {
            reached().versions(folder, each);
        }

        @Override
        public List<String> list(String folder) throws IOException {
            return reached().list(folder);
        }
    }
}
