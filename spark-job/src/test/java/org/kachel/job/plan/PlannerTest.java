package org.kachel.job.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.imglib2.FinalInterval;
import net.imglib2.Interval;
import net.imglib2.util.Intervals;
import org.junit.jupiter.api.Test;
import org.kachel.block.Halo;
import org.kachel.block.Size;
import org.kachel.block.VoxelType;
import org.kachel.block.io.Spacing;
import org.kachel.block.io.VolumeAddress;
import org.kachel.job.spec.PipelineSpec;
import org.kachel.op.ParameterException;
import org.kachel.pipeline.Phase;

/** The plan: phases, halos, fusion, block sizes, refusals. */
class PlannerTest {
    private static final Limits ROOMY = new Limits(2, 4L << 30, 1L << 30, 1L << 30, 1 << 22);

    @Test
    void halosAddAlongAChain() {
        JobPlan plan = plan(
                step("smooth", "gaussian-blur", "input", Map.of("sigma", 2)),
                step("flat", "top-hat-box", "smooth", Map.of("radius", 5)),
                step("mask", "threshold", "flat", Map.of("value", 3)));
        assertThat(plan.phases()).hasSize(1);
        assertThat(inputHalo(plan, 0)).isEqualTo(Halo.of(8 + 2 * 5));
    }

    @Test
    void theLargerHaloCountsWhereBranchesMeet() {
        JobPlan plan = plan(
                step("a", "gaussian-blur", "input", Map.of("sigma", List.of(1, 4, 1))),
                step("b", "mean-box", "input", Map.of("radius", 6)),
                new PipelineSpec.Step("d", "subtract-images", List.of("a", "b"), List.of("x", "y"), Map.of(), 0));
        assertThat(inputHalo(plan, 0)).isEqualTo(new Halo(6, 16, 6));
    }

    @Test
    void aRunOfPointwiseStepsIsOneKernel() {
        JobPlan plan = plan(
                step("a", "multiply-scalar", "input", Map.of("value", 2)),
                step("b", "add-scalar", "a", Map.of("value", 1)),
                step("c", "threshold", "b", Map.of("value", 9)));
        assertThat(plan.phases().get(0).program().describe())
                .extracting(action -> action.steps().size())
                .containsExactly(1, 3);
    }

    @Test
    void aFilterStoresWhatFollowsItAndThePlanSaysSo() {
        JobPlan plan = plan(ROOMY, null, step("flat", "top-hat-box", "input", Map.of("radius", 5)));
        assertThat(plan.phases().get(0).program().describe())
                .extracting(action -> action.steps().size())
                .containsExactly(1, 1, 2);
        assertThat(PlanText.of(plan, "any"))
                .contains("maximum-box (halo 5) + subtract-images (stored by the filter")
                .containsPattern("holds at most [1-9][0-9]* MiB on the device");
    }

    @Test
    void voronoiOtsuIsCutAtItsReductionsAndLabelings() {
        JobPlan plan = plan(step("cells", "voronoi-otsu-labeling", "input", Map.of("spot-sigma", 2)));
        assertThat(plan.phases())
                .extracting(Object::getClass)
                .isEqualTo(List.of(Phase.Reduce.class, Phase.Reduce.class, Phase.Label.class, Phase.Propagate.class));
    }

    @Test
    void blocksAreWholeStoredObjectsWithinTheBudget() {
        PipelineSpec.Step blur = step("a", "gaussian-blur", "input", Map.of("sigma", 2));
        JobPlan roomy = plan(blur);
        JobPlan tight = plan(new Limits(2, 32 << 20, 1L << 30, 1L << 30, 1 << 22), null, blur);
        for (JobPlan plan : List.of(roomy, tight))
            assertThat(Arrays.stream(plan.tilings().get(0).grid().blockSize())).allMatch(edge -> edge % 64 == 0);
        assertThat(voxels(tight)).isLessThan(voxels(roomy));
        assertThat(tight.tilings().get(0).memory().deviceBytesPerSlot() * 2).isLessThanOrEqualTo(32 << 20);
    }

    @Test
    void whatCannotRunIsRefused() {
        PipelineSpec.Step blur = step("a", "gaussian-blur", "input", Map.of("sigma", 2));
        assertThatThrownBy(() -> plan(new Limits(2, 1 << 20, 1 << 20, 1 << 20, 1 << 22), null, blur))
                .isInstanceOf(DoesNotFitException.class)
                .hasMessageContaining("does not fit");
        assertThatThrownBy(() -> plan(ROOMY, new int[] {64, 64, 64}, new int[] {48, 64, 64}, blur))
                .isInstanceOf(ParameterException.class)
                .hasMessageContaining("multiple of the output's chunk");
    }

