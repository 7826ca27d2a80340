package org.kachel.job.block;

import java.io.IOException;
import java.io.Serializable;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import net.imglib2.Interval;
import org.apache.spark.broadcast.Broadcast;
import org.kachel.block.io.Checksum;
import org.kachel.block.io.VolumeAddress;
import org.kachel.job.ledger.BadChunkRecords;
import org.kachel.job.ledger.ObjectVersions;
import org.kachel.job.ledger.Stamps;
import org.kachel.job.ledger.WrittenSums;

/**
 * Of inputs by the versions of their objects, of what this run has written by its checksums.
 *
 * @param objects of the inputs' container
 */
public record StoredStamps(
        Map<String, VolumeAddress> inputs,
        Broadcast<ObjectVersions> objects,
        Map<String, Broadcast<WrittenSums>> written)
        implements Stamps, Serializable {
    /** Knows nothing, so that whatever was read has changed. */
    public static final StoredStamps NONE = new StoredStamps(Map.of(), null, Map.of());

    public StoredStamps {
        inputs = new HashMap<>(inputs);
        written = new HashMap<>(written);
    }

    @Override
    public long of(String volume, Interval interval) throws IOException {
        if (written.containsKey(volume)) return written.get(volume).value().of(interval);
        if (!inputs.containsKey(volume)) return ThreadLocalRandom.current().nextLong();
        long stamp = 0;
        for (String key :
                Worker.here().volume(inputs.get(volume), BadChunkRecords.NONE).objects(interval))
            stamp = Checksum.of(stamp, objects.value().of(key));
        return stamp;
    }
}
