package org.kachel.job.report;

import java.util.Locale;

/** Numbers as a page shows them. */
final class Numerals {
    private Numerals() {}

    static String count(long n) {
        return String.format(Locale.ROOT, "%,d", n).replace(',', '\u202f');
    }

    static String seconds(double s) {
        if (s == 0) return "0";
        if (s < 9.995) return String.format(Locale.ROOT, "%.2f", s);
        return s < 99.95 ? String.format(Locale.ROOT, "%.1f", s) : count(Math.round(s));
    }

    static String percent(double share) {
        return String.format(Locale.ROOT, "%.0f %%", 100 * share);
    }

    /** In millions. */
    static String millions(double n) {
        return String.format(Locale.ROOT, n < 99.5e6 ? "%.1f" : "%,.0f", n / 1e6)
                .replace(',', '\u202f');
    }

    /** Bytes per second in GB/s. */
    static String gigabytes(double bytes) {
        return String.format(Locale.ROOT, bytes < 9.95e9 ? "%.3f" : "%.1f", bytes / 1e9);
    }

    /** {@code amount} per second, 0 where there was no time. */
    static double rate(double amount, double seconds) {
        return seconds > 0 ? amount / seconds : 0;
    }
}
