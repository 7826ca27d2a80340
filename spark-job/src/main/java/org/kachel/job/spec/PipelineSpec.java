package org.kachel.job.spec;

import java.io.Serializable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.kachel.block.io.Stores;
import org.kachel.block.io.VolumeException;
import org.kachel.op.ParameterException;

/**
 * What a user asks for, as read from a pipeline file or put together by a command: plain data, checked against the
 * catalogue, with every default that the file leaves out filled in.
 *
 * @param block block size in x, y, z, or null to let the planner choose
 * @param device what the user wants to run on ({@code gpu}, {@code cpu}, {@code java}, part of a name), or null
 */
public record PipelineSpec(
        Input input, List<Step> steps, Output output, List<Measure> measures, int[] block, String device)
        implements Serializable {
    /** The name by which steps refer to the input. */
    public static final String INPUT = "input";

    public PipelineSpec {
        steps = List.copyOf(steps);
        measures = List.copyOf(measures);
        block = block == null ? null : block.clone();
    }

    /**
     * The volume that is read.
     *
     * @param dataset path inside the container; empty for the only array, or OME-Zarr's finest level
     * @param channel −1 where not given
     * @param time −1 where not given
     * @param level of the pyramid at {@code dataset}, −1 where not given
     */
    public record Input(String volume, String dataset, int channel, int time, int level) implements Serializable {
        public Input(String volume, String dataset, int channel, int time) {
            this(volume, dataset, channel, time, -1);
        }
    }

    /**
     * One operation.
     *
     * @param of names of the steps (or {@link #INPUT}) that it takes, in the operation's order
     * @param inputNames what the operation calls them, parallel to {@code of}
     * @param parameters as given, in the file's order; they bind
     * @param line in the pipeline file, 0 where there is none
     */
    public record Step(
            String name, String op, List<String> of, List<String> inputNames, Map<String, Object> parameters, int line)
            implements Serializable {
        public Step {
            of = List.copyOf(of);
            inputNames = List.copyOf(inputNames);
            parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
        }
    }

    /**
     * Where results go.
     *
     * @param format such as {@code ome-zarr-0.4}
     * @param write step → path inside the container, empty for its root; in the file's order
     * @param codec such as {@code zstd:1}, or null for the default
     * @param chunk x, y, z, or null for the default
     * @param pyramid resolutions of every image that is written
     */
    public record Output(
            String volume, String format, Map<String, String> write, String codec, int[] chunk, Pyramid pyramid)
            implements Serializable {
        /** At full resolution alone. */
        public Output(String volume, String format, Map<String, String> write, String codec, int[] chunk) {
            this(volume, format, write, codec, chunk, Pyramid.NONE);
        }

        public Output {
            write = Collections.unmodifiableMap(new LinkedHashMap<>(write));
            chunk = chunk == null ? null : chunk.clone();
        }
    }

    /**
     * At how many resolutions images are written.
     *
     * @param levels with the full resolution, or {@link #AUTO}
     * @param factors along x, y, z from one level to the next
     * @param method {@code mean} or {@code mode}, or null: by what an image holds
     */
    public record Pyramid(int levels, List<Integer> factors, String method) implements Serializable {
        /** As many levels as it takes for the last to be small. */
        public static final int AUTO = 0;

        public static final Pyramid NONE = new Pyramid(1, List.of(2, 2, 2), null);

        /** The largest factor that downsampling knows. */
        private static final int LARGEST_FACTOR = 64;

        public Pyramid {
            factors = List.copyOf(factors);
        }

        /**
         * As a user writes it.
         *
         * @param levels a number or {@code auto}
         * @param factors x, y, z
         * @param method or null
         */
        public static Pyramid of(String levels, int[] factors, String method) {
            boolean auto = levels.equals("auto");
            if (!auto && !levels.matches("0*[1-9]\\d{0,8}"))
                throw new ParameterException(
                        "levels", "is " + levels + ", but must be a whole number, at least 1, or auto");
            if (factors.length != 3 || Arrays.stream(factors).anyMatch(f -> f < 1 || f > LARGEST_FACTOR))
                throw new ParameterException(
                        "factors", "is " + Arrays.toString(factors) + ", but must be three numbers from 1 to 64");
            if (Arrays.stream(factors).allMatch(f -> f == 1))
                throw new ParameterException("factors", "is 1 along every axis, so that no level would be smaller");
            if (method != null && !method.equals("mean") && !method.equals("mode"))
                throw new ParameterException("downsample", "is " + method + ", but must be mean or mode");
            List<Integer> list = Arrays.stream(factors).boxed().toList();
            return new Pyramid(auto ? AUTO : Integer.parseInt(levels), list, method);
        }
    }

    /**
     * A table of the objects of a labeled step.
     *
     * @param of the step
     * @param intensity the images to measure, steps or {@link #INPUT}; may be empty
     * @param tables paths that end in {@code .parquet} or {@code .csv}
     * @param neighbours what is asked about neighbours, or null
     * @param countMap or null
     */
    public record Measure(
            String of,
            List<String> intensity,
            List<String> tables,
            NeighbourSpec neighbours,
            CountMapSpec countMap,
            int line)
            implements Serializable {
        public Measure {
            intensity = List.copyOf(intensity);
            tables = List.copyOf(tables);
        }

        /** Of single objects alone. */
        public Measure(String of, List<String> intensity, List<String> tables, int line) {
            this(of, intensity, tables, null, null, line);
        }

        /** All files that it writes. */
        public List<String> files() {
            List<String> files = new ArrayList<>(tables);
            if (neighbours != null) files.addAll(neighbours.allFiles());
            if (countMap != null) files.addAll(countMap.files());
            return files;
        }
    }

    /** The same, where paths of volumes mean the same to tasks, which work in folders of their own. */
    public PipelineSpec absolute() throws VolumeException {
        Input in = new Input(absolute(input.volume), input.dataset, input.channel, input.time, input.level);
        Output out = output == null
                ? null
                : new Output(
                        absolute(output.volume),
                        output.format,
                        output.write,
                        output.codec,
                        output.chunk,
                        output.pyramid);
        return new PipelineSpec(in, steps, out, measures, block, device);
    }

    private static String absolute(String volume) throws VolumeException {
        Optional<Path> local = Stores.local(volume);
        return local.isPresent() ? local.get().toAbsolutePath().toString() : volume;
    }

    /** A path beside what the pipeline writes: the output volume, or the first table, with {@code ending} after its name. */
    public String beside(String ending) {
        String result =
                output != null ? output.volume() : measures.get(0).files().get(0);
        return result.replaceAll("/+$", "") + ending;
    }

    @Override
    public int[] block() {
        return block == null ? null : block.clone();
    }
}
