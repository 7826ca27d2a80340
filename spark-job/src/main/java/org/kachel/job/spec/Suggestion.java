package org.kachel.job.spec;

import java.util.Collection;

/** The word that was probably meant. */
public final class Suggestion {
    private Suggestion() {}

    /** {@code ". Did you mean 'sigma'?"}, or nothing where no candidate is close to {@code word}. */
    public static String didYouMean(String word, Collection<String> candidates) {
        String best = null;
        int least = Math.max(1, word.length() / 3) + 1;
        for (String candidate : candidates) {
            int distance = distance(word, candidate);
            if (distance >= least) continue;
            least = distance;
            best = candidate;
        }
        return best == null ? "" : ". Did you mean '" + best + "'?";
    }

    /** Levenshtein's: the fewest letters to insert, delete or replace. */
    private static int distance(String a, String b) {
        int[] above = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) above[j] = j;
        for (int i = 1; i <= a.length(); i++) {
            int[] row = new int[b.length() + 1];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = above[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(replaced, Math.min(above[j], row[j - 1]) + 1);
            }
            above = row;
        }
        return above[b.length()];
    }
}
