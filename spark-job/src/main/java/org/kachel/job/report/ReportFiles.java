package org.kachel.job.report;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import org.kachel.job.plan.JobPlan;
import org.kachel.job.store.ResultFile;

/**
 * Where a run's report goes: for programs and, beside it, for people.
 *
 * @param json where {@code report.json} goes
 */
public record ReportFiles(ResultFile json) {
    private static final String JSON = ".json";

    /** The page, of the same name. */
    public ResultFile page() {
        String place = json.place();
        String stem = place.endsWith(JSON) ? place.substring(0, place.length() - JSON.length()) : place;
        return new ResultFile(stem + ".html");
    }

    /** @param plan whose images are shown, or null for none */
    public void write(Report report, JobPlan plan) throws IOException {
        List<Preview> previews = plan == null ? List.of() : Preview.of(plan);
        report.write(json);
        page().write(part -> Files.writeString(part, ReportPage.of(report, previews)));
    }

    /** The report of a success that made what {@code fingerprint} says, if one is there; an earlier version did not say what. */
    public Optional<Report> ofSuccess(String fingerprint) throws IOException {
        if (!json.exists()) return Optional.empty();
        Report report = Report.read(json);
        boolean same = report.run() == null || report.run().fingerprint().equals(fingerprint);
        return report.done() && same ? Optional.of(report) : Optional.empty();
    }
}
