package org.kachel.bench;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import javax.imageio.ImageIO;

/**
 * The rows of one size as bars on a logarithmic scale: how many times faster than the CPU's best (transfers counted), or
 * GB/s where the CPU was not timed.
 */
public final class BenchChart {
    private static final int LABELS = 380, BARS = 520, NUMBERS = 80, LINE = 18, TOP = 56;
    private static final int WIDTH = LABELS + BARS + NUMBERS;

    private final String title;
    private final List<Bar> bars;
    private final double least;
    private final double most;

    private record Bar(String label, double value) {}

    private BenchChart(BenchResult result) {
        String size = result.rows().stream()
                .max(Comparator.comparingLong(Measurement::voxels))
                .map(Measurement::size)
                .orElse("");
        List<Measurement> rows = result.rows().stream()
                .filter(r -> r.size().equals(size) && r.reason().isEmpty())
                .toList();
        boolean cpu = rows.stream().anyMatch(r -> !Double.isNaN(best(r)));
        title = (cpu ? "times faster than the CPU's best (Java, ImageJ), with transfers, on " : "GB/s on ")
                + result.device() + ", " + size;
        bars = rows.stream()
                .map(r -> new Bar(label(r), cpu ? r.speedUp(best(r)) : r.gigabytesPerSecond()))
                .filter(b -> b.value() > 0)
                .sorted(Comparator.comparingDouble(Bar::value).reversed())
                .toList();
        most = bars.stream().mapToDouble(Bar::value).max().orElse(10);
        least = Math.min(1, bars.stream().mapToDouble(Bar::value).min().orElse(1));
    }

    /** *Errors*: {@link IOException} where the ending is neither .svg nor .png, or the file cannot be written. */
    public static void write(BenchResult result, Path file) throws IOException {
        BenchChart chart = new BenchChart(result);
        String name = file.toString().toLowerCase(Locale.ROOT);
        if (file.toAbsolutePath().getParent() != null)
            Files.createDirectories(file.toAbsolutePath().getParent());
        if (name.endsWith(".svg")) Files.writeString(file, chart.svg());
        else if (name.endsWith(".png")) chart.png(file);
        else throw new IOException(file + ": a chart is .svg or .png");
    }

    private static double best(Measurement r) {
        return Double.isNaN(r.imagejMilliseconds())
                ? r.javaMilliseconds()
                : Double.isNaN(r.javaMilliseconds())
                        ? r.imagejMilliseconds()
                        : Math.min(r.javaMilliseconds(), r.imagejMilliseconds());
    }

    private static String label(Measurement r) {
        String text = (r.operation() + " " + r.parameters()
                        + (r.operation().equals("connected-components") ? " " + r.content() : ""))
                .strip();
        return text.length() > 54 ? text.substring(0, 53) + "…" : text;
    }

    private int width(Bar bar) {
        return (int) Math.max(1, BARS * Math.log(bar.value() / least) / Math.max(1e-9, Math.log(most / least)));
    }

    private int height() {
        return TOP + LINE * bars.size() + 12;
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, value < 10 ? "%.1f" : "%.0f", value);
    }

    private String svg() {
        StringBuilder svg = new StringBuilder(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" font-family=\"sans-serif\" font-size=\"12\">%n"
                        + "<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>%n<text x=\"12\" y=\"28\" font-size=\"15\">%s</text>%n",
                WIDTH,
                height(),
                escaped(title)));
        for (int i = 0; i < bars.size(); i++) {
            Bar bar = bars.get(i);
            int y = TOP + LINE * i;
            svg.append(String.format(
                    Locale.ROOT,
                    "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text><rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"12\" fill=\"#2a6f97\"/>"
                            + "<text x=\"%d\" y=\"%d\">%s</text>%n",
                    LABELS - 8,
                    y + 11,
                    escaped(bar.label()),
                    LABELS,
                    y,
                    width(bar),
                    LABELS + width(bar) + 6,
                    y + 11,
                    number(bar.value())));
        }
        return svg.append("</svg>\n").toString();
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    private void png(Path file) throws IOException {
        System.setProperty("java.awt.headless", "true");
        BufferedImage picture = new BufferedImage(2 * WIDTH, 2 * height(), BufferedImage.TYPE_INT_RGB);
        Graphics2D g = picture.createGraphics();
        g.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        g.scale(2, 2);
        g.setColor(Color.WHITE);
        g.fillRect(0, 0, WIDTH, height());
        g.setColor(Color.BLACK);
        g.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 15));
        g.drawString(title, 12, 28);
        g.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12));
        for (int i = 0; i < bars.size(); i++) paint(g, bars.get(i), TOP + LINE * i);
        g.dispose();
        if (!ImageIO.write(picture, "png", file.toFile())) throw new IOException("no PNG writer for " + file);
    }

    private void paint(Graphics2D g, Bar bar, int y) {
        g.setColor(Color.BLACK);
        g.drawString(bar.label(), LABELS - 8 - g.getFontMetrics().stringWidth(bar.label()), y + 11);
        g.drawString(number(bar.value()), LABELS + width(bar) + 6, y + 11);
        g.setColor(new Color(0x2a6f97));
        g.fillRect(LABELS, y, width(bar), 12);
    }
}
