package org.kachel.job.report;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import javax.imageio.ImageIO;

/** A picture in the making. */
public final class Picture {
    /** 2⁶⁴ times the golden section. */
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private final BufferedImage image;

    public Picture(int width, int height) {
        System.setProperty("java.awt.headless", "true");
        image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    }

    public int width() {
        return image.getWidth();
    }

    public int height() {
        return image.getHeight();
    }

    public void set(int x, int y, int rgb) {
        image.setRGB(x, y, rgb);
    }

    /** Grey. @param light from 0 to 1 */
    public static int grey(float light) {
        return Color.HSBtoRGB(0, 0, light);
    }

    /** The colour of a label, grey for 0: hues of neighbouring ids lie a golden section apart. */
    public static int tinted(long label, float saturation, float light) {
        float hue = (label * GOLDEN >>> 40) * 0x1p-24f;
        return Color.HSBtoRGB(hue, label == 0 ? 0 : saturation, light);
    }

    public byte[] png() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        // a file in between, which ImageIO would use, is none the faster here
        ImageIO.setUseCache(false);
        if (!ImageIO.write(image, "png", bytes)) throw new IOException("this Java writes no PNG");
        return bytes.toByteArray();
    }
}
