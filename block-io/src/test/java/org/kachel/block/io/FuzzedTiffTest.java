package org.kachel.block.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** TIFF files with changed bytes are read or refused by name, and what their tags claim takes no memory. */
class FuzzedTiffTest {
    private static final int INPUTS = Integer.getInteger("kachel.fuzz", 3200) / 4;
    private static final long SEED = Long.getLong("kachel.fuzz.seed", 20261124);
    private static final long MOST_BYTES = 16L << 20;
    private static final int WIDTH = 61;
    private static final int HEIGHT = 83;

    @TempDir
    Path folder;

    @Test
    void areReadOrRefusedByName() throws Exception {
        List<byte[]> seeds = new ArrayList<>();
        for (String name :
                List.of("hyperstack", "pages-int32", "float-imagej", "rgb", "pages-deflate", "pages-uint16-be"))
            try (InputStream in = FuzzedTiffTest.class.getResourceAsStream("tiff/" + name + ".tif")) {
                seeds.add(in.readAllBytes());
            }
        for (String compression : List.of("LZW", "PackBits", "Deflate")) seeds.add(written(compression));
        List<String> faults = new ArrayList<>();
        int refused = 0;
        Path file = folder.resolve("fuzzed.tif");
        try (GuardedRun guard = new GuardedRun(MOST_BYTES)) {
            for (int i = 0; i < INPUTS && faults.size() < 10; i++) {
                Random random = new Random(SEED * 1_000_003 + i * 7919L);
                random.nextInt();
                byte[] sound = seeds.get(random.nextInt(seeds.size()));
                byte[] changed = random.nextInt(3) == 0 ? ChunkMutation.of(sound, random) : tags(sound, random);
                Files.write(file, changed);
                String number = "input " + i + " of seed " + SEED + ": ";
                guard.fault(file.toString(), () -> rows(file)).ifPresent(fault -> faults.add(number + fault));
                if (guard.refusal().isPresent()) refused++;
            }
        }
        System.out.printf("%d TIFF files of seed %d: %d refused%n", INPUTS, SEED, refused);
        assertThat(faults).isEmpty();
        assertThat(refused).isBetween(INPUTS / 8, INPUTS - INPUTS / 8);
    }

    /** Some rows of the first and of the last plane. */
    private static byte[] rows(Path file) throws IOException {
        try (TiffStack stack = TiffStack.open(file)) {
            assertThat(stack.spacing()).isNotNull();
            int rows = Math.min(3, stack.sizeY());
            byte[] bytes = new byte
                    [rows * Math.multiplyExact(stack.sizeX(), stack.type().bytes())];
            stack.read(0, 0, 0, stack.sizeY() - rows, rows, bytes, 0);
            stack.read(stack.sizeZ() - 1, stack.channels() - 1, stack.times() - 1, 0, rows, bytes, 0);
            return bytes;
        }
    }

    /** Another type, count or value in an entry of the first directory. */
    private static byte[] tags(byte[] sound, Random random) {
        byte[] changed = sound.clone();
        ByteBuffer bytes = ByteBuffer.wrap(changed);
        bytes.order(changed[0] == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        int directory = bytes.getInt(4);
        int entries = bytes.getShort(directory);
        for (int i = 1 + random.nextInt(2); i > 0; i--) {
            int entry = directory + 2 + 12 * random.nextInt(entries);
            int value = random.nextBoolean() ? random.nextInt() : (1 << random.nextInt(32)) - random.nextInt(2);
            switch (random.nextInt(5)) {
                case 0 -> bytes.putShort(entry + 2, (short) random.nextInt(16));
                case 1 -> bytes.putInt(entry + 4, value);
                case 2 -> bytes.putInt(directory + 2 + 12 * entries, random.nextInt(changed.length));
                default -> bytes.putInt(entry + 8, value);
            }
        }
        return changed;
    }

    @ParameterizedTest
    @ValueSource(strings = {"LZW", "PackBits", "Deflate"})
    void whatTheJdkWritesIsReadTheSame(String compression) throws Exception {
        Path file = Files.write(folder.resolve("jdk.tif"), written(compression));
        try (TiffStack stack = TiffStack.open(file)) {
            byte[] rows = new byte[WIDTH * HEIGHT * 2];
            stack.read(0, 0, 0, 0, HEIGHT, rows, 0);
            for (int i = 0; i < WIDTH * HEIGHT; i++)
                assertThat((short) LittleEndian.SHORT.get(rows, 2 * i)).isEqualTo(value(i));
        }
    }

    /** Runs and noise, long enough for LZW's table to fill and start anew. */
    private static short value(int i) {
        return (short) (i % WIDTH < 20 ? i / WIDTH : i * 40503 >> 3);
    }

    private static byte[] written(String compression) throws IOException {
        BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_USHORT_GRAY);
        for (int i = 0; i < WIDTH * HEIGHT; i++)
            image.getRaster().setSample(i % WIDTH, i / WIDTH, 0, value(i) & 0xffff);
        ImageWriter writer = ImageIO.getImageWritersByFormatName("tiff").next();
        java.io.ByteArrayOutputStream bytes = new java.io.ByteArrayOutputStream();
        try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
            ImageWriteParam parameters = writer.getDefaultWriteParam();
            parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            parameters.setCompressionType(compression);
            writer.setOutput(out);
            writer.write(null, new IIOImage(image, null, null), parameters);
        }
        return bytes.toByteArray();
    }

    @Test
    void pagesInACircleAreRefused() throws Exception {
        byte[] tiff = tiff(1 << 10, 1 << 10, 1, 8, 8);
        Path file = Files.write(folder.resolve("circle.tif"), tiff);
        assertThatThrownBy(() -> TiffStack.open(file))
                .isInstanceOf(VolumeException.class)
                .hasMessageContaining("circle");
    }

    @Test
    void aSizeThatTheFileCannotHoldIsRefused() throws Exception {
        for (int compression : new int[] {1, 5, 8, 32773}) {
            Path file = Files.write(folder.resolve("large.tif"), tiff(30_000, 30_000, compression, 100, 0));
            assertThatThrownBy(() -> TiffStack.open(file))
                    .isInstanceOf(VolumeException.class)
                    .hasMessageContaining("too few for 1 planes of 900000000 bytes");
        }
    }

    /** One page of 8 bits, its pixels in one strip at the end. */
    private static byte[] tiff(int width, int height, int compression, int stripBytes, int next) {
        int[][] entries = {
            {256, width},
            {257, height},
            {258, 8},
            {259, compression},
            {262, 1},
            {273, 8},
            {278, height},
            {279, stripBytes}
        };
        ByteBuffer tiff =
                ByteBuffer.allocate(14 + 12 * entries.length + 4 + stripBytes).order(ByteOrder.LITTLE_ENDIAN);
        tiff.put((byte) 'I').put((byte) 'I').putShort((short) 42).putInt(8).putShort((short) entries.length);
        for (int[] entry : entries)
            tiff.putShort((short) entry[0]).putShort((short) 4).putInt(1).putInt(entry[1]);
        tiff.putInt(next);
        return tiff.array();
    }
}
