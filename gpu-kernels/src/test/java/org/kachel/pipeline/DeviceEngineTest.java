package org.kachel.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.imglib2.Interval;
import net.imglib2.util.Intervals;
import org.junit.jupiter.api.Test;
import org.kachel.block.Runs;
import org.kachel.block.VoxelType;
import org.kachel.block.Voxels;
import org.kachel.gpu.jocl.TestDevices;
import org.kachel.op.ConnectedComponents;
import org.kachel.op.Connectivity;

class DeviceEngineTest {
    private static final Interval BLOCK = Intervals.createMinSize(5, 6, 7, 64, 40, 20);
    private static final ConnectedComponents PARTS = new ConnectedComponents(Connectivity.CORNERS, false);

    @Test
    void fewRunsComeDownAsSuchAndLabelsStillAsVoxels() throws Exception {
        Voxels image = Voxels.zeros(VoxelType.UINT8, BLOCK);
        for (int i = 0; i < image.count(); i++) if (i % 64 < 30 && i / 64 % 3 == 0) image.setInteger(i, 1 + i % 7);
        try (DeviceEngine engine = new DeviceEngine(TestDevices.device().lane(1 << 20));
                Image in = load(engine, image);
                Image labels = engine.label(PARTS, in, BLOCK)) {
            Optional<Engine.RunsDownload> download = engine.runs(labels, List.of(in));
            engine.finish();
            Runs runs = download.orElseThrow().runs();
            assertThat(runs.count()).isEqualTo(267);
            assertThat(runs.images()).isOne();
            for (int r = 0; r < runs.count(); r++) {
                assertThat(runs.lengths().get(r)).isEqualTo(30);
                assertThat(runs.max(0).get(r)).isEqualTo(7);
            }
            download.get().close();
            checkVoxels(engine, image, labels);
        }
    }

    @Test
    void manyRunsComeDownAsVoxels() throws Exception {
        Voxels image = Voxels.zeros(VoxelType.UINT8, BLOCK);
        Random random = new Random(1);
        for (int i = 0; i < image.count(); i++) image.setInteger(i, random.nextInt(2));
        try (DeviceEngine engine = new DeviceEngine(TestDevices.device().lane(1 << 20));
                Image in = load(engine, image);
                Image labels = engine.label(PARTS, in, BLOCK)) {
            assertThat(engine.runs(labels, List.of(in))).isEmpty();
            checkVoxels(engine, image, labels);
        }
    }

    @Test
    void backgroundHasNoRuns() throws Exception {
        Voxels image = Voxels.zeros(VoxelType.UINT8, BLOCK);
        try (DeviceEngine engine = new DeviceEngine(TestDevices.device().lane(1 << 20));
                Image in = load(engine, image);
                Image labels = engine.label(PARTS, in, BLOCK);
                Engine.RunsDownload download =
                        engine.runs(labels, List.of(in, in)).orElseThrow()) {
            engine.finish();
            assertThat(download.runs().count()).isZero();
        }
    }

    private static Image load(Engine engine, Voxels voxels) throws Exception {
        return engine.load(
                voxels.type(),
                voxels.interval(),
                into -> into.bytes().put(0, voxels.bytes(), 0, voxels.bytes().capacity()));
    }

    private static void checkVoxels(Engine engine, Voxels image, Image labels) {
        Voxels expected = Voxels.zeros(VoxelType.UINT32, BLOCK);
        PARTS.reference(image, expected);
        for (int time = 0; time < 2; time++)
            try (Engine.Download download = engine.download(labels)) {
                engine.finish();
                assertThat(download.voxels()).isEqualTo(expected);
            }
    }
}
