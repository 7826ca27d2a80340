package org.kachel.stitching;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Joins the blocks of a task as they come: where both pieces of a junction were seen, their parts are joined at once, and the
 * pieces forgotten. What is left are the pieces that wait for a neighbour elsewhere.
 */
public final class OpenBorders {
    private final int connectivity;
    private final Map<JunctionId, Piece> waiting = new HashMap<>();
    private final KeyUnion union = new KeyUnion();

    public OpenBorders(int connectivity) {
        this.connectivity = connectivity;
    }

    /**
     * @param inside keys of parts that are joined already
     * @param open pieces that are still to meet others, with the roots of their parts in place of keys
     */
    public record Closed(KeyRoots inside, List<Piece> open) {}

    public void add(Piece piece) {
        Piece other = waiting.remove(piece.junction());
        if (other == null) waiting.put(piece.junction(), piece);
        else union.add(Piece.pairs(List.of(other, piece), connectivity));
    }

    /** The pairs of keys that touch where all these pieces meet. *Errors*: {@link IllegalArgumentException} for two of one block. */
    public static long[] pairs(Iterable<Piece> pieces, int connectivity) {
        Map<JunctionId, Piece> waiting = new HashMap<>();
        LongList pairs = new LongList();
        for (Piece piece : pieces) {
            Piece other = waiting.remove(piece.junction());
            if (other == null) waiting.put(piece.junction(), piece);
            else for (long key : Piece.pairs(List.of(other, piece), connectivity)) pairs.add(key);
        }
        return pairs.toArray();
    }

    /** No more pieces come. */
    public Closed close() {
        KeyRoots inside = union.close();
        return new Closed(
                inside,
                waiting.values().stream().map(piece -> piece.rooted(inside)).toList());
    }
}
