package org.kachel.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.kachel.block.VoxelType;
import org.kachel.block.Voxels;
import org.kachel.block.io.VolumeAddress;
import org.kachel.job.report.Report;
import org.kachel.job.spec.PipelineSpec;
import org.kachel.op.ParameterException;

/** What a watershed costs across blocks, what it keeps of its seeds, and what it refuses. */
@ExtendWith(LocalSpark.class)
class WatershedJobTest {
    private static final int[] SIZE = {64, 48, 32};
    private static final int[] BLOCK = {16, 16, 16};
    private static final int BLOCKS = 4 * 3 * 2;

    @TempDir
    Path folder;

    /** Basins of 8³ voxels, each with its own seed, so that no flood crosses more than one border. */
    @Test
    void whereBasinsAreSmallTheRoundsAreFew() throws IOException {
        TestVolumes.Pattern pits = (x, y, z) -> x % 8 == 3 && y % 8 == 3 && z % 8 == 3 ? x + 64L * (y + 48L * z) : 0;
        // the first round, what it changed, and the last pass
        assertThat(floods(pits)).isBetween(2L * BLOCKS, 3L * BLOCKS);
    }

    /** Water that comes from one corner, a diagonal of blocks at a time. */
    @Test
    void onlyBlocksThatAreToldSomethingRepeat() throws IOException {
        assertThat(floods((x, y, z) -> x + y + z == 0 ? 1 : 0)).isBetween(3L * BLOCKS - 1, 4L * BLOCKS);
    }

    /** How many blocks flooded, over all rounds. */
    private long floods(TestVolumes.Pattern seeds) throws IOException {
        return run(VoxelType.UINT32, seeds, BLOCK, step("distance", "input")).phases().stream()
                .filter(phase -> phase.name().startsWith("flood"))
                .mapToLong(Report.Phase::blocks)
                .sum();
    }

    @Test
    void oneBlockFloodsOnce() throws IOException {
        Report report = run(VoxelType.UINT32, (x, y, z) -> x == 5 ? 3 : 0, SIZE, step("distance", "input"));
        assertThat(report.phases().get(report.phases().size() - 1).blocks()).isEqualTo(1);
    }

    @Test
    void idsOf64BitsStayWhatTheyAre() throws IOException {
        long large = (1L << 40) + 7;
        run(VoxelType.UINT64, (x, y, z) -> x == 0 ? large : x == 63 ? 5 : 0, BLOCK, step("distance", "input"));
        Voxels labels =
                TestVolumes.read(VolumeAddress.of(folder.resolve("out.zarr").toString()));
        assertThat(labels.type()).isEqualTo(VoxelType.UINT64);
        for (int i = 0; i < labels.count(); i++) assertThat(labels.integer(i)).isEqualTo(i % 64 < 32 ? large : 5);
    }

    @Test
    void negativeSeedsAreRefusedWithBlockAndPosition() {
        assertThatThrownBy(() -> run(
                        VoxelType.INT32,
                        (x, y, z) -> x == 40 && y == 20 && z == 17 ? -2 : 1,
                        BLOCK,
                        step("distance", "input")))
                .hasStackTraceContaining("block ")
                .hasStackTraceContaining("that at x=40, y=20, z=17 is negative");
    }

    @Test
    void seedsThatAreNoIntegersAreRefusedBeforeAnythingRuns() {
        assertThatThrownBy(() -> run(VoxelType.FLOAT32, (x, y, z) -> 1, BLOCK, step("distance", "input")))
                .isInstanceOf(ParameterException.class)
                .hasMessageContaining("seeds that are labels, and so integers, not float32");
    }

    @Test
    void seedsOfAnotherSizeAreRefusedBeforeAnythingRuns() {
        assertThatThrownBy(() -> run(VoxelType.UINT32, (x, y, z) -> 1, BLOCK, step("distance", "half")))
                .isInstanceOf(ParameterException.class)
                .hasMessageContaining("images of one size")
                .hasMessageContaining("'half' has");
    }

    @Test
    void thePlanSaysHowRoundsRepeat() throws IOException {
        Path in = folder.resolve("in.zarr");
        TestVolumes.write(in, VoxelType.UINT32, SIZE, BLOCK, (x, y, z) -> 1);
        String many =
                Job.plan(spec(in, BLOCK, step("distance", "input")), options()).text();
        assertThat(many)
                .contains("flood basins")
                .contains("each block tells its neighbours what it found at its border")
                .contains("borders of a block take at most 1 MiB");
        String one =
                Job.plan(spec(in, SIZE, step("distance", "input")), options()).text();
        assertThat(one).contains("the one block has no neighbours");
    }

    private static PipelineSpec.Step step(String image, String seeds) {
        return new PipelineSpec.Step(
                "basins", "seeded-watershed", List.of(image, seeds), List.of("image", "seeds"), Map.of(), 0);
    }

    private static PipelineSpec.Step step(String name, String op, String of, Map<String, Object> parameters) {
        return new PipelineSpec.Step(name, op, List.of(of), List.of("image"), parameters, 0);
    }

    /** The volume's values are seeds; the way to the nearest is the height. */
    private PipelineSpec spec(Path in, int[] block, PipelineSpec.Step basins) {
        List<PipelineSpec.Step> steps = List.of(
                step("empty", "equal", "input", Map.of("value", 0)),
                step("distance", "distance-map", "empty", Map.of()),
                step("half", "downsample", "input", Map.of()),
                basins);
        return new PipelineSpec(
                new PipelineSpec.Input(in.toString(), "", -1, -1),
                steps,
                new PipelineSpec.Output(
                        folder.resolve("out.zarr").toString(), "zarr2", Map.of("basins", ""), null, null),
                List.of(),
                block,
                null);
    }

    private Report run(VoxelType type, TestVolumes.Pattern pattern, int[] block, PipelineSpec.Step basins)
            throws IOException {
        Path in = folder.resolve("in.zarr");
        TestVolumes.write(in, type, SIZE, BLOCK, pattern);
        return Job.run(spec(in, block, basins), options());
    }

    private static RunOptions options() {
        return RunOptions.DEFAULT.withOverwrite(true).withThreads(2).withQuiet(true);
    }
}
