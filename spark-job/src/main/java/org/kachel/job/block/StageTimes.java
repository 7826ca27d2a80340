package org.kachel.job.block;

import java.io.Serializable;
import org.kachel.gpu.Lane;

/** Seconds that tasks spent in each stage, summed over tasks, and what they moved. Added up, never read by tasks. */
public record StageTimes(
        double readSeconds,
        double uploadSeconds,
        double kernelSeconds,
        double downloadSeconds,
        double hostSeconds,
        double writeSeconds,
        double mergeSeconds,
        long bytesRead,
        long bytesWritten,
        long blocks,
        long blocksKept,
        long voxels)
        implements Serializable {
    public static final StageTimes ZERO = new StageTimes(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    public StageTimes plus(StageTimes o) {
        return new StageTimes(
                readSeconds + o.readSeconds,
                uploadSeconds + o.uploadSeconds,
                kernelSeconds + o.kernelSeconds,
                downloadSeconds + o.downloadSeconds,
                hostSeconds + o.hostSeconds,
                writeSeconds + o.writeSeconds,
                mergeSeconds + o.mergeSeconds,
                bytesRead + o.bytesRead,
                bytesWritten + o.bytesWritten,
                blocks + o.blocks,
                blocksKept + o.blocksKept,
                voxels + o.voxels);
    }

    static StageTimes read(double seconds, long bytes) {
        return new StageTimes(seconds, 0, 0, 0, 0, 0, 0, bytes, 0, 0, 0, 0);
    }

    static StageTimes device(Lane.Times t) {
        return new StageTimes(0, t.uploadSeconds(), t.kernelSeconds(), t.downloadSeconds(), 0, 0, 0, 0, 0, 0, 0, 0);
    }

    static StageTimes host(double seconds) {
        return new StageTimes(0, 0, 0, 0, seconds, 0, 0, 0, 0, 0, 0, 0);
    }

    static StageTimes write(double seconds, long bytes) {
        return new StageTimes(0, 0, 0, 0, 0, seconds, 0, 0, bytes, 0, 0, 0);
    }

    /** One block of so many voxels, whose times are still to come. */
    static StageTimes block(long voxels) {
        return new StageTimes(0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, voxels);
    }

    /** Blocks that an earlier run has done. */
    static StageTimes kept(long blocks) {
        return new StageTimes(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, blocks, 0);
    }

    /** Of the driver, while tasks wait for it. */
    public static StageTimes merge(double seconds) {
        return new StageTimes(0, 0, 0, 0, 0, 0, seconds, 0, 0, 0, 0, 0);
    }
}
