package org.kachel.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import org.kachel.bench.BenchChart;
import org.kachel.bench.BenchResult;
import org.kachel.bench.BenchSize;
import org.kachel.bench.BenchText;
import org.kachel.bench.OperationBench;
import org.kachel.gpu.Device;
import org.kachel.gpu.jocl.OpenClDevices;
import org.kachel.job.ExitCode;
import picocli.CommandLine.Option;

/** The options of {@code kachel bench} that time operations, and what they do. */
final class BenchOperations {
    @Option(names = "--ops", split = ",", paramLabel = "OP", description = "Operations to time; all by default.")
    private List<String> names = List.of();

    @Option(
            names = "--sizes",
            split = ",",
            paramLabel = "SIZE",
            description = "2d-8mb, 3d-64mb, 3d-512 (by default only on a GPU), tiny.")
    private List<String> sizes = List.of();

    @Option(names = "--no-cpu", description = "Do not time Java and ImageJ.")
    private boolean noCpu;

    @Option(names = "--json", paramLabel = "FILE", description = "Where the numbers go.")
    private Path json;

    @Option(names = "--chart", paramLabel = "FILE", description = "Where a bar chart goes: .svg or .png.")
    private Path chart;

    int run(PrintWriter out, String request, int repeat) throws IOException {
        if (chart != null && !chart.toString().matches("(?i).*[.](svg|png)"))
            throw new RequestException("--chart is " + chart + ", but must end in .svg or .png");
        Device device = device(request);
        OperationBench bench = new OperationBench(device, request(device, repeat));
        out.println(BenchText.device(device.info(), bench.bandwidth()));
        out.println(BenchText.header());
        BenchResult result = bench.run(row -> {
            out.println(BenchText.row(row));
            out.flush();
        });
        out.println(BenchText.footer());
        if (json != null) result.write(json);
        if (chart != null) BenchChart.write(result, chart);
        result.keep();
        return ExitCode.DONE.code();
    }

    private OperationBench.Request request(Device device, int repeat) {
        try {
            List<BenchSize> chosen = sizes.isEmpty()
                    ? BenchSize.usual(device.info().gpu())
                    : sizes.stream().map(BenchSize::named).toList();
            return new OperationBench.Request(names, chosen, repeat, !noCpu);
        } catch (IllegalArgumentException e) {
            throw new RequestException(e.getMessage());
        }
    }

    private static Device device(String request) {
        try {
            return OpenClDevices.choose(request)
                    .orElseThrow(
                            () -> new RequestException("bench measures an OpenCL device, and there is none to measure"
                                    + (request.equals("java")
                                            ? ": java is timed beside it"
                                            : ": " + OpenClDevices.discover().reason())));
        } catch (IllegalArgumentException e) {
            throw new RequestException(e.getMessage());
        }
    }
}
