package org.kachel.job.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.kachel.block.io.Store;
import org.kachel.block.io.Stores;
import org.kachel.block.io.VolumeException;

/** What {@link Store} promises, of an S3 server and of a file system where objects are renamed into their place. */
@ExtendWith(S3Server.class)
class HadoopStoreTest {
    @TempDir
    Path folder;

    private enum Kind {
        S3,
        RENAMED,
        LOCAL
    }

    private Store store(Kind kind) throws IOException {
        return switch (kind) {
            case S3 -> Stores.at("s3://" + S3Server.GOOD + "/" + folder.getFileName() + "/a b");
            case RENAMED ->
                new HadoopStores().open(URI.create("file:" + folder.toUri().getPath() + "a%20b"));
            case LOCAL -> Stores.at(folder + "/a b");
        };
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void objects_are_replaced_whole_listed_and_removed(Kind kind) throws IOException {
        Store store = store(kind);
        assertThat(store.list("")).isEmpty();
        store.write("x/2", text("two, but only some"), 3);
        store.write("x/2", text("second"), 6);
        store.write("x/10", new byte[0], 0);
        store.write("x/y/z", text("deep"), 4);

        assertThat(store.read("x/2")).isEqualTo(text("second"));
        assertThat(store.read("x/10")).isEmpty();
        assertThat(store.size("x/2")).isEqualTo(6);
        assertThat(store.list("x")).containsExactly("10", "2", "y");
        assertThat(store.list("")).containsExactly("x");
        store.delete("x/10");
        store.delete("x/nothing");
        assertThat(store.list("x")).containsExactly("2", "y");
        store.deleteFolder("x/nothing");
        store.deleteFolder("x");
        assertThat(store.list("")).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void what_is_not_there_is_null_and_a_folder_is_no_object(Kind kind) throws IOException {
        Store store = store(kind);
        store.write("x/y", text("y"), 1);

        assertThat(store.read("x/z")).isNull();
        assertThat(store.read("x/z", 0, 1)).isNull();
        assertThat(store.read("x")).isNull();
        assertThat(store.size("x")).isEqualTo(-1);
        assertThat(store.size("z")).isEqualTo(-1);
        assertThat(store.list("z")).isEmpty();
        assertThat(store.list("x/y")).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void ranges_are_read_into_what_is_large_enough(Kind kind) throws IOException {
        byte[] bytes = new byte[300_000];
        new Random(5).nextBytes(bytes);
        Path file = Files.write(folder.resolve("content"), bytes);
        Store store = store(kind);
        store.write("big", file);

        assertThat(store.read("big")).isEqualTo(bytes);
        assertThat(store.read("big", 200_000, 100_000))
                .isEqualTo(java.util.Arrays.copyOfRange(bytes, 200_000, 300_000));
        byte[] scratch = new byte[400_000];
        assertThat(store.read("big", scratch).array()).isSameAs(scratch);
        assertThat(store.read("big", scratch).remaining()).isEqualTo(bytes.length);
        assertThat(store.read("big", 7, 5, scratch).array()).isSameAs(scratch);
        assertThatThrownBy(() -> store.read("big", 299_999, 2))
                .isInstanceOf(VolumeException.class)
                .hasMessageContaining("/a b/big ends ");
    }

    @ParameterizedTest
    @EnumSource
    void an_object_larger_than_it_may_be_is_not_read_whole(Kind kind) throws IOException {
        Store store = store(kind);
        byte[] large = new byte[300_000];
        store.write("large", large, large.length);
        assertThat(store.read("large", new byte[0], large.length).remaining()).isEqualTo(large.length);
        assertThat(store.read("large", large.clone(), large.length).remaining()).isEqualTo(large.length);
        for (byte[] scratch : new byte[][] {{}, large.clone(), new byte[1 << 20]})
            assertThatThrownBy(() -> store.read("large", scratch, 299_999))
                    .isInstanceOf(VolumeException.class)
                    .hasMessageContaining("large has 300000 bytes; at most 299999 are read");
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void no_key_leaves_its_root(Kind kind) throws IOException {
        Store store = store(kind);
        for (String key : List.of("../x", "x/../../y", "/x", "x//y"))
            assertThatThrownBy(() -> store.read(key)).isInstanceOf(VolumeException.class);
    }

    @Test
    void no_unfinished_object_is_left_or_listed() throws IOException {
        Store store = store(Kind.RENAMED);
        store.write("x", text("x"), 1);
        store.write(".x.1.part", text("x"), 1);
        assertThat(store.list("")).doesNotContain(".x.1.part").contains("x").allMatch(name -> name.length() < 12);
        assertThatThrownBy(() -> store.write("y", folder.resolve("not there"))).isInstanceOf(VolumeException.class);
        assertThat(store.read("y")).isNull();
    }

    @Test
    void an_object_whose_content_fails_does_not_appear() throws IOException {
        Store store = store(Kind.S3);
        assertThatThrownBy(() -> store.write("y", folder.resolve("not there"))).isInstanceOf(VolumeException.class);
        assertThat(store.read("y")).isNull();
        assertThat(S3Server.bucket(S3Server.GOOD).resolve(folder.getFileName() + "/a b/y"))
                .doesNotExist();
    }

    @Test
    void a_root_is_named_once() throws IOException {
        assertThat(Stores.at("s3://" + S3Server.GOOD + "/x/").root())
                .isEqualTo(Stores.at("S3A://" + S3Server.GOOD + "/x").root());
        assertThat(Stores.at("s3a://" + S3Server.GOOD).list("")).isNotNull();
    }

    @Test
    void what_cannot_be_opened_says_why_without_secrets() {
        assertThatThrownBy(() -> Stores.at("s3a:///x")).hasMessageContaining("names no bucket");
        assertThatThrownBy(() -> Stores.at("s3a://user:hush@b/x"))
                .isInstanceOf(VolumeException.class)
                .hasMessageNotContaining("hush");
        assertThatThrownBy(() -> Stores.at("abfs://c@account.dfs.core.windows.net/x"))
                .isInstanceOf(VolumeException.class)
                .hasMessageContaining("needs Hadoop's module hadoop-azure");
        assertThatThrownBy(() -> Stores.at("gs://b/x")).hasMessageContaining("needs Hadoop's module hadoop-gcp");
        assertThatThrownBy(() -> Stores.at("https://host/x")).hasMessageContaining("no store serves 'https:'");
        assertThatThrownBy(() -> Stores.at("frob://host/x")).hasMessageContaining("no store serves 'frob:'");
    }
}
