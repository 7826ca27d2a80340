package org.kachel.op;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import net.imglib2.FinalInterval;
import net.imglib2.Interval;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kachel.block.VoxelType;
import org.kachel.block.Voxels;
import org.kachel.gpu.jocl.TestDevices;
import org.kachel.op.CatalogueCase.Outcome;
import org.kachel.pipeline.DeviceEngine;
import org.kachel.pipeline.Engine;
import org.kachel.pipeline.JavaEngine;

/**
 * Every operation of the catalogue, by its example and by parameters drawn from their ranges: the device computes the bits of
 * the reference, and a part of the image is that part of the whole. A new entry is held to this by being in the catalogue.
 * {@code -DKACHEL_TEST_FULL=1} takes all types on all shapes and larger images; {@code -Dkachel.seed=…} other cases,
 * {@code -Dkachel.operations=REGEX} fewer operations.
 */
class CatalogueLawTest {
    private static final boolean FULL = "1".equals(System.getProperty("KACHEL_TEST_FULL"));
    private static final long SEED = Long.getLong("kachel.seed", 20261121);
    private static final List<long[]> SHAPES =
            List.of(new long[] {1, 1, 1}, new long[] {1, 19, 1}, new long[] {31, 7, 5}, new long[] {33, 33, 33});
    private static final long[] LARGE = {65, 65, 65};

    private static Engine device;
    private static final Engine JAVA = new JavaEngine();

    @BeforeAll
    static void open() {
        device = new DeviceEngine(TestDevices.device().lane(1L << 28));
    }

    @AfterAll
    static void close() {
        device.close();
    }

    static Stream<String> names() {
        String wanted = System.getProperty("kachel.operations", ".*");
        return Catalogue.entries().stream().map(CatalogueEntry::name).filter(name -> name.matches(wanted));
    }

    @ParameterizedTest
    @MethodSource("names")
    void deviceEqualsReference(String name) {
        CatalogueEntry entry = Catalogue.entry(name);
        Random random = random(name);
        int computed = 0;
        for (VoxelType type : types(random)) {
            computed += agree(new CatalogueCase(entry, entry.example(), type), new long[] {31, 7, 5}, random);
            if (FULL) computed += agreeOnAllShapes(new CatalogueCase(entry, drawn(entry, random), type), random);
        }
        CatalogueCase drawn = drawnCase(entry, random);
        for (long[] shape : SHAPES) computed += agree(drawn, shape, random);
        if (!CatalogueCase.NOT_ON_A_DEVICE.contains(name))
            assertThat(computed).as(name + " takes no image").isPositive();
    }

    @ParameterizedTest
    @MethodSource("names")
    void aPartIsThatPartOfTheWhole(String name) throws IOException {
        CatalogueEntry entry = Catalogue.entry(name);
        Random random = random(name);
        for (int i = 0; i < (FULL ? 12 : 2); i++) {
            CatalogueCase chosen = i == 0
                    ? new CatalogueCase(entry, entry.example(), types(random).get(0))
                    : drawnCase(entry, random);
            Map<String, Voxels> images = chosen.images(size(random), random);
            for (Engine engine : CatalogueCase.NOT_IN_JAVA.contains(name) ? List.of(device) : List.of(device, JAVA)) {
                String difference = chosen.partDiffers(engine, images, random);
                assertThat(difference)
                        .as("%s, %s, seed %d", chosen, engine.getClass().getSimpleName(), SEED)
                        .isNull();
            }
        }
    }

    private static int agreeOnAllShapes(CatalogueCase chosen, Random random) {
        int computed = agree(chosen, LARGE, random);
        for (long[] shape : SHAPES) computed += agree(chosen, shape, random);
        return computed;
    }

    private static int agree(CatalogueCase chosen, long[] shape, Random random) {
        Map<String, Voxels> images = chosen.images(new FinalInterval(shape), random);
        Outcome actual = chosen.run(device, images);
        if (CatalogueCase.NOT_IN_JAVA.contains(chosen.entry().name())) return actual.computed() ? 1 : 0;
        Outcome expected = chosen.run(JAVA, images);
        assertThat(actual.differs(expected, chosen.tolerance()))
                .as("%s, shape %s, seed %d", chosen, List.of(shape[0], shape[1], shape[2]), SEED)
                .isNull();
        return expected.computed() ? 1 : 0;
    }

    private static CatalogueCase drawnCase(CatalogueEntry entry, Random random) {
        return new CatalogueCase(entry, drawn(entry, random), any(random));
    }

    private static Map<String, Object> drawn(CatalogueEntry entry, Random random) {
        return RandomParameters.of(entry, random);
    }

    /** All; by default some, since each is a program to compile. Over the entries all are met. */
    private static List<VoxelType> types(Random random) {
        List<VoxelType> types = new ArrayList<>(List.of(VoxelType.values()));
        Collections.shuffle(types, random);
        return FULL ? types : types.subList(0, 3);
    }

    private static VoxelType any(Random random) {
        return VoxelType.values()[random.nextInt(VoxelType.values().length)];
    }

    private static Random random(String name) {
        return new Random(SEED + name.hashCode());
    }

    private static Interval size(Random random) {
        return new FinalInterval(20 + random.nextInt(20), 1 + random.nextInt(20), 1 + random.nextInt(12));
    }
}
