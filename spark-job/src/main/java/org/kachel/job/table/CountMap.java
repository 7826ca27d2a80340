package org.kachel.job.table;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import net.imglib2.FinalInterval;
import org.kachel.block.Size;
import org.kachel.block.VoxelType;
import org.kachel.block.Voxels;
import org.kachel.block.io.Checksum;
import org.kachel.block.io.Spacing;
import org.kachel.block.io.Volume;
import org.kachel.block.io.VolumeAddress;
import org.kachel.block.io.VolumeException;
import org.kachel.block.io.VolumeSpec;
import org.kachel.block.io.VolumeWriter;
import org.kachel.block.io.Volumes;
import org.kachel.job.store.ResultFile;
import org.kachel.stitching.Column;
import org.kachel.stitching.ObjectTable;

/**
 * Objects per tile: an object belongs to the tile that holds the voxel in which its centroid lies, so that whatever the
 * tiles, each object counts once and the sum over all tiles is the number of objects.
 */
final class CountMap {
    private static final int CHUNK = 256;

    private final long[] size = new long[3];
    private final List<Integer> tile;
    private final Spacing spacing;
    private final Voxels counts;

    private CountMap(Size volume, List<Integer> tile, Spacing spacing) {
        for (int d = 0; d < 3; d++) size[d] = (volume.along(d) - 1) / tile.get(d) + 1;
        this.tile = tile;
        this.spacing = spacing;
        this.counts = Voxels.zeros(VoxelType.UINT32, new FinalInterval(size));
    }

    static CountMap of(ObjectSlices slices, Size volume, List<Integer> tile, Spacing spacing) {
        CountMap map = new CountMap(volume, tile, spacing);
        for (Iterator<ObjectSlice> each = slices.iterator(); each.hasNext(); ) {
            ObjectTable objects = each.next().objects();
            for (int row = 0; row < objects.rows(); row++) map.count(objects, row);
        }
        return map;
    }

    private void count(ObjectTable objects, int row) {
        long[] at = new long[3];
        for (int d = 0; d < 3; d++) at[d] = (long) Math.floor(objects.centroid(d, row) + 0.5) / tile.get(d);
        int i = counts.index(at[0], at[1], at[2]);
        counts.setInteger(i, counts.integer(i) + 1);
    }

    void write(ResultFile file) throws IOException {
        if (file.endsWith(".zarr")) file.writeFolder(folder -> writeImage(folder, file.readBack()));
        else TableWriter.write(columns(), file);
    }

    private void writeImage(String container, boolean readBack) throws IOException {
        VolumeAddress address = VolumeAddress.of(container);
        try (VolumeWriter writer = Volumes.writer(address, spec())) {
            writer.write(counts);
            if (readBack) requireSame(address);
            writer.finish();
        }
    }

    private void requireSame(VolumeAddress address) throws IOException {
        try (Volume written = Volumes.unfinished(address, spec(), 0)) {
            Voxels there = Voxels.zeros(counts.type(), counts.interval());
            written.read(there);
            if (Checksum.of(there) != Checksum.of(counts))
                throw new VolumeException(address + " holds other voxels than were written");
        }
    }

    private VolumeSpec spec() {
        int[] chunk = new int[3];
        for (int d = 0; d < 3; d++) chunk[d] = (int) Math.min(size[d], CHUNK);
        Spacing tiles = new Spacing(
                spacing.x() * tile.get(0), spacing.y() * tile.get(1), spacing.z() * tile.get(2), spacing.unit());
        return new VolumeSpec(
                VolumeSpec.Format.OME_ZARR_0_4, VoxelType.UINT32, size, chunk, Volumes.DEFAULT_CODEC, tiles, false);
    }

    /** {@code tile_x}, {@code tile_y}, {@code tile_z} from 0, {@code count}; empty tiles, too; x fastest. */
    private List<Column> columns() {
        long[][] at = new long[3][counts.count()];
        long[] count = new long[counts.count()];
        for (int i = 0; i < count.length; i++) {
            at[0][i] = i % size[0];
            at[1][i] = i / size[0] % size[1];
            at[2][i] = i / size[0] / size[1];
            count[i] = counts.integer(i);
        }
        List<Column> columns = new ArrayList<>();
        for (int d = 0; d < 3; d++) columns.add(Column.of("tile_" + "xyz".charAt(d), at[d]));
        columns.add(Column.of("count", count));
        return columns;
    }
}
