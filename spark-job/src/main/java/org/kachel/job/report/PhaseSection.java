package org.kachel.job.report;

import java.util.Arrays;
import java.util.List;

/** The phases of a run as stacked bars, and in numbers. */
final class PhaseSection {
    private final Html html;
    private final List<Report.Phase> phases;

    PhaseSection(Html html, List<Report.Phase> phases) {
        this.html = html;
        this.phases = phases;
    }

    void write() {
        if (phases.isEmpty()) return;
        html.element("h2", "Phases");
        html.element(
                "p", "Seconds of each stage, summed over tasks, which overlap; wall is by the clock.", "class", "note");
        html.open("ul", "class", "legend");
        for (Stage stage : Stage.values())
            html.open("li")
                    .open("svg", "viewBox", "0 0 10 10", "aria-hidden", "true")
                    .open("rect", "width", 10, "height", 10, "class", stage.style())
                    .close()
                    .close()
                    .text(stage.title())
                    .close();
        html.close();
        double most = phases.stream().mapToDouble(PhaseSection::total).max().orElse(0);
        for (Report.Phase phase : phases) bar(phase, most);
        numbers();
    }

    private static double total(Report.Phase phase) {
        return Arrays.stream(Stage.values()).mapToDouble(s -> s.seconds(phase)).sum();
    }

    private void bar(Report.Phase phase, double most) {
        html.open("div", "class", phase.failed() ? "bar failed" : "bar");
        html.element("span", title(phase) + ", " + Numerals.seconds(phase.wallSeconds()) + " s");
        html.open(
                "svg",
                "viewBox",
                "0 0 1000 10",
                "preserveAspectRatio",
                "none",
                "role",
                "img",
                "aria-label",
                phase.name() + ": " + Numerals.seconds(total(phase)) + " s in all stages");
        double x = 0;
        for (Stage stage : Stage.values()) {
            double width = most > 0 ? 1000 * stage.seconds(phase) / most : 0;
            if (width <= 0) continue;
            html.open("rect", "x", round(x), "width", round(width), "height", 10, "class", stage.style())
                    .element("title", stage.title() + " " + Numerals.seconds(stage.seconds(phase)) + " s")
                    .close();
            x += width;
        }
        html.close().close();
    }

    private static String title(Report.Phase phase) {
        return phase.name() + (phase.failed() ? " (failed)" : "");
    }

    private static double round(double x) {
        return Math.round(100 * x) / 100.0;
    }

    private void numbers() {
        html.open("div", "class", "wide").open("table").open("thead").open("tr");
        for (String head : List.of("phase", "blocks", "kept", "wall")) html.element("th", head);
        for (Stage stage : Stage.values()) html.element("th", stage.title());
        for (String head : List.of("Mvoxel/s", "read GB/s", "written GB/s")) html.element("th", head);
        html.close().close().open("tbody");
        phases.forEach(this::row);
        html.close().close().close();
    }

    private void row(Report.Phase phase) {
        double wall = phase.wallSeconds();
        html.open("tr");
        html.element("th", title(phase));
        html.element("td", Numerals.count(phase.blocks()));
        html.element("td", Numerals.count(phase.blocksKept()));
        html.element("td", Numerals.seconds(wall));
        for (Stage stage : Stage.values()) html.element("td", Numerals.seconds(stage.seconds(phase)));
        html.element("td", Numerals.three(Numerals.rate(phase.voxels(), wall) / 1e6));
        html.element("td", Numerals.three(Numerals.rate(phase.bytesRead(), wall) / 1e9));
        html.element("td", Numerals.three(Numerals.rate(phase.bytesWritten(), wall) / 1e9));
        html.close();
    }
}
