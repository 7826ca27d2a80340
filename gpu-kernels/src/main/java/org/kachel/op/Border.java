package org.kachel.op;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.kachel.gpu.Program;

/** What a neighbourhood sees beyond the image's edge. An axis of extent 1 is left alone, whatever the rule. */
enum Border {
    /** The edge voxel goes on: {@code a a a | a b c d | d d d}. */
    CLAMP,
    /** The image mirrored with its edge voxel: {@code c b a | a b c d | d c b}. */
    REFLECT,
    /** The image mirrored about its edge voxel: {@code d c b | a b c d | c b a}. */
    MIRROR,
    /** Zeros. */
    ZERO;

    static final Parameter PARAMETER = Parameter.choice(
            "border", "clamp", List.of("clamp", "reflect", "mirror", "zero"), "what lies beyond the image's edge");

    /** {@link #index} for kernels, to be put before their text; they get {@code BORDER}, the rule's ordinal. */
    static final String TEXT =
            Program.resource(Border.class, "Border.cl", Map.of()).source();

    static Border of(Arguments arguments) {
        String name = arguments.text("border");
        return Arrays.stream(values())
                .filter(b -> b.text().equals(name))
                .findFirst()
                .orElseThrow();
    }

    String text() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }

    /** Where on a line of {@code n} voxels the value for {@code position} lies, or −1 where it is 0. */
    int index(int position, int n) {
        if (position >= 0 && position < n) return position;
        return switch (this) {
            case CLAMP -> position < 0 ? 0 : n - 1;
            case REFLECT -> {
                int p = Math.floorMod(position, 2 * n);
                yield p < n ? p : 2 * n - 1 - p;
            }
            case MIRROR -> {
                int p = n == 1 ? 0 : Math.floorMod(position, 2 * n - 2);
                yield p < n ? p : 2 * n - 2 - p;
            }
            case ZERO -> -1;
        };
    }
}
