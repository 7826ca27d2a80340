package org.kachel.block.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.imglib2.FinalInterval;
import net.imglib2.Interval;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kachel.block.Voxels;

/**
 * Containers with changed metadata or chunks are read or refused by name: no other exception, no hang, no memory beyond a
 * small multiple of what is there.
 *
 * <p>{@code -Dkachel.fuzz=N} tries N inputs, {@code -Dkachel.fuzz.seed=S} others, {@code -Dkachel.fuzz.only=I} one alone.
 */
class FuzzedContainersTest {
    private static final int INPUTS = Integer.getInteger("kachel.fuzz", 3200);
    private static final long SEED = Long.getLong("kachel.fuzz.seed", 20261124);
    private static final int ONLY = Integer.getInteger("kachel.fuzz.only", -1);
    private static final long MOST_BYTES = 32L << 20;
    private static final int FAULTS_SHOWN = 10;

    @TempDir
    static Path folder;

    @Test
    void areReadOrRefusedByName() throws Exception {
        List<SeedContainers.Seed> seeds = SeedContainers.in(folder);
        List<String> faults = new ArrayList<>();
        int refused = 0;
        long largest = 0;
        long start = System.nanoTime();
        try (GuardedRun guard = new GuardedRun(MOST_BYTES)) {
            for (int i = Math.max(0, ONLY); i < (ONLY < 0 ? INPUTS : ONLY + 1); i++) {
                Input input = new Input(seeds, i);
                input.write();
                try {
                    String number = "input %d of seed %d, %s: ".formatted(i, SEED, input.what);
                    if (ONLY >= 0) input.keep();
                    guard.fault(input.seed.root().toString(), input::read)
                            .ifPresent(fault -> faults.add(number + fault));
                } finally {
                    input.restore();
                }
                if (guard.refusal().isPresent()) refused++;
                largest = Math.max(largest, guard.bytes());
                if (faults.size() >= FAULTS_SHOWN) break;
            }
        }
        System.out.printf(
                "%d inputs of seed %d from %d containers: %d refused, at most %d KiB allocated, %.1f s%n",
                ONLY < 0 ? INPUTS : 1, SEED, seeds.size(), refused, largest >> 10, (System.nanoTime() - start) / 1e9);
        assertThat(faults).isEmpty();
        if (ONLY < 0) assertThat(refused).isBetween(INPUTS / 4, INPUTS - INPUTS / 20);
    }

    /** One changed container: which, is told by the number alone. */
    private static final class Input {
        private final Random random;
        private final SeedContainers.Seed seed;
        private final Map<Path, byte[]> before = new LinkedHashMap<>();
        private final StringBuilder what = new StringBuilder();

        Input(List<SeedContainers.Seed> seeds, int number) {
            random = new Random(SEED * 1_000_003 + number * 7919L);
            random.nextInt();
            seed = seeds.get(random.nextInt(seeds.size()));
        }

        void write() throws IOException {
            for (int i = 1 + random.nextInt(5) / 4; i > 0; i--) {
                Path file = file();
                byte[] bytes = Files.readAllBytes(file);
                before.putIfAbsent(file, bytes);
                what.append(seed.root().relativize(file)).append(' ');
                Files.write(file, changed(file, bytes));
            }
            what.append("of ").append(seed.root().getFileName());
        }

        /** Metadata and chunks alike often, however many chunks there are. */
        private Path file() {
            boolean metadata = random.nextBoolean();
            List<Path> among =
                    seed.files().stream().filter(f -> isMetadata(f) == metadata).toList();
            if (among.isEmpty()) among = seed.files();
            return among.get(random.nextInt(among.size()));
        }

        private static boolean isMetadata(Path file) {
            String name = file.getFileName().toString();
            return name.startsWith(".z") || name.endsWith(".json");
        }

        private byte[] changed(Path file, byte[] bytes) throws IOException {
            if (isMetadata(file) && random.nextInt(5) > 0) return JsonMutation.of(bytes, random);
            if (!isMetadata(file) && random.nextInt(3) > 0) {
                Shards shards = Shards.of(seed.root());
                if (shards != null)
                    return ChunkMutation.index(bytes, shards.entries, shards.atEnd, shards.checksum, random);
            }
            return ChunkMutation.of(bytes, random);
        }

        Voxels read() throws IOException {
            VolumeAddress address = random.nextBoolean()
                    ? seed.address()
                    : new VolumeAddress(seed.root().toString(), "", 0, 0);
            if (random.nextInt(4) == 0) Volumes.datasets(address.container());
            if (random.nextInt(4) == 0) Volumes.info(address);
            try (Volume volume = Volumes.open(address)) {
                Voxels voxels = region(volume);
                volume.read(voxels);
                assertThat(voxels.bytes().capacity())
                        .isEqualTo((int) Voxels.byteCount(volume.type(), voxels.interval()));
                return voxels;
            }
        }

        private Voxels region(Volume volume) {
            Interval all = volume.interval();
            long[] min = new long[3];
            long[] max = new long[3];
            for (int d = 0; d < 3; d++) {
                assertThat(all.dimension(d)).isPositive();
                min[d] = random.nextBoolean() ? 0 : random.nextLong(all.dimension(d));
                max[d] = Math.min(min[d] + random.nextInt(40), all.max(d));
            }
            FinalInterval interval = new FinalInterval(min, max);
            int bytes = (int) Voxels.byteCount(volume.type(), interval);
            return new Voxels(volume.type(), interval, ByteBuffer.allocate(bytes));
        }

        /** Shows the files of an input that is tried alone. */
        void keep() throws IOException {
            for (Path file : before.keySet()) {
                byte[] bytes = Files.readAllBytes(file);
                System.out.println(file + ": " + bytes.length + " bytes");
                if (isMetadata(file)) System.out.println(new String(bytes, 0, Math.min(2000, bytes.length)));
            }
        }

        void restore() throws IOException {
            for (Map.Entry<Path, byte[]> file : before.entrySet()) Files.write(file.getKey(), file.getValue());
        }
    }

    /** How the shards of a container tell what they hold. */
    private record Shards(int entries, boolean atEnd, boolean checksum) {
        static Shards of(Path root) {
            try {
                StoredArray array =
                        Container.locate(VolumeAddress.of(root.toString())).array();
                if (array.shards().isEmpty()) return null;
                int entries = 1;
                for (int i = 0; i < array.axes(); i++) entries *= array.object()[i] / array.chunk()[i];
                StoredArray.ShardIndex index = array.shards().get();
                return new Shards(entries, index.atEnd(), index.checksum());
            } catch (IOException | RuntimeException | StackOverflowError e) {
                return null;
            }
        }
    }
}
