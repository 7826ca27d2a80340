package org.kachel.job.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A report as a page for people: one file without scripts, that loads nothing. Its numbers are those of {@code report.json}. */
final class ReportPage {
    /** Named in the page; all of them are in report.json. */
    private static final int MOST_BAD_CHUNKS = 100;

    private static final String CSS = css();

    private final Html html = new Html();
    private final Report report;

    private ReportPage(Report report) {
        this.report = report;
    }

    static String of(Report report, List<Preview> previews) {
        return new ReportPage(report).write(previews);
    }

    private static String css() {
        try (InputStream in = ReportPage.class.getResourceAsStream("/report/report.css")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String write(List<Preview> previews) {
        html.open("html", "lang", "en").open("head");
        html.single("meta", "charset", "utf-8");
        html.single("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
        // nothing may be loaded or run, whatever a text of the run holds
        html.single(
                "meta",
                "http-equiv",
                "Content-Security-Policy",
                "content",
                "default-src 'none'; style-src 'unsafe-inline'; img-src data:");
        html.element("title", "kachel run: " + report.outcome());
        html.style(CSS).close().open("body").open("main");
        outcome();
        tiles();
        previews(previews);
        new PhaseSection(html, report.phases()).write();
        new BlockSection(html, report).write();
        request();
        return html.close().close().close().toString();
    }

    private void outcome() {
        html.open("header", "class", report.outcome());
        html.element(
                "h1",
                report.done()
                        ? report.badChunks().isEmpty() ? "Run done" : "Run done, but not of all data"
                        : "Run failed");
        if (!report.done()) {
            html.element("p", report.status(), "class", "error");
            html.element("p", "Exit code " + report.exitCode() + ". There is no complete result.");
            if (report.tasksKept() > 0)
                html.element(
                        "p",
                        "Finished tasks are kept: " + Numerals.count(report.tasksKept())
                                + ". The same command with --resume goes on from there.");
        }
        if (!report.badChunks().isEmpty()) badChunks();
        html.close();
    }

    private void badChunks() {
        html.element(
                "p",
                "Exit code " + report.exitCode() + ". Damaged chunks of the input were taken for the fill value: "
                        + Numerals.count(report.badChunks().size()) + ".",
                "class",
                "error");
        html.open("ul");
        report.badChunks().stream().limit(MOST_BAD_CHUNKS).forEach(bad -> html.element("li", bad.why()));
        html.close();
    }

    private void tiles() {
        double wall = report.wallSeconds();
        html.open("ul", "class", "tiles");
        tile("seconds", Numerals.seconds(wall));
        tile("of these to start", Numerals.seconds(report.startUpSeconds()));
        tile("million voxels of input", Numerals.three(report.voxels() / 1e6));
        if (report.done() && !report.phases().isEmpty())
            tile("million input voxels/s", Numerals.three(Numerals.rate(report.voxels(), wall) / 1e6));
        if (report.objects() >= 0) tile("objects", Numerals.count(report.objects()));
        long kept = report.phases().stream().mapToLong(Report.Phase::blocksKept).sum();
        tile("blocks kept from an earlier run", Numerals.count(kept));
        tile("failed attempts of tasks", Numerals.count(report.attempts().failed()));
        html.close();
    }

    private void tile(String what, String number) {
        html.open("li").element("strong", number).element("span", what).close();
    }

    private void previews(List<Preview> previews) {
        if (previews.isEmpty()) return;
        html.element("h2", "Images");
        html.open("div", "class", "pictures");
        for (Preview each : previews) {
            html.open("figure");
            if (each.data() != null) html.single("img", "src", each.data(), "alt", "middle plane of " + each.title());
            html.open("figcaption").element("strong", each.title()).text(" " + each.caption());
            html.close().close();
        }
        html.close();
    }

    private void request() {
        html.element("h2", "What was run");
        RunFacts run = report.run();
        html.open("dl");
        fact("Device", report.device());
        if (run != null) {
            fact("Input", run.input());
            run.outputs().forEach(output -> fact("Output", output));
            fact("Started", run.started());
            fact("Run", run.id());
            fact("Fingerprint", run.fingerprint());
            fact("Spark's master", run.master() + ", " + run.slots() + " tasks at the same time");
            fact(
                    "Versions",
                    "Kachel " + run.kachelVersion() + ", Spark " + run.sparkVersion() + ", Java " + run.javaVersion()
                            + ", " + run.system());
        }
        html.close();
        if (run != null) html.element("h3", "Pipeline").element("pre", run.pipeline());
        html.element("h3", "Plan").element("pre", report.plan());
    }

    private void fact(String name, String value) {
        html.element("dt", name).element("dd", value);
    }
}