    /** What is behind a geometric operation has blocks, chunks and a voxel size of its own. */
    @Test
    void eachSpaceHasAGridOfItsOwn() {
        JobPlan plan = plan(
                step("smooth", "gaussian-blur", "input", Map.of("sigma", 2)),
                step("half", "downsample", "smooth", Map.of("factor", List.of(2, 2, 1))),
                step("flat", "maximum-projection", "half", Map.of()),
                step("mask", "threshold-auto", "flat", Map.of("method", "otsu")),
                step("labels", "connected-components", "mask", Map.of()));
        assertThat(plan.tilings()).extracting(JobPlan.Tiling::space).containsExactly(new Size(256, 256, 1));
        JobPlan.OutputImage labels = plan.outputs().get(0);
        assertThat(labels.sink().spec().size()).containsExactly(256, 256, 1);
        assertThat(labels.sink().spec().chunk()).containsExactly(64, 64, 1);
        assertThat(labels.sink().spec().spacing()).isEqualTo(new Spacing(2, 2, 1, ""));
        Interval target = FinalInterval.createMinSize(64, 64, 0, 64, 64, 1);
        int input = plan.graph().named("input").id();
        assertThat(Intervals.equals(
                        plan.phases().get(0).program().interval(input, target),
                        FinalInterval.createMinSize(120, 120, 0, 144, 144, 512)))
                .isTrue();
    }

    @Test
    void blocksOfAProjectionAreAsLargeAsTheirColumnsAllow() {
        PipelineSpec.Step flat = step("flat", "mean-projection", "input", Map.of());
        Limits tight = new Limits(2, 20 << 20, 1L << 30, 1L << 30, 1 << 24);
        JobPlan.Tiling tiling = plan(tight, null, flat).tilings().get(0);
        assertThat(tiling.grid().blockSize()).containsExactly(128, 64, 1);
        assertThat(tiling.memory().deviceBytesPerSlot()).isBetween(64L * 128 * 512 * 2, 10L << 20);
        assertThatThrownBy(() -> plan(new Limits(2, 6 << 20, 1L << 30, 1L << 30, 1 << 24), null, flat))
                .isInstanceOf(DoesNotFitException.class);
    }

    @Test
    void imagesOfDifferentSizesAreRefused() {
        assertThatThrownBy(() -> plan(
                        step("flat", "maximum-projection", "input", Map.of()),
                        new PipelineSpec.Step(
                                "sum", "add-images", List.of("input", "flat"), List.of("x", "y"), Map.of(), 0)))
                .isInstanceOf(ParameterException.class)
                .hasMessageContaining("'input' has [512, 512, 512] and 'flat' has [512, 512, 1]");
        assertThatThrownBy(() -> plan(step("part", "crop", "input", Map.of("from", List.of(0, 600, 0)))))
                .isInstanceOf(ParameterException.class)
                .hasMessage("crop: from is 600 along y, but the image has voxels 0 to 511");
        assertThatThrownBy(() -> plan(step("all", "affine", "input", Map.of("scale", 1e4, "size", "fit"))))
                .isInstanceOf(ParameterException.class)
                .hasMessageStartingWith("affine: 'size' makes the result 5120000 x 5120000 x 5120000 voxels large");
    }

    @Test
    void aPlanCrossesToTasksUnchanged() throws Exception {
        JobPlan plan = plan(step("cells", "voronoi-otsu-labeling", "input", Map.of("spot-sigma", 2)));
        JobPlan copy = roundTrip(plan);
        assertThat(PlanText.of(copy, "device")).isEqualTo(PlanText.of(plan, "device"));
        assertThat(copy.graph()).isEqualTo(plan.graph());
    }

    @SuppressWarnings("unchecked")
    private static <T> T roundTrip(T value) throws IOException, ClassNotFoundException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(value);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            return (T) in.readObject();
        }
    }

    private static long voxels(JobPlan plan) {
        int[] block = plan.tilings().get(0).grid().blockSize();
        return (long) block[0] * block[1] * block[2];
    }

    private static Halo inputHalo(JobPlan plan, int phase) {
        return plan.phases()
                .get(phase)
                .program()
                .halo(plan.graph().named("input").id());
    }

    private static PipelineSpec.Step step(String name, String op, String of, Map<String, Object> parameters) {
        return new PipelineSpec.Step(name, op, List.of(of), List.of("image"), parameters, 0);
    }

    private static JobPlan plan(PipelineSpec.Step... steps) {
        return plan(ROOMY, null, steps);
    }

    private static JobPlan plan(Limits limits, int[] block, PipelineSpec.Step... steps) {
        return plan(limits, null, block, steps);
    }

    private static JobPlan plan(Limits limits, int[] chunk, int[] block, PipelineSpec.Step... steps) {
        Map<String, String> write = new LinkedHashMap<>();
        write.put(steps[steps.length - 1].name(), "");
        PipelineSpec spec = new PipelineSpec(
                new PipelineSpec.Input("in.zarr", "", -1, -1),
                List.of(steps),
                new PipelineSpec.Output("out.zarr", "zarr2", write, null, chunk),
                List.of(),
                block,
                null);
        Planner.InputImage input = new Planner.InputImage(
                VolumeAddress.of("in.zarr"),
                VoxelType.UINT16,
                new FinalInterval(512, 512, 512),
                new int[] {64, 64, 64},
                Spacing.VOXELS);
        return Planner.plan(spec, input, limits);
    }
}
