package org.kachel.job.phase;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.kachel.block.BlockGrid;
import org.kachel.block.io.Checksum;
import org.kachel.block.io.VolumeAddress;
import org.kachel.job.block.Setup;
import org.kachel.job.block.StoredStamps;
import org.kachel.job.ledger.ObjectVersions;
import org.kachel.job.ledger.TaskRecords;
import org.kachel.job.ledger.WrittenSums;
import org.kachel.job.plan.JobPlan;
import org.kachel.job.plan.Sink;
import org.kachel.pipeline.Graph;

/** What tasks are told of the state of the volumes that they read: of inputs, and of what earlier stages have written. */
final class StageStamps {
    private record Writer(TaskRecords records, BlockGrid grid) {}

    private final JavaSparkContext spark;
    private final Map<String, VolumeAddress> inputs;
    private final Broadcast<ObjectVersions> objects;

    /** By {@link Sink#key}. */
    private final Map<String, Writer> writers = new HashMap<>();

    private final Map<String, Broadcast<WrittenSums>> sums = new HashMap<>();

    /** Names of finished scratch volumes, by address, as tasks call them. */
    private final Map<String, String> loaded = new HashMap<>();

    StageStamps(JavaSparkContext spark, JobPlan plan, ObjectVersions objects) {
        this.spark = spark;
        this.inputs = plan.sources().values().stream()
                .collect(Collectors.toMap(VolumeAddress::toString, address -> address, (a, b) -> a));
        this.objects = spark.broadcast(objects);
    }

    /** A stage writes {@code sinks}. */
    void written(TaskRecords records, BlockGrid grid, List<Sink> sinks) {
        if (records.place() != null) for (Sink sink : sinks) writers.put(sink.key(), new Writer(records, grid));
    }

    /** From now on a volume is read by its address. */
    void load(Sink sink) {
        loaded.put(sink.address().toString(), sink.key());
    }

    /** Of all that a stage may read. */
    StoredStamps of(Setup setup) {
        Map<String, Broadcast<WrittenSums>> written = new HashMap<>();
        loaded.forEach((address, sink) -> written.put(address, sums(sink)));
        setup.unfinished().values().forEach(sink -> written.put(sink.key(), sums(sink.key())));
        written.values().removeIf(java.util.Objects::isNull);
        return new StoredStamps(inputs, objects, written);
    }

    /** Of whole volumes. */
    long of(Setup setup, List<Integer> nodes, Graph graph) throws IOException {
        StoredStamps stamps = of(setup);
        long stamp = 0;
        for (int node : nodes)
            stamp = Checksum.of(
                    stamp,
                    stamps.of(
                            setup.sources().get(node).toString(),
                            graph.node(node).size().volume()));
        return stamp;
    }

    /** Null where nobody has recorded who wrote it. */
    private Broadcast<WrittenSums> sums(String sink) {
        if (!sums.containsKey(sink) && writers.containsKey(sink))
            sums.put(sink, spark.broadcast(collect(sink, writers.get(sink))));
        return sums.get(sink);
    }

    private WrittenSums collect(String sink, Writer writer) {
        TaskRecords records = writer.records;
        List<Integer> tasks = IntStream.range(0, records.tasks()).boxed().toList();
        List<WrittenSums.Sum> written = spark.parallelize(tasks, tasks.size())
                .flatMap(task -> records.written(task, sink).stream()
                        .map(WrittenSums.Sum::of)
                        .iterator())
                .collect();
        return new WrittenSums(writer.grid, written);
    }
}
