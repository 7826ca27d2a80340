package org.kachel.job.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PictureTest {
    private static final long SEED = 20261128;

    @ParameterizedTest
    @CsvSource({"1,1", "1,7", "13,1", "256,200"})
    void another_program_reads_the_same_pixels(int width, int height) throws IOException {
        Random random = new Random(SEED);
        Picture picture = new Picture(width, height);
        int[] pixels = random.ints((long) width * height, 0, 1 << 24).toArray();
        for (int i = 0; i < pixels.length; i++) picture.set(i % width, i / width, pixels[i]);
        BufferedImage read = ImageIO.read(new ByteArrayInputStream(picture.png()));
        assertThat(read.getWidth()).isEqualTo(width);
        assertThat(read.getHeight()).isEqualTo(height);
        for (int i = 0; i < pixels.length; i++)
            assertThat(read.getRGB(i % width, i / width) & 0xffffff)
                    .as("seed %d", SEED)
                    .isEqualTo(pixels[i]);
    }

    @Test
    void labels_have_colours_of_their_own_and_background_none() {
        assertThat(Picture.grey(0)).isZero();
        assertThat(Picture.grey(1)).isEqualTo(0xffffff);
        Set<Integer> colours = new HashSet<>();
        for (long label = 1; label <= 200; label++) {
            int colour = Picture.tinted(label, 0.65, 0.95);
            colours.add(colour);
            float[] hsb = Color.RGBtoHSB(colour >> 16, colour >> 8 & 255, colour & 255, null);
            double golden = label * 0.6180339887498949 % 1;
            double apart = Math.abs(hsb[0] - golden);
            assertThat(Math.min(apart, 1 - apart)).as("hue of %d", label).isLessThan(0.005);
            assertThat(hsb[2]).isBetween(0.94f, 0.96f);
        }
        assertThat(colours).hasSize(200);
    }
}
