package org.kachel.bench;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import net.imglib2.FinalInterval;
import net.imglib2.Interval;
import org.kachel.block.VoxelType;

/** The images that operations are timed on. */
public enum BenchSize {
    /** 2048 × 2048 uint16. */
    D2_8MB("2d-8mb", VoxelType.UINT16, 2048, 2048, 1),
    /** 512 × 512 × 128 uint16. */
    D3_64MB("3d-64mb", VoxelType.UINT16, 512, 512, 128),
    /** 512³ float32. */
    D3_512("3d-512", VoxelType.FLOAT32, 512, 512, 512),
    /** 64³ uint16, to try things out. */
    TINY("tiny", VoxelType.UINT16, 64, 64, 64);

    private final String word;
    private final VoxelType type;
    private final Interval interval;

    BenchSize(String word, VoxelType type, long... size) {
        this.word = word;
        this.type = type;
        this.interval = new FinalInterval(size);
    }

    /** *Errors*: {@link IllegalArgumentException} listing the names. */
    public static BenchSize named(String word) {
        return Arrays.stream(values())
                .filter(s -> s.word.equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no size '" + word + "'; there are "
                        + Arrays.stream(values()).map(s -> s.word).collect(Collectors.joining(", "))));
    }

    /** What is measured where nothing is asked for: the large image on a GPU only. */
    public static List<BenchSize> usual(boolean gpu) {
        return gpu ? List.of(D2_8MB, D3_64MB, D3_512) : List.of(D2_8MB, D3_64MB);
    }

    public String word() {
        return word;
    }

    /** Of grey images. */
    public VoxelType type() {
        return type;
    }

    public Interval interval() {
        return interval;
    }

    long voxels() {
        return interval.dimension(0) * interval.dimension(1) * interval.dimension(2);
    }

    /** The number of rows in 2D, of planes in 3D. */
    int layers() {
        return (int) interval.dimension(flat() ? 1 : 2);
    }

    boolean flat() {
        return interval.dimension(2) == 1;
    }

    /** The first {@code layers} rows or planes. */
    Interval part(int layers) {
        long[] size = interval.dimensionsAsLongArray();
        size[flat() ? 1 : 2] = layers;
        return new FinalInterval(size);
    }
}
