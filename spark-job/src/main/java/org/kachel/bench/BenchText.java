package org.kachel.bench;

import java.util.Locale;
import org.kachel.gpu.DeviceBandwidth;
import org.kachel.gpu.DeviceInfo;

/** Lines of the table, for people. */
public final class BenchText {
    private BenchText() {}

    /** Which device was measured, and what it carries. */
    public static String device(DeviceInfo info, DeviceBandwidth b) {
        return String.format(
                Locale.ROOT,
                "measured on %s (%s, driver %s): copies %.0f GB/s, upload %.1f, download %.1f; CPU columns on %d processors",
                info.name().strip(),
                info.kind(),
                info.version().strip(),
                b.copyBytesPerSecond() / 1e9,
                b.uploadBytesPerSecond() / 1e9,
                b.downloadBytesPerSecond() / 1e9,
                Runtime.getRuntime().availableProcessors());
    }

    public static String header() {
        return String.format(
                Locale.ROOT,
                "%-58s %-8s %10s %8s %6s %10s %11s %11s %9s %9s",
                "operation, parameters, content",
                "size",
                "device ms",
                "GB/s",
                "copy %",
                "+transfers",
                "Java ms",
                "ImageJ ms",
                "× Java",
                "× ImageJ");
    }

    public static String row(Measurement m) {
        String name = (m.operation() + " " + m.parameters() + " " + m.content()).replaceAll(" +", " ");
        if (!m.reason().isEmpty())
            return String.format(Locale.ROOT, "%-58s %-8s not run: %s", name, m.size(), m.reason());
        return String.format(
                Locale.ROOT,
                "%-58s %-8s %10.3f %8.1f %6.1f %10.3f %11s %11s %9s %9s",
                name,
                m.size(),
                m.deviceMilliseconds(),
                m.gigabytesPerSecond(),
                100 * m.shareOfCopy(),
                m.withTransfersMilliseconds(),
                cpu(m.javaMilliseconds(), m.estimated()),
                cpu(m.imagejMilliseconds(), m.estimated()),
                times(m.speedUp(m.javaMilliseconds())),
                times(m.speedUp(m.imagejMilliseconds())));
    }

    public static String footer() {
        return "device ms: kernels alone, data on the device. GB/s: each input and the output once. +transfers: with upload and"
                + " download\nfrom pinned memory; a CPU needs none. ×: against that. ~: a part of the image, scaled up. ImageJ: spheres for boxes.";
    }

    private static String cpu(double milliseconds, boolean estimated) {
        if (Double.isNaN(milliseconds)) return "–";
        return String.format(Locale.ROOT, "%s%.1f", estimated ? "~" : "", milliseconds);
    }

    private static String times(double factor) {
        return Double.isNaN(factor) ? "–" : String.format(Locale.ROOT, "%.1f", factor);
    }
}
