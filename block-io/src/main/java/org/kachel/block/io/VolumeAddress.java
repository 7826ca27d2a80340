package org.kachel.block.io;

import java.io.Serializable;
import java.util.Objects;

/**
 * Where a three-dimensional volume lies: what crosses task boundaries in place of an open reader.
 *
 * @param container path or URI of the container's root folder (or of the array itself)
 * @param dataset path of the array inside the container; empty for the only array, or OME-Zarr's finest level
 * @param channel index on the axis c, or −1 where the volume has no such axis or only one channel
 * @param time index on the axis t, or −1 likewise
 */
public record VolumeAddress(String container, String dataset, int channel, int time) implements Serializable {
    public VolumeAddress {
        Objects.requireNonNull(container, "container");
        Objects.requireNonNull(dataset, "dataset");
    }

    public static VolumeAddress of(String container) {
        return new VolumeAddress(container, "", -1, -1);
    }

    public VolumeAddress dataset(String path) {
        return new VolumeAddress(container, path, channel, time);
    }

    @Override
    public String toString() {
        return container
                + (dataset.isEmpty() ? "" : ":" + dataset)
                + (channel < 0 ? "" : " channel " + channel)
                + (time < 0 ? "" : " time " + time);
    }
}
