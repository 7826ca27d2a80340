package org.kachel.op;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.kachel.block.VoxelType;
import org.kachel.gpu.Device;
import org.kachel.gpu.Lane;
import org.kachel.gpu.jocl.TestDevices;
import org.kachel.op.ClijCounterpart.Verdict;
import org.kachel.pipeline.DeviceEngine;
import org.kachel.pipeline.Engine;

/**
 * Holds the {@code .cl} files of a copy of CLIJ2 (argument 1, a folder; they are not part of Kachel) to {@link
 * ClijCounterpart}'s table: each compiles unmodified, as a user's kernel would, for float32 and for uint16, and gives what the
 * catalogue's operation gives, where there is one. One line per file, then what there is of each kind; exit code 1 where a
 * file is not what the table says, or fewer than 300 compile. Argument 2 leaves out the files whose names do not contain it.
 */
final class ClijKernels {
    private static final List<VoxelType> TYPES = List.of(VoxelType.FLOAT32, VoxelType.UINT16);
    private static final int AT_LEAST = 300;

    private final Map<String, ClijFile> files;
    private final Map<String, ClijCounterpart> table = ClijCounterpart.table();
    private final List<String> wrong = new ArrayList<>();
    private final boolean all;
    private final Map<Verdict, Set<String>> kinds = new EnumMap<>(Verdict.class);

    private ClijKernels(Map<String, ClijFile> files, String only) {
        this.files = files;
        this.all = only.isEmpty();
        files.keySet().removeIf(name -> !name.contains(only));
        table.keySet().removeIf(name -> !name.contains(only));
        for (Verdict verdict : Verdict.values()) kinds.put(verdict, new TreeSet<>());
    }

    public static void main(String[] args) throws IOException {
        Device device = TestDevices.device();
        Map<String, ClijFile> files = files(Path.of(args[0]));
        System.out.printf("%s, %d files%n", device.info().name(), files.size());
        ClijKernels kernels = new ClijKernels(files, args.length > 1 ? args[1] : "");
        kernels.names();
        try (Lane lane = device.lane(1L << 20)) {
            for (VoxelType type : TYPES) kernels.compile(lane, type);
        }
        try (Engine engine = new DeviceEngine(device.lane(1L << 24))) {
            kernels.compare(engine);
        }
        kernels.summary();
        System.exit(kernels.wrong.isEmpty() ? 0 : 1);
    }

    private static Map<String, ClijFile> files(Path folder) throws IOException {
        Map<String, ClijFile> files = new TreeMap<>();
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : (Iterable<Path>) paths.filter(p -> p.toString().endsWith(".cl"))::iterator) {
                ClijFile file = ClijFile.read(path);
                if (files.put(file.name(), file) != null) throw new IOException(file.name() + " is there twice");
            }
        }
        return files;
    }

    /** Each file is in the table, and the other way round. */
    private void names() {
        Set<String> unknown = new TreeSet<>(files.keySet()), missing = new TreeSet<>(table.keySet());
        unknown.removeAll(table.keySet());
        missing.removeAll(files.keySet());
        if (!unknown.isEmpty()) wrong.add("not in the table: " + unknown);
        if (!missing.isEmpty()) wrong.add("not in the folder: " + missing);
        files.keySet().retainAll(table.keySet());
    }

    private void compile(Lane lane, VoxelType type) {
        int compiled = 0;
        for (ClijFile file : files.values()) {
            ClijCounterpart row = table.get(file.name());
            String reason = file.compile(lane, type, row.flat());
            if (reason == null) compiled++;
            else System.out.printf("%s does not compile for %s: %s%n", file.name(), type, reason);
            boolean expected =
                    row.verdict() != Verdict.BROKEN && !(row.images().contains("float32") && type != TYPES.get(0));
            if (expected != (reason == null))
                wrong.add("%s %s for %s".formatted(file.name(), expected ? "does not compile" : "compiles", type));
        }
        System.out.printf("%d of %d compile for %s%n", compiled, files.size(), type);
        if (compiled < AT_LEAST && all) wrong.add("fewer than %d compile for %s".formatted(AT_LEAST, type));
    }

    private void compare(Engine engine) {
        for (ClijFile file : files.values()) {
            ClijCounterpart row = table.get(file.name());
            kinds.get(row.verdict()).add(file.name());
            if (!row.verdict().runs()) continue;
            List<String> found = new ArrayList<>();
            boolean right = true, differs = false;
            for (VoxelType type : row.images().contains("float32") ? TYPES.subList(0, 1) : TYPES) {
                ClijComparison comparison = ClijComparison.of(engine, file, row, type);
                found.add(type + " " + comparison.shown(row));
                right &= comparison.within(row);
                differs |= !comparison.same();
            }
            if (row.verdict() == Verdict.DIFFERS ? !differs : !right) wrong.add(file.name() + ": " + found);
            System.out.printf("%-8s %s: %s%s%n", word(row), file.name(), String.join(", ", found), note(row));
        }
    }

    private static String word(ClijCounterpart row) {
        return row.verdict().toString().toLowerCase(Locale.ROOT);
    }

    private static String note(ClijCounterpart row) {
        return row.note().isEmpty() ? "" : "; " + row.note();
    }

    private void summary() {
        kinds.forEach(
                (verdict, names) -> System.out.printf("%d %s: %s%n", names.size(), verdict, String.join(", ", names)));
        wrong.forEach(what -> System.out.println("WRONG " + what));
        System.out.println(wrong.isEmpty() ? "all as expected" : wrong.size() + " not as expected");
    }
}
