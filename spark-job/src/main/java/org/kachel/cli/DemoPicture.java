package org.kachel.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.kachel.block.Voxels;
import org.kachel.block.io.Volume;
import org.kachel.block.io.VolumeAddress;
import org.kachel.block.io.Volumes;
import org.kachel.job.report.Picture;

/** Looks along z: the brightest voxel in grey, the labels as tinted areas with outlines. For volumes that fit into memory. */
final class DemoPicture {
    private static final int SCALE = 4;

    private final int width;
    private final int height;
    private final double[] grey;
    private final long[] label;

    private DemoPicture(Voxels image, Voxels labels) {
        width = image.sizeX();
        height = image.sizeY();
        grey = new double[width * height];
        label = new long[width * height];
        java.util.Arrays.fill(grey, Double.NEGATIVE_INFINITY);
        for (int i = 0; i < image.count(); i++) {
            int at = i % grey.length;
            grey[at] = Math.max(grey[at], image.real(i));
            label[at] = Math.max(label[at], labels.integer(i));
        }
    }

    /** Writes a PNG. *Errors*: {@link IOException} where a volume cannot be read or the file not be written. */
    static void draw(VolumeAddress image, VolumeAddress labels, Path png) throws IOException {
        Files.write(png, new DemoPicture(whole(image), whole(labels)).paint().png());
    }

    private static Voxels whole(VolumeAddress address) throws IOException {
        try (Volume volume = Volumes.open(address)) {
            Voxels voxels = Voxels.zeros(volume.type(), volume.interval());
            volume.read(voxels);
            return voxels;
        }
    }

    private Picture paint() {
        double least = Double.POSITIVE_INFINITY;
        double most = Double.NEGATIVE_INFINITY;
        for (double g : grey) {
            least = Math.min(least, g);
            most = Math.max(most, g);
        }
        Picture picture = new Picture(SCALE * width, SCALE * height);
        for (int y = 0; y < picture.height(); y++)
            for (int x = 0; x < picture.width(); x++) {
                int at = y / SCALE * width + x / SCALE;
                double light = Math.sqrt((grey[at] - least) / Math.max(1e-9, most - least));
                picture.set(x, y, edge(x, y) ? Picture.grey(1) : Picture.tinted(label[at], 0.6, light));
            }
        return picture;
    }

    /** Whether the pixel is its label's last one to the left or above. */
    private boolean edge(int x, int y) {
        long here = label[y / SCALE * width + x / SCALE];
        long left = x == 0 ? here : label[y / SCALE * width + (x - 1) / SCALE];
        long above = y == 0 ? here : label[(y - 1) / SCALE * width + x / SCALE];
        return here != left || here != above;
    }
}
