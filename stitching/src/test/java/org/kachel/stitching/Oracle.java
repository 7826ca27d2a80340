package org.kachel.stitching;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import net.imglib2.FinalInterval;
import net.imglib2.Interval;
import org.kachel.block.Runs;
import org.kachel.block.VoxelType;
import org.kachel.block.Voxels;

/** The simplest correct counterparts, and test volumes. */
final class Oracle {
    private Oracle() {}

    /** Breadth-first labelling in raster order, as scipy numbers it; joins equal values if {@code multiLabel}. */
    static Voxels label(Voxels image, int connectivity, boolean multiLabel) {
        Voxels labels = Voxels.zeros(VoxelType.UINT32, image.interval());
        int next = 0;
        for (int i = 0; i < image.count(); i++)
            if (image.real(i) != 0 && labels.integer(i) == 0) flood(image, labels, i, ++next, connectivity, multiLabel);
        return labels;
    }

    private static void flood(Voxels image, Voxels labels, int seed, int label, int connectivity, boolean multiLabel) {
        int nx = image.sizeX();
        int ny = image.sizeY();
        int nz = image.sizeZ();
        ArrayDeque<Integer> queue = new ArrayDeque<>();
        labels.setInteger(seed, label);
        queue.add(seed);
        while (!queue.isEmpty()) {
            int i = queue.remove();
            int x = i % nx;
            int y = i / nx % ny;
            int z = i / nx / ny;
            for (int d = 0; d < 27; d++) {
                int dx = d % 3 - 1;
                int dy = d / 3 % 3 - 1;
                int dz = d / 9 - 1;
                if (Math.abs(dx) + Math.abs(dy) + Math.abs(dz) > connectivity) continue;
                int u = x + dx;
                int v = y + dy;
                int w = z + dz;
                if (u < 0 || v < 0 || w < 0 || u >= nx || v >= ny || w >= nz) continue;
                int j = (w * ny + v) * nx + u;
                if (labels.integer(j) != 0 || image.real(j) == 0) continue;
                if (multiLabel && image.real(j) != image.real(i)) continue;
                labels.setInteger(j, label);
                queue.add(j);
            }
        }
    }

    static Voxels crop(Voxels volume, Interval interval) {
        Voxels block = Voxels.zeros(volume.type(), interval);
        int i = 0;
        for (long z = interval.min(2); z <= interval.max(2); z++)
            for (long y = interval.min(1); y <= interval.max(1); y++)
                for (long x = interval.min(0); x <= interval.max(0); x++, i++) {
                    int at = volume.index(x, y, z);
                    if (volume.type().floating()) block.setReal(i, volume.real(at));
                    else block.setInteger(i, volume.integer(at));
                }
        return block;
    }

    static void paste(Voxels block, Voxels volume) {
        Interval interval = block.interval();
        int i = 0;
        for (long z = interval.min(2); z <= interval.max(2); z++)
            for (long y = interval.min(1); y <= interval.max(1); y++)
                for (long x = interval.min(0); x <= interval.max(0); x++, i++)
                    volume.setInteger(volume.index(x, y, z), block.integer(i));
    }

    static long[] integers(Voxels voxels) {
        long[] values = new long[voxels.count()];
        for (int i = 0; i < values.length; i++) values[i] = voxels.integer(i);
        return values;
    }

    /** Values 0 … {@code values}, of which a share {@code density} is not 0. */
    static Voxels random(Random random, VoxelType type, double density, int values, long... size) {
        Voxels image = Voxels.zeros(type, new FinalInterval(size));
        for (int i = 0; i < image.count(); i++)
            if (random.nextDouble() < density) image.setInteger(i, 1 + random.nextInt(values));
        return image;
    }

    /** The runs of {@code labels}, with sums of {@code images}, as a device hands them over. */
    static Runs runs(RunLabels labels, Interval interval, List<Voxels> images) {
        int[] count = {0};
        labels.forEach((x, y, z, length, part) -> count[0]++);
        ByteBuffer bytes = ByteBuffer.allocate((int) Runs.byteCount(count[0], images.size()));
        Runs runs = new Runs(interval, count[0], images.size(), bytes);
        Voxels grid = Voxels.zeros(VoxelType.UINT8, interval);
        int[] next = {0};
        labels.forEach((x, y, z, length, part) -> {
            int r = next[0]++;
            runs.indices().put(r, grid.index(x, y, z));
            runs.lengths().put(r, length);
            runs.labels().put(r, part);
            for (int k = 0; k < images.size(); k++)
                add(images.get(k), images.get(k).index(x, y, z), length, runs, k, r);
        });
        return runs;
    }

    private static void add(Voxels image, int at, int length, Runs runs, int k, int r) {
        runs.min(k).put(r, Integer.MAX_VALUE);
        runs.max(k).put(r, Integer.MIN_VALUE);
        for (int i = 0; i < length; i++) {
            long v = image.integer(at + i);
            runs.sums(k).put(r, runs.sums(k).get(r) + v);
            runs.squares(k).put(r, runs.squares(k).get(r) + v * v);
            runs.steps(k).put(r, runs.steps(k).get(r) + v * i);
            runs.min(k).put(r, Math.min(runs.min(k).get(r), (int) v));
            runs.max(k).put(r, Math.max(runs.max(k).get(r), (int) v));
        }
    }

    static Voxels golden(String name, long... size) throws IOException {
        try (InputStream in = new GZIPInputStream(Oracle.class.getResourceAsStream(name + ".gz"))) {
            ByteBuffer bytes = ByteBuffer.wrap(in.readAllBytes()).order(ByteOrder.LITTLE_ENDIAN);
            return new Voxels(VoxelType.UINT16, new FinalInterval(size), bytes);
        }
    }

    @SuppressWarnings("unchecked")
    static <T> T roundTrip(T value) {
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
                out.writeObject(value);
            }
            return (T) new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())).readObject();
        } catch (IOException | ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }
}
