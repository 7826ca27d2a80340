package org.kachel.job.plan;

import java.io.IOException;
import java.io.Serializable;
import org.kachel.block.VoxelType;
import org.kachel.block.io.Volume;
import org.kachel.block.io.VolumeAddress;
import org.kachel.block.io.VolumeSpec;
import org.kachel.block.io.VolumeWriter;
import org.kachel.block.io.Volumes;

/** A volume to be written: where and how, and which of its levels. */
public record Sink(VolumeAddress address, VolumeSpec spec, int level) implements Serializable {
    public Sink(VolumeAddress address, VolumeSpec spec) {
        this(address, spec, 0);
    }

    public Sink level(int other) {
        return new Sink(address, spec, other);
    }

    public Sink of(VoxelType type) {
        return new Sink(address, spec.of(type), level);
    }

    public VolumeWriter writer() throws IOException {
        return Volumes.writer(address, spec, level);
    }

    /** Writes the metadata of all levels. */
    public void finish() throws IOException {
        try (VolumeWriter writer = writer()) {
            writer.finish();
        }
    }

    /** What lies there so far. */
    public Volume written() throws IOException {
        return Volumes.unfinished(address, spec, level);
    }

    /** Tells it from all others of a run. */
    public String key() {
        return spec.type() + " " + level + " " + address;
    }
}
