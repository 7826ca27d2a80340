package org.kachel.job;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.kachel.block.Voxels;
import org.kachel.pipeline.Engine;
import org.kachel.pipeline.Image;
import org.kachel.pipeline.Phase;

/** The images that a table measures, on the target, in host memory after the next {@code finish}. */
record Intensities(List<Engine.Download> downloads) implements AutoCloseable {

    /** Queues the downloads; the images of {@code images} that cover more than the target are replaced by ones that do not. */
    static Intensities download(BlockContext block, Phase.Uses uses, Map<Integer, Image> images) {
        List<Engine.Download> downloads = new ArrayList<>();
        for (int id : uses.intensities()) {
            try (Image cropped = block.copy(images.get(id))) {
                downloads.add(block.engine().download(cropped));
            }
        }
        return new Intensities(downloads);
    }

    List<Voxels> voxels() {
        return downloads.stream().map(Engine.Download::voxels).toList();
    }

    @Override
    public void close() {
        downloads.forEach(Engine.Download::close);
    }
}
