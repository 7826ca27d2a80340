package org.kachel.stitching;

import static org.assertj.core.api.Assertions.assertThat;

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

    /** The same by super-blocks of {@code side}³, then {@code 2 side}³ blocks and so on to one; per block the roots of its parts. */
    List<long[]> rootsBySuperBlocks(int side) {
        SuperBlocks first = new SuperBlocks(grid, side);
        Map<Long, OpenBorders> tasks = new TreeMap<>();
        for (List<Piece> some : pieces.values())
            for (Piece piece : some) {
                long block = piece.upper()
                        ? junctions.second(piece.junction())
                        : piece.junction().first();
                tasks.computeIfAbsent(first.ofBlock(block), t -> new OpenBorders(junctions.connectivity()))
                        .add(piece);
            }
        List<KeyRoots> levels = new ArrayList<>();
        KeyUnion inTasks = new KeyUnion();
        Map<JunctionId, List<Piece>> open = new LinkedHashMap<>();
        for (OpenBorders task : tasks.values()) {
            OpenBorders.Closed closed = task.close();
            inTasks.add(closed.inside());
            for (Piece piece : PieceCodec.decode(PieceCodec.encode(closed.open())))
                open.computeIfAbsent(piece.junction(), j -> new ArrayList<>()).add(piece);
        }
        levels.add(inTasks.close());
        List<long[]> left = new ArrayList<>();
        for (List<Piece> some : open.values()) left.add(Piece.pairs(some, junctions.connectivity()));
        for (int s = side; ; s *= 2) {
            SuperBlocks all = Oracle.roundTrip(new SuperBlocks(grid, s));
            left = level(all, left, levels);
            if (all.count() == 1) break;
        }
        assertThat(left).allMatch(pairs -> pairs.length == 0);
        List<long[]> roots = new ArrayList<>();
        for (RunLabels block : blocks) {
            long[] names = block.keys();
            for (KeyRoots level : levels) names = level.rootsOf(names);
            roots.add(names);
        }
        return roots;
    }

    /** Merges all super-blocks of one level; returns what goes up. */
    private static List<long[]> level(SuperBlocks all, List<long[]> pairs, List<KeyRoots> levels) {
        KeyUnion inside = new KeyUnion();
        List<long[]> up = new ArrayList<>();
        for (long home = 0; home < all.count(); home++) {
            LongList mine = new LongList();
            for (long[] some : pairs)
                for (int i = 0; i < some.length; i += 2) {
                    if (all.of(some[i]) != home && all.of(some[i + 1]) != home) continue;
                    mine.add(some[i]);
                    mine.add(some[i + 1]);
                }
            SuperBlock merged = Oracle.roundTrip(SuperBlock.merge(all, home, List.of(mine.toArray())));
            inside.add(merged.inside());
            up.add(merged.up());
        }
        levels.add(inside.close());
        return up;
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
