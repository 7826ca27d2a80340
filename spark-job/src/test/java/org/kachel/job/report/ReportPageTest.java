package org.kachel.job.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.kachel.job.ledger.BadChunkRecords.BadChunk;

class ReportPageTest {
    private static final String EVIL = "<script>alert('x')</script>\"&<img src=http://a.example/x onerror=alert(1)>";

    private static Report report(String status, String outcome, String word) {
        Report.Phase phase = new Report.Phase(
                word,
                4096,
                17,
                10,
                1.25,
                2.25,
                3.25,
                4.25,
                5.25,
                6.25,
                7.25,
                20_000_000_000L,
                500_000_000,
                5_000_000,
                outcome.equals(Report.FAILED));
        Report.SlowBlock slow = new Report.SlowBlock(
                word, 77, List.of(1L, 2L, 3L), List.of(4L, 5L, 6L), word, 21.5, 1.5, 2.5, 3.5, 4.5, 2.25, 3.75);
        Report.FailedAttempt attempt = new Report.FailedAttempt(word, 2, 9, 1, word, 123, word);
        RunFacts facts = new RunFacts(word, word, word, word, word, List.of(word), word, word, word, word, word, 24);
        return new Report(
                status,
                outcome,
                3,
                12,
                facts,
                word,
                word,
                1,
                12,
                1 << 20,
                14,
                outcome.equals(Report.DONE) ? List.of() : List.of(new BadChunk(word, word)),
                List.of(phase),
                List.of(slow),
                new Report.Attempts(60, 40, List.of(attempt)),
                null);
    }

    @Test
    void nothing_of_a_run_becomes_markup() {
        String page = ReportPage.of(report(EVIL, Report.FAILED, EVIL), List.of(new Preview(EVIL, EVIL, null)));
        assertThat(page).doesNotContain("<script", "<img", "alert('x')");
        assertThat(Pattern.compile(Pattern.quote("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&quot;&amp;&lt;img"))
                        .matcher(page)
                        .results()
                        .count())
                .isGreaterThan(15);
    }

    @Test
    void loads_and_runs_nothing() {
        String page = ReportPage.of(
                report(Report.DONE, Report.DONE, "w"), List.of(new Preview("a", "b", "data:image/png;base64,AA==")));
        assertThat(page).doesNotContain("<script", "http:", "https:", "url(", "@import", "<link");
        assertThat(Pattern.compile("src=\"(?!data:image/png;base64,)")
                        .matcher(page)
                        .find())
                .isFalse();
        assertThat(page).contains("default-src 'none'".replace("'", "&#39;"));
    }

    @Test
    void a_failure_looks_like_one() {
        String page = ReportPage.of(report("block 7: cut off", Report.FAILED, "w"), List.of());
        assertThat(page)
                .contains("Run failed", "block 7: cut off", "Exit code 3", "12. The same command with --resume")
                .doesNotContain("Run done", "class=\"done\"");
        String done = ReportPage.of(report(Report.DONE, Report.DONE, "w"), List.of());
        assertThat(done).contains("Run done").doesNotContain("Run failed", "Exit code");
        String incomplete =
                ReportPage.of(report(Report.INCOMPLETE, Report.INCOMPLETE, "chunk 7 is cut off"), List.of());
        assertThat(incomplete).contains("not of all data", "chunk 7 is cut off").doesNotContain("Run failed");
    }

    @Test
    void shows_the_numbers_of_the_report() {
        String page = ReportPage.of(report(Report.DONE, Report.DONE, "w"), List.of());
        String phase = "<td>4\u202f096</td>\n<td>17</td>\n<td>10.0</td>\n<td>1.25</td>\n<td>2.25</td>\n<td>3.25</td>\n"
                + "<td>4.25</td>\n<td>5.25</td>\n<td>6.25</td>\n<td>7.25</td>\n<td>0.5</td>\n<td>2.0</td>\n<td>0.05</td>";
        assertThat(page).contains(phase);
        assertThat(page).contains("<td>1, 2, 3 – 4, 5, 6</td>\n<td>21.5</td>\n<td>1.50</td>");
        assertThat(page).contains("60 failed, 40 tried again; the first 1:", "<td>2.9</td>\n<td>1</td>\n<td>123</td>");
    }
}
