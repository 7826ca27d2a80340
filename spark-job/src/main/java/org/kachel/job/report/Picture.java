package org.kachel.job.report;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;

/** A picture in the making. Without AWT, which takes longer to start than a small run's picture to draw, and is not everywhere. */
public final class Picture {
    /** 2⁶⁴ times the golden section. */
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private static final long SIGNATURE = 0x89504E470D0A1A0AL;

    private final int width;
    private final int height;
    private final int[] pixels;

    /** Black. */
    public Picture(int width, int height) {
        this.width = width;
        this.height = height;
        this.pixels = new int[width * height];
    }

    public int width() {
        return width;
    }

    public int height() {
        return height;
    }

    /** @param rgb eight bits of each */
    public void set(int x, int y, int rgb) {
        pixels[y * width + x] = rgb;
    }

    /** @param light from 0 to 1 */
    public static int grey(double light) {
        return tinted(0, 0, light);
    }

    /** The colour of a label, grey for 0: hues of neighbouring ids lie a golden section apart. */
    public static int tinted(long label, double saturation, double light) {
        double hue = (label * GOLDEN >>> 11) * 0x1p-53;
        double s = label == 0 ? 0 : saturation;
        return part(hue, s, light) << 16 | part(hue + 2 / 3.0, s, light) << 8 | part(hue + 1 / 3.0, s, light);
    }

    /** One of red, green and blue of a colour, {@code turn} being its hue from where this one is full. */
    private static int part(double turn, double saturation, double light) {
        double full = Math.max(0, Math.min(1, Math.abs((turn % 1) * 6 - 3) - 1));
        return (int) Math.round(255 * light * (1 - saturation + saturation * full));
    }

    /** *Source*: PNG (Portable Network Graphics) Specification, W3C, third edition; rows unfiltered. */
    public byte[] png() throws IOException {
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(png);
        out.writeLong(SIGNATURE);
        chunk(out, "IHDR", data -> {
            data.writeInt(width);
            data.writeInt(height);
            // 8 bits of red, green and blue; the one compression and kind of filter that there is; not interlaced
            data.write(new byte[] {8, 2, 0, 0, 0});
        });
        chunk(out, "IDAT", data -> {
            DeflaterOutputStream packed = new DeflaterOutputStream(data);
            packed.write(rows());
            packed.finish();
        });
        chunk(out, "IEND", data -> {});
        return png.toByteArray();
    }

    private interface Content {
        void write(DataOutputStream data) throws IOException;
    }

    private static void chunk(DataOutputStream out, String name, Content content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream data = new DataOutputStream(bytes);
        data.writeBytes(name);
        content.write(data);
        out.writeInt(bytes.size() - name.length());
        bytes.writeTo(out);
        CRC32 sum = new CRC32();
        sum.update(bytes.toByteArray());
        out.writeInt((int) sum.getValue());
    }

    /** Each row behind the number of its filter, 0 for none. */
    private byte[] rows() {
        byte[] rows = new byte[height * (1 + 3 * width)];
        int at = 0;
        for (int y = 0; y < height; y++) {
            at++;
            for (int x = 0; x < width; x++) {
                int rgb = pixels[y * width + x];
                rows[at++] = (byte) (rgb >> 16);
                rows[at++] = (byte) (rgb >> 8);
                rows[at++] = (byte) rgb;
            }
        }
        return rows;
    }
}
