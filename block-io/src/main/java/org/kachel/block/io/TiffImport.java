package org.kachel.block.io;

import java.io.IOException;
import java.nio.file.Path;
import net.imglib2.FinalInterval;
import org.kachel.block.Voxels;

/**
 * Writes one channel and time of a TIFF stack as a volume.
 *
 * @param channel from 0; −1 where the stack has only one
 * @param time from 0; −1 likewise
 */
public record TiffImport(Path tiff, int channel, int time) {
    /** Bytes of voxels that are held at once. */
    private static final long SLAB_BYTES = 256L << 20;

    /**
     * Writes the volume chunk layer by chunk layer and finishes it. The type is the stack's, and so is the spacing.
     *
     * <p>*Errors*: {@link VolumeException} where the TIFF is not read, or a channel or time must be chosen.
     */
    public void to(VolumeAddress address, VolumeSpec.Format format, int[] chunk, String codec, boolean label)
            throws IOException {
        VolumeSpec spec = spec(format, chunk, codec, label);
        write(address, spec);
        try (VolumeWriter writer = Volumes.writer(address, spec)) {
            writer.finish();
        }
    }

    /** What the stack will be as a volume. *Errors*: as {@link #to}. */
    public VolumeSpec spec(VolumeSpec.Format format, int[] chunk, String codec, boolean label) throws IOException {
        try (TiffStack stack = TiffStack.open(tiff)) {
            long[] size = {stack.sizeX(), stack.sizeY(), stack.sizeZ()};
            return new VolumeSpec(format, stack.type(), size, chunk, codec, stack.spacing(), label);
        }
    }

    /** Writes the finest level and does not finish the volume. *Errors*: as {@link #to}. */
    public void write(VolumeAddress address, VolumeSpec spec) throws IOException {
        try (TiffStack stack = TiffStack.open(tiff);
                VolumeWriter writer = Volumes.writer(address, spec)) {
            copy(stack, chosen("channel", channel, stack.channels()), chosen("time", time, stack.times()), writer);
        }
    }

    private int chosen(String key, int chosen, int count) throws VolumeException {
        if (chosen < 0 && count > 1)
            throw new VolumeException("%s has %d of the axis %s; choose one with %s: 0 to %d"
                    .formatted(tiff, count, key, key, count - 1));
        if (chosen >= count)
            throw new VolumeException("%s: there is no %s %d, it has %d".formatted(tiff, key, chosen, count));
        return Math.max(0, chosen);
    }

    private static void copy(TiffStack stack, int c, int t, VolumeWriter writer) throws IOException {
        int[] object = writer.objectSize();
        long rowBytes = (long) stack.sizeX() * stack.type().bytes();
        long layers = Math.max(1, SLAB_BYTES / (rowBytes * object[1] * object[2]));
        int rows = (int) Math.min(stack.sizeY(), layers * object[1]);
        if (rowBytes * rows * object[2] > Integer.MAX_VALUE)
            throw new VolumeException("a layer of chunks has more than 2 GiB: choose smaller chunks along y and z");
        for (int z = 0; z < stack.sizeZ(); z += object[2])
            for (int y = 0; y < stack.sizeY(); y += rows) {
                int height = Math.min(rows, stack.sizeY() - y);
                int depth = Math.min(object[2], stack.sizeZ() - z);
                Voxels slab =
                        Voxels.zeros(stack.type(), FinalInterval.createMinSize(0, y, z, stack.sizeX(), height, depth));
                for (int plane = 0; plane < depth; plane++)
                    stack.read(z + plane, c, t, y, height, slab.bytes().array(), (int) (plane * rowBytes * height));
                writer.write(slab);
            }
    }
}
