package org.kachel.job.merge;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.kachel.stitching.Junctions;
import org.kachel.stitching.KeyRoots;
import org.kachel.stitching.OpenBorders;
import org.kachel.stitching.Piece;
import org.kachel.stitching.PieceCodec;
import org.kachel.stitching.SuperBlocks;
import scala.Tuple2;

/**
 * What a task knows of the blocks of one super-block that it has.
 *
 * @param inside keys of parts that it has joined
 * @param open borders to blocks of other tasks, by the super-block of the junction's first block
 */
public record TaskBorders(KeyRoots inside, List<Open> open) implements Serializable {

    /** @param pieces as {@link PieceCodec} packs them */
    record Open(long superBlock, byte[] pieces) implements Serializable {
        Tuple2<Long, byte[]> message() {
            return new Tuple2<>(superBlock, pieces);
        }
    }

    private static TaskBorders of(OpenBorders.Closed closed, SuperBlocks all) {
        Map<Long, List<Piece>> open = new HashMap<>();
        for (Piece piece : closed.open())
            open.computeIfAbsent(all.ofBlock(piece.junction().first()), s -> new ArrayList<>())
                    .add(piece);
        List<Open> packed = new ArrayList<>();
        open.forEach((home, pieces) -> packed.add(new Open(home, PieceCodec.encode(pieces))));
        return new TaskBorders(closed.inside(), packed);
    }

    /** The same blocks without their pieces; the last one of each super-block has what became of these. */
    public static Iterator<BlockParts> join(Iterator<BlockParts> blocks, Junctions junctions, SuperBlocks all) {
        return new Joined(blocks, junctions, all);
    }

    private static final class Joined implements Iterator<BlockParts> {
        private final Iterator<BlockParts> blocks;
        private final Junctions junctions;
        private final SuperBlocks all;
        private OpenBorders borders;
        private BlockParts ahead;

        Joined(Iterator<BlockParts> blocks, Junctions junctions, SuperBlocks all) {
            this.blocks = blocks;
            this.junctions = junctions;
            this.all = all;
        }

        @Override
        public boolean hasNext() {
            return ahead != null || blocks.hasNext();
        }

        @Override
        public BlockParts next() {
            if (!hasNext()) throw new NoSuchElementException();
            BlockParts block = ahead != null ? ahead : blocks.next();
            ahead = blocks.hasNext() ? blocks.next() : null;
            if (borders == null) borders = new OpenBorders(junctions.connectivity());
            block.pieces().forEach(borders::add);
            if (ahead != null && all.ofBlock(ahead.block()) == all.ofBlock(block.block())) return block.withoutPieces();
            TaskBorders joined = of(borders.close(), all);
            borders = null;
            return block.with(joined);
        }
    }
}
