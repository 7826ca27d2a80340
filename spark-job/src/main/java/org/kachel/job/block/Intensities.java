package org.kachel.job.block;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.imglib2.Interval;
import org.kachel.block.Voxels;
import org.kachel.pipeline.Engine;
import org.kachel.pipeline.Image;
import org.kachel.pipeline.Phase;
import org.kachel.stitching.ObjectTable;
import org.kachel.stitching.PartValues;
import org.kachel.stitching.RunLabels;

/** The images that a table measures, on the target, in host memory after the next {@code finish}. */
public record Intensities(List<Engine.Download> downloads) implements AutoCloseable {

    /** Queues the downloads. */
    public static Intensities download(BlockContext block, Phase.Uses uses, Map<Integer, Image> images) {
        List<Engine.Download> downloads = new ArrayList<>();
        for (int id : uses.intensities()) downloads.add(block.download(images.get(id)));
        return new Intensities(downloads);
    }

    /** The block's table of objects, where {@code labels} hold ids that are final. */
    public List<ObjectTable> measure(Voxels labels, ShellDownload shell, Interval volume) {
        RunLabels parts = RunLabels.distinct(labels, volume);
        PartValues values = parts.values(labels);
        ObjectTable table = shell.measure(ObjectTable.collect(parts, voxels()), parts, values);
        return List.of(table.relabel(values.bits()));
    }

    public List<Voxels> voxels() {
        return downloads.stream().map(Engine.Download::voxels).toList();
    }

    @Override
    public void close() {
        downloads.forEach(Engine.Download::close);
    }
}
