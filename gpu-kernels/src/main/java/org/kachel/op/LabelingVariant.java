package org.kachel.op;

import org.kachel.gpu.DeviceInfo;

/** How connected components are found on a device; the labels are the same. */
enum LabelingVariant {
    /** One work-item per voxel: any shape, the least memory. */
    VOXELS,
    /** Runs in 32-bit words, one work-item per word. */
    RUNS,
    /** The same, with runs joined in tiles of 256 words in local memory first: for GPUs. */
    TILES,
    /** Runs in 32-bit words, one work-item per slab of rows: for CPUs. */
    SLABS;

    /** The fastest one; words of rows that are mostly padding would cost more memory than they save time. */
    static LabelingVariant of(DeviceInfo device, int sizeX) {
        if (32L * words(sizeX) > 2L * sizeX) return VOXELS;
        return device.gpu() ? TILES : SLABS;
    }

    static int words(int sizeX) {
        return (sizeX + 31) / 32;
    }
}
