package org.kachel.block.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every voxel goes where its indices say, none anywhere else: any size of voxel, any layout of chunk and buffer. */
class VoxelCopyTest {
    private static final int GUARD = 5;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4, 8})
    void everyVoxelArrives(int bytes) {
        for (long seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            Case c = new Case(bytes, random, random.nextBoolean());
            byte[] expected = c.buffer.array().clone();
            c.each((part, chunkAt, bufferAt) -> System.arraycopy(part.chunk(), chunkAt, expected, bufferAt, bytes));
            ByteBuffer direct = ByteBuffer.allocateDirect(expected.length).put(c.buffer.array());
            c.copy.toBuffer(direct);
            c.copy.toBuffer(c.buffer);
            assertThat(c.buffer.array()).as("seed %d", seed).isEqualTo(expected);
            assertThat(direct.flip()).as("seed %d, direct", seed).isEqualTo(ByteBuffer.wrap(expected));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4, 8})
    void andComesBack(int bytes) {
        for (long seed = 0; seed < 200; seed++) {
            Case c = new Case(bytes, new Random(seed), false);
            List<byte[]> expected = new ArrayList<>();
            for (VoxelCopy.Part part : c.copy.parts()) expected.add(part.chunk().clone());
            c.each((part, chunkAt, bufferAt) -> System.arraycopy(
                    c.buffer.array(), bufferAt, expected.get(c.copy.parts().indexOf(part)), chunkAt, bytes));
            c.copy.toChunks(c.buffer);
            for (int i = 0; i < expected.size(); i++)
                assertThat(c.copy.parts().get(i).chunk()).as("seed %d", seed).isEqualTo(expected.get(i));
        }
    }

    @Test
    void aPlaneLargerThanWhatIsCopiedAtOnceArrives() {
        int[] box = {300, 1001, 2};
        int[] strides = {1, 300, 300 * 1001};
        byte[] chunk = Case.filled(new Random(1), 300 * 1001 * 2 * 2);
        List<VoxelCopy.Part> parts = List.of(new VoxelCopy.Part(chunk, 0, strides, 0, 300));
        ByteBuffer buffer = ByteBuffer.allocateDirect(chunk.length);
        VoxelCopy copy = new VoxelCopy(2, box, 0, 300, 300 * 1001, parts);
        copy.toBuffer(buffer);
        assertThat(buffer).isEqualTo(ByteBuffer.wrap(chunk));
        byte[] expected = chunk.clone();
        Arrays.fill(chunk, (byte) 0);
        copy.toChunks(buffer);
        assertThat(chunk).isEqualTo(expected);
    }

    private interface Voxel {
        void at(VoxelCopy.Part part, int chunkAt, int bufferAt);
    }

    /** A random box, in chunks that are larger than what they hold of it, in a buffer that is larger too. */
    private static final class Case {
        final VoxelCopy copy;
        final ByteBuffer buffer;

        Case(int bytes, Random random, boolean anyOrder) {
            int y = 1 + random.nextInt(6);
            int z = 1 + random.nextInt(4);
            List<VoxelCopy.Part> parts = new ArrayList<>();
            int x = 0;
            for (int i = 1 + random.nextInt(4); i > 0; i--) {
                int width = 1 + random.nextInt(9);
                parts.add(part(bytes, random, anyOrder, x, new int[] {width, y, z}));
                x += width;
            }
            int rowGap = random.nextInt(2) * random.nextInt(4);
            int start = random.nextInt(GUARD);
            int row = x + rowGap;
            int plane = row * (y + random.nextInt(3));
            copy = new VoxelCopy(bytes, new int[] {x, y, z}, start, row, plane, parts);
            buffer = ByteBuffer.wrap(filled(random, (start + plane * z + GUARD) * bytes));
        }

        private static VoxelCopy.Part part(int bytes, Random random, boolean anyOrder, int x, int[] box) {
            int[] size = Arrays.stream(box).map(s -> s + random.nextInt(3)).toArray();
            int[] strides = {1, size[0], size[0] * size[1]};
            if (anyOrder && random.nextBoolean()) strides = new int[] {size[1] * size[2], size[2], 1};
            int start = random.nextInt(GUARD);
            byte[] chunk = filled(random, (start + size[0] * size[1] * size[2]) * bytes);
            return new VoxelCopy.Part(chunk, start * bytes, strides, x, box[0]);
        }

        private static byte[] filled(Random random, int length) {
            byte[] bytes = new byte[length];
            random.nextBytes(bytes);
            return bytes;
        }

        void each(Voxel voxel) {
            int bytes = copy.bytes();
            for (VoxelCopy.Part part : copy.parts())
                for (int z = 0; z < copy.box()[2]; z++)
                    for (int y = 0; y < copy.box()[1]; y++)
                        for (int x = 0; x < part.width(); x++) {
                            int[] s = part.strides();
                            int inBuffer = copy.bufferStart() + part.x() + x + y * copy.bufferY() + z * copy.bufferZ();
                            voxel.at(part, part.start() + (x * s[0] + y * s[1] + z * s[2]) * bytes, inBuffer * bytes);
                        }
        }
    }
}
