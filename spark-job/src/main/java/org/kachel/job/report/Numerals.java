package org.kachel.job.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;

/** Numbers as a page shows them. */
final class Numerals {
    private static final MathContext THREE_DIGITS = new MathContext(3);

    private Numerals() {}

    static String count(long n) {
        return String.format(Locale.ROOT, "%,d", n).replace(',', '\u202f');
    }

    static String seconds(double s) {
        if (s == 0) return "0";
        if (s < 9.995) return String.format(Locale.ROOT, "%.2f", s);
        return s < 99.95 ? String.format(Locale.ROOT, "%.1f", s) : count(Math.round(s));
    }

    /** With three digits, whole from 100 on. */
    static String three(double n) {
        if (n == 0) return "0";
        if (n < 0.001) return "< 0.001";
        if (n >= 99.95) return count(Math.round(n));
        return BigDecimal.valueOf(n).round(THREE_DIGITS).toPlainString();
    }

    /** {@code amount} per second, 0 where there was no time. */
    static double rate(double amount, double seconds) {
        return seconds > 0 ? amount / seconds : 0;
    }
}
