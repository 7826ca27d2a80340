package org.kachel.stitching;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.kachel.block.BlockGrid;
import org.kachel.block.VoxelType;
import org.kachel.block.Voxels;

/** Connected components block by block as a job does them, with everything that crosses tasks serialized on the way. */
final class Blockwise {
    final BlockGrid grid;
    final Junctions junctions;
    final List<RunLabels> blocks = new ArrayList<>();
    final Map<JunctionId, List<Piece>> pieces = new LinkedHashMap<>();
    private final Voxels image;

    Blockwise(Voxels image, int[] block, int connectivity, boolean multiLabel) {
        this.image = image;
        grid = new BlockGrid(image.interval().dimensionsAsLongArray(), block);
        junctions = Oracle.roundTrip(new Junctions(grid, connectivity));
        for (long b = 0; b < grid.count(); b++) {
            Voxels part = Oracle.crop(image, grid.target(b));
            RunLabels labels =
                    Oracle.roundTrip(RunLabels.of(Oracle.label(part, connectivity, multiLabel), grid.volume()));
            blocks.add(labels);
            List<Piece> some = multiLabel ? junctions.pieces(b, labels, image) : junctions.pieces(b, labels);
            for (Piece piece : Oracle.roundTrip(some))
                pieces.computeIfAbsent(piece.junction(), id -> new ArrayList<>())
                        .add(0, piece);
        }
    }

    List<long[]> pairs() {
        List<long[]> pairs = new ArrayList<>();
        for (List<Piece> some : pieces.values()) pairs.add(Piece.pairs(some, junctions.connectivity()));
        return pairs;
    }

    KeyRoots roots() {
        KeyUnion union = new KeyUnion();
        for (long[] some : pairs()) union.add(some);
        return Oracle.roundTrip(union.close());
    }

    /** The same by super-blocks of {@code side}³ blocks, then the rest; per block the roots of its parts. */
    List<long[]> rootsBySuperBlocks(int side) {
        Map<Long, List<long[]>> inside = new TreeMap<>();
        Map<Long, long[]> surfaces = new TreeMap<>();
        KeyUnion rest = new KeyUnion();
        pieces.forEach((id, some) -> {
            if (junctions.inside(id, side))
                inside.computeIfAbsent(junctions.superBlock(id.first(), side), s -> new ArrayList<>())
                        .add(Piece.pairs(some, junctions.connectivity()));
            else {
                rest.add(Piece.pairs(some, junctions.connectivity()));
                for (Piece piece : some)
                    surfaces.merge(
                            junctions.superBlock(piece.upper() ? junctions.second(id) : id.first(), side),
                            piece.keys(),
                            Ranks::unique);
            }
        });
        Map<Long, SuperBlock> merged = new TreeMap<>();
        inside.forEach((s, pairs) -> merged.put(
                s, Oracle.roundTrip(SuperBlock.merge(pairs, List.of(), surfaces.getOrDefault(s, new long[0])))));
        merged.values().forEach(s -> rest.add(s.up()));
        KeyRoots above = rest.close();
        List<long[]> roots = new ArrayList<>();
        for (int b = 0; b < blocks.size(); b++) {
            SuperBlock own = merged.get(junctions.superBlock(b, side));
            KeyRoots below = own == null ? KeyRoots.NONE : own.inside();
            roots.add(above.rootsOf(below.rootsOf(blocks.get(b).keys())));
        }
        return roots;
    }

    List<long[]> rootsPerBlock() {
        KeyRoots roots = roots();
        List<long[]> perBlock = new ArrayList<>();
        for (RunLabels labels : blocks) perBlock.add(roots.slice(labels.keys()).rootsOf(labels.keys()));
        return perBlock;
    }

    /** Consecutive ids from the roots, ranked in {@code count} slabs. */
    List<long[]> ids(List<long[]> roots, int count) {
        Slabs slabs = Oracle.roundTrip(Slabs.of(grid.volume(), count));
        long[] all = Ranks.unique(roots.toArray(long[][]::new));
        int[] bounds = slabs.bounds(all);
        long[][] slabKeys = new long[count][];
        for (int s = 0; s < count; s++) slabKeys[s] = Arrays.copyOfRange(all, bounds[s], bounds[s + 1]);
        long[] offsets =
                Ranks.offsets(Arrays.stream(slabKeys).mapToLong(k -> k.length).toArray());
        List<long[]> ids = new ArrayList<>();
        for (long[] asked : roots) {
            long[] answered = new long[asked.length];
            for (int i = 0; i < asked.length; i++) {
                int s = slabs.slab(asked[i]);
                answered[i] = Ranks.ids(slabKeys[s], offsets[s], new long[] {asked[i]})[0];
            }
            ids.add(answered);
        }
        return ids;
    }

    Voxels paint(List<long[]> ids, VoxelType type) {
        Voxels result = Voxels.zeros(VoxelType.UINT64, image.interval());
        for (int b = 0; b < blocks.size(); b++) {
            Voxels out = Voxels.zeros(type, grid.target(b));
            Arrays.fill(out.bytes().array(), (byte) 0x55);
            blocks.get(b).paint(ids.get(b), out);
            Oracle.paste(out, result);
        }
        return result;
    }
}
