package org.kachel.block.io;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Which axes of a stored array are x, y and z, and which index is taken on each of the others.
 *
 * @param x axis of the array, in stored order; y and z are −1 where the array has none
 * @param index the index on every axis; 0 on x, y, z
 */
record Axes(int x, int y, int z, long[] index) {
    private static final List<String> KNOWN = List.of("t", "c", "z", "y", "x");

    /** The names that an array's axes go by: {@code named} if they are known ones, or by the number of axes. */
    static List<String> names(StoredArray array, List<String> named) {
        if (usable(named, array.axes())) return named;
        if (usable(array.names(), array.axes())) return array.names();
        int axes = array.axes();
        List<String> names = new ArrayList<>();
        for (int i = axes; i > 5; i--) names.add("?");
        names.addAll(KNOWN.subList(5 - Math.min(5, axes), 5));
        return List.copyOf(names);
    }

    private static boolean usable(List<String> names, int axes) {
        Set<String> distinct = new HashSet<>(names);
        return names.size() == axes && distinct.size() == axes && names.contains("x") && KNOWN.containsAll(names);
    }

    /** *Errors*: {@link VolumeException} where a channel or time must be chosen, or the chosen one is not there. */
    static Axes of(StoredArray array, List<String> names, VolumeAddress address) throws VolumeException {
        int[] xyz = {-1, -1, -1};
        long[] index = new long[array.axes()];
        for (int axis = 0; axis < array.axes(); axis++) {
            String name = names.get(axis);
            long size = array.shape()[axis];
            switch (name) {
                case "x", "y", "z" -> xyz["xyz".indexOf(name)] = axis;
                case "c" -> index[axis] = chosen("channel", "channels", address.channel(), size, address);
                case "t" -> index[axis] = chosen("time", "time points", address.time(), size, address);
                default -> {
                    if (size != 1)
                        throw new VolumeException("%s has an axis '%s' of size %d that is none of t, c, z, y, x"
                                .formatted(address, name, size));
                }
            }
        }
        if (!names.contains("c")) chosen("channel", "channels", address.channel(), 1, address);
        if (!names.contains("t")) chosen("time", "time points", address.time(), 1, address);
        return new Axes(xyz[0], xyz[1], xyz[2], index);
    }

    private static long chosen(String key, String plural, int chosen, long size, VolumeAddress address)
            throws VolumeException {
        if (chosen < 0 && size > 1)
            throw new VolumeException(
                    "%s has %d %s; choose one with %s: 0 to %d".formatted(address, size, plural, key, size - 1));
        if (chosen >= size)
            throw new VolumeException("%s: there is no such %s, the volume has %d %s (0 to %d)"
                    .formatted(address, key, size, plural, size - 1));
        return Math.max(0, chosen);
    }

    /** Size of the array along x, y or z; 1 where it has no such axis. */
    long size(StoredArray array, int d) {
        int axis = axis(d);
        return axis < 0 ? 1 : array.shape()[axis];
    }

    int axis(int d) {
        return d == 0 ? x : d == 1 ? y : z;
    }
}
