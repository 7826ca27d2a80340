package org.kachel.op;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.kachel.block.VoxelType;

/** Parameters that an entry of the catalogue takes, drawn from their declarations. */
final class RandomParameters {
    private static final int TRIES = 50;
    private static final int SIDE = 65;
    private static final int MOST_VOXELS = 1 << 23;

    private RandomParameters() {}

    /** What the entry binds; its example where it refuses all that is drawn. */
    static Map<String, Object> of(CatalogueEntry entry, Random random) {
        // what a user's file needs is not ours to draw
        if (entry.parameters().stream().anyMatch(p -> p.type() == Parameter.Type.FILE)) return entry.example();
        for (int i = 0; i < TRIES; i++) {
            Map<String, Object> drawn = new LinkedHashMap<>();
            for (Parameter p : entry.parameters()) {
                Object value = p.required() || random.nextBoolean() ? value(entry, p, random) : null;
                if (value != null) drawn.put(p.name(), value);
            }
            try {
                if (small(entry.bind(drawn))) return drawn;
            } catch (ParameterException e) {
                // two parameters that do not go together
            }
        }
        return entry.example();
    }

    /** Whether a small image stays one: a transform may ask for room without end. */
    private static boolean small(Operation operation) {
        if (!(operation instanceof Gather gather)) return true;
        double voxels = 1;
        for (long size : gather.outputSize(new long[] {SIDE, SIDE, SIDE})) voxels *= size;
        return voxels <= MOST_VOXELS;
    }

    private static Object value(CatalogueEntry entry, Parameter p, Random random) {
        return switch (p.type()) {
            case NUMBER -> number(p, random);
            case INTEGER -> whole(p, random);
            case NUMBER_PER_AXIS -> perAxis(random, number(p, random), number(p, random), number(p, random));
            case INTEGER_PER_AXIS -> perAxis(random, whole(p, random), whole(p, random), whole(p, random));
            case RANGE -> range(random);
            case BOOLEAN -> random.nextBoolean();
            case CHOICE -> p.choices().get(random.nextInt(p.choices().size()));
            case VOXEL_TYPE -> VoxelType.values()[random.nextInt(VoxelType.values().length)].toString();
            case TEXT, TABLE, FILE -> entry.example().get(p.name());
        };
    }

    private static Object perAxis(Random random, Object x, Object y, Object z) {
        return random.nextInt(3) == 0 ? x : new ArrayList<>(Arrays.asList(x, y, z));
    }

    /** Small where the range allows: large radii only take time. */
    private static Double number(Parameter p, Random random) {
        double low = Math.max(p.minimum(), p.unit().equals("voxels") ? 0 : -20);
        double high = Math.min(p.maximum(), low + (p.unit().equals("voxels") ? 2.5 : 300));
        return Math.rint((low + (high - low) * random.nextDouble()) * 16) / 16;
    }

    private static Integer whole(Parameter p, Random random) {
        int low = (int) Math.max(p.minimum(), -3);
        int high = (int) Math.min(p.maximum(), low + 3.0);
        return low + random.nextInt(Math.max(1, high - low + 1));
    }

    private static List<Integer> range(Random random) {
        int low = random.nextInt(200) - 50;
        return List.of(low, low + 1 + random.nextInt(300));
    }
}
