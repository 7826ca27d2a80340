package org.kachel.job.merge;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;

/** For each part of a block, one number: its key or old id on the way up, its final id on the way down. */
public record BlockNames(long block, long[] values) implements Serializable {
    /** Those of kept parts, one element per task. */
    public static JavaRDD<ArrayList<BlockNames>> byTask(JavaRDD<BlockParts> parts) {
        return parts.map(BlockParts::blockNames).mapPartitions(BlockNames::together);
    }

    /** Canonical ids in the place of keys of components. */
    public BlockNames places() {
        return new BlockNames(block, Arrays.stream(values).map(key -> key + 1).toArray());
    }

    private static Iterator<ArrayList<BlockNames>> together(Iterator<BlockNames> blocks) {
        ArrayList<BlockNames> all = new ArrayList<>();
        blocks.forEachRemaining(all::add);
        return List.of(all).iterator();
    }
}
