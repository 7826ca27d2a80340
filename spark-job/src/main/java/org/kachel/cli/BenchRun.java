package org.kachel.cli;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.kachel.job.report.Report;

/**
 * What one run of a benchmark took.
 *
 * @param stages seconds by stage, summed over tasks, so that together they may exceed the wall time
 * @param otherSeconds between the phases and after them: merging tables, writing them, finishing the output
 * @param peakResidentMebibytes the most that this process ever held in RAM; −1 where the system does not say
 */
record BenchRun(
        @JsonProperty("run") int run,
        @JsonProperty("device") String device,
        @JsonProperty("voxels") long voxels,
        @JsonProperty("seconds") double seconds,
        @JsonProperty("start-up-seconds") double startUpSeconds,
        @JsonProperty("other-seconds") double otherSeconds,
        @JsonProperty("mvoxel-per-second") double speed,
        @JsonProperty("mvoxel-per-second-without-start-up") double speedWithoutStartUp,
        @JsonProperty("objects") long objects,
        @JsonProperty("stages") Map<String, Double> stages,
        @JsonProperty("phases") List<Report.Phase> phases,
        @JsonProperty("peak-resident-mib") long peakResidentMebibytes) {

    static BenchRun of(int run, Report report) throws IOException {
        double phases =
                report.phases().stream().mapToDouble(Report.Phase::wallSeconds).sum();
        double working = Math.max(1e-9, report.wallSeconds() - report.startUpSeconds());
        return new BenchRun(
                run,
                report.device(),
                report.voxels(),
                report.wallSeconds(),
                report.startUpSeconds(),
                working - phases,
                report.voxels() / 1e6 / report.wallSeconds(),
                report.voxels() / 1e6 / working,
                report.objects(),
                stages(report.phases()),
                report.phases(),
                peakResident());
    }

    private static Map<String, Double> stages(List<Report.Phase> phases) {
        Map<String, Double> stages = new LinkedHashMap<>();
        for (Report.Phase p : phases) {
            stages.merge("read-decode", p.readDecodeSeconds(), Double::sum);
            stages.merge("upload", p.uploadSeconds(), Double::sum);
            stages.merge("kernel", p.kernelSeconds(), Double::sum);
            stages.merge("download", p.downloadSeconds(), Double::sum);
            stages.merge("stitch-measure", p.stitchMeasureSeconds(), Double::sum);
            stages.merge("encode-write", p.encodeWriteSeconds(), Double::sum);
        }
        return stages;
    }

    private static long peakResident() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.isReadable(status)) return -1;
        for (String line : Files.readAllLines(status))
            if (line.startsWith("VmHWM:")) return Long.parseLong(line.replaceAll("\\D", "")) / 1024;
        return -1;
    }

    void tell(PrintWriter out) {
        out.printf(
                Locale.ROOT,
                "run %d: %.2f s, of these start-up %.2f s; %.1f Mvoxel/s, %.1f without start-up; %d objects; peak %d MiB%n",
                run,
                seconds,
                startUpSeconds,
                speed,
                speedWithoutStartUp,
                objects,
                peakResidentMebibytes);
        for (Report.Phase p : phases) out.printf(Locale.ROOT, "  %-24s %8.2f s%n", p.name(), p.wallSeconds());
        double merge = phases.stream().mapToDouble(Report.Phase::mergeSeconds).sum();
        out.printf(Locale.ROOT, "  %-24s %8.2f s%n", "of these merging labels", merge);
        out.printf(Locale.ROOT, "  %-24s %8.2f s%n  summed over tasks:%n", "the rest", otherSeconds);
        stages.forEach((stage, s) -> out.printf(Locale.ROOT, "  %-24s %8.2f s%n", stage, s));
    }
}
