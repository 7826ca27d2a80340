package org.kachel.job.report;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** The blocks that took longest, and the attempts that failed. */
final class BlockSection {
    private static final List<Stage> STAGES =
            Arrays.stream(Stage.values()).filter(s -> s != Stage.MERGE).toList();

    private final Html html;
    private final Report report;

    BlockSection(Html html, Report report) {
        this.html = html;
        this.report = report;
    }

    void write() {
        if (!report.slowestBlocks().isEmpty()) slowest();
        if (report.attempts().failed() > 0) failures();
    }

    private void slowest() {
        html.element("h2", "Slowest blocks");
        html.element(
                "p",
                "Seconds by the clock and in each stage; the rest is waiting for the device and making its programs.",
                "class",
                "note");
        html.open("div", "class", "wide").open("table").open("thead").open("tr");
        for (String head : List.of("phase", "block", "x, y, z", "clock")) html.element("th", head);
        for (Stage stage : STAGES) html.element("th", stage.title());
        html.element("th", "rest").element("th", "executor").close().close().open("tbody");
        for (Report.SlowBlock block : report.slowestBlocks()) {
            html.open("tr").element("th", block.phase()).element("td", Numerals.count(block.block()));
            html.element("td", corner(block.min()) + " – " + corner(block.max()));
            html.element("td", Numerals.seconds(block.seconds()));
            for (Stage stage : STAGES) html.element("td", Numerals.seconds(stage.seconds(block)));
            html.element("td", Numerals.seconds(rest(block)));
            html.element("td", block.executor()).close();
        }
        html.close().close().close();
    }

    private static double rest(Report.SlowBlock block) {
        return Math.max(
                0,
                block.seconds()
                        - STAGES.stream().mapToDouble(s -> s.seconds(block)).sum());
    }

    private static String corner(List<Long> voxel) {
        return voxel.stream().map(String::valueOf).collect(Collectors.joining(", "));
    }

    private void failures() {
        Report.Attempts attempts = report.attempts();
        html.element("h2", "Failed attempts of tasks");
        html.element(
                "p",
                Numerals.count(attempts.failed()) + " failed, " + Numerals.count(attempts.retried()) + " tried again"
                        + (attempts.failed() > attempts.first().size()
                                ? "; the first " + attempts.first().size() + ":"
                                : "."),
                "class",
                "note");
        html.open("div", "class", "wide").open("table").open("thead").open("tr");
        for (String head : List.of("phase", "task", "attempt", "block", "executor")) html.element("th", head);
        html.element("th", "reason", "class", "words");
        html.close().close().open("tbody");
        for (Report.FailedAttempt each : attempts.first()) {
            html.open("tr").element("th", each.phase());
            html.element("td", each.stage() + "." + each.task()).element("td", each.attempt());
            html.element("td", each.block() < 0 ? "" : Numerals.count(each.block()));
            html.element("td", each.executor()).element("td", each.reason(), "class", "words");
            html.close();
        }
        html.close().close().close();
    }
}
