package org.kachel.block.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.kachel.block.VoxelType;
import org.kachel.block.Voxels;

/**
 * What a volume's metadata says about it; no voxel is read.
 *
 * @param format {@code zarr2}, {@code zarr3} or {@code n5}, with {@code ome-zarr-VERSION} before it where it is one
 * @param dataset path of the array that was opened
 * @param axes of the stored array, slowest first, such as {@code t, c, z, y, x}
 * @param shape as stored, slowest first
 * @param size x, y, z of the volume
 * @param chunk as stored, slowest first
 * @param shard as stored, slowest first; empty where the array has no shards
 * @param codec as in {@link VolumeSpec#codec}, several joined by {@code +}
 * @param byteOrder {@code little} or {@code big}
 * @param fill the value of voxels that are not stored
 * @param levels paths of the pyramid's arrays, finest first; empty where there is no pyramid
 */
public record VolumeInfo(
        String format,
        String dataset,
        VoxelType type,
        List<String> axes,
        List<Long> shape,
        List<Long> size,
        List<Integer> chunk,
        List<Integer> shard,
        String codec,
        String byteOrder,
        String fill,
        Spacing spacing,
        List<String> levels) {

    static VolumeInfo of(VolumeAddress address, Container.Located located) throws IOException {
        StoredArray array = located.array();
        List<String> names = located.names();
        List<Long> shape = new ArrayList<>();
        for (long s : array.shape()) shape.add(s);
        List<Long> size = new ArrayList<>();
        for (String axis : List.of("x", "y", "z")) {
            int at = names.indexOf(axis);
            size.add(at < 0 ? 1 : array.shape()[at]);
        }
        String ome = located.pyramid()
                .filter(p -> array.format() != StoredArray.ContainerFormat.N5)
                .map(p -> p.version().isEmpty() ? "ome-zarr, " : "ome-zarr-" + p.version() + ", ")
                .orElse("");
        return new VolumeInfo(
                ome + array.format(),
                array.path(),
                array.type(),
                names,
                List.copyOf(shape),
                List.copyOf(size),
                integers(array.chunk()),
                array.shards().isPresent() ? integers(array.object()) : List.of(),
                codecs(array),
                array.byteOrder() == ByteOrder.BIG_ENDIAN ? "big" : "little",
                fill(array),
                located.spacing(),
                located.pyramid()
                        .map(p -> p.levels().stream()
                                .map(l -> Keys.join(located.pyramidPath(), l.path()))
                                .toList())
                        .orElse(List.of()));
    }

    private static List<Integer> integers(int[] values) {
        List<Integer> list = new ArrayList<>();
        for (int value : values) list.add(value);
        return List.copyOf(list);
    }

    private static String codecs(StoredArray array) {
        return array.codecs().isEmpty()
                ? "raw"
                : array.codecs().stream().map(Codec::name).collect(Collectors.joining("+"));
    }

    private static String fill(StoredArray array) {
        Voxels one = new Voxels(
                array.type(), net.imglib2.FinalInterval.createMinSize(0, 0, 0, 1, 1, 1), ByteBuffer.wrap(array.fill()));
        if (array.type().floating()) return Double.toString(one.real(0));
        return array.type() == VoxelType.UINT64 ? Long.toUnsignedString(one.integer(0)) : Long.toString(one.integer(0));
    }
}
