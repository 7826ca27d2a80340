package org.kachel.job.cluster;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Spark as if it were installed, of links to Maven's jars, and a folder as {@code -Pdist} makes it. Both keep apart what comes with
 * Spark and what comes with the job, so that a jar that misses something is found out.
 *
 * @param folder holds {@code jars}
 */
record SparkHome(Path folder) {
    /** What the build of this module leaves. */
    static final Path TARGET = Path.of("target").toAbsolutePath();

    /** The job for {@code spark-submit}. */
    static final Path JOB_JAR = TARGET.resolve("kachel-job.jar");

    /** Parts of Kachel that Spark has, too, which the job's jar leaves out. */
    private static final String IN_BOTH = "(jackson-(core|databind|annotations)|zstd-jni|lz4-java)-.*";

    static SparkHome make(Path folder) throws IOException {
        List<Path> light = classPath("light");
        List<Path> jars = new ArrayList<>(classPath("spark"));
        jars.removeIf(
                jar -> light.contains(jar) && !jar.getFileName().toString().matches(IN_BOTH));
        link(jars, folder.resolve("jars"));
        return new SparkHome(folder);
    }

    /** The launcher beside {@code lib}, {@code lib/spark} and the job's jar. */
    static Path distribution(Path folder) throws IOException {
        List<Path> light = new ArrayList<>(classPath("light"));
        List<Path> spark = new ArrayList<>(classPath("spark"));
        spark.removeAll(light);
        try (Stream<Path> own = Files.list(TARGET)) {
            own.filter(jar -> jar.getFileName().toString().matches("spark-job-.*\\.jar"))
                    .forEach(light::add);
        }
        link(light, folder.resolve("lib"));
        link(spark, folder.resolve("lib/spark"));
        link(List.of(JOB_JAR), folder);
        Files.copy(Path.of("../kachel"), folder.resolve("kachel"));
        return folder.resolve("kachel");
    }

    /** For the class path of a process that is Spark and nothing else. */
    String classPath() {
        return folder.resolve("jars") + "/*";
    }

    /** As the build has written it down for the launcher. */
    private static List<Path> classPath(String name) throws IOException {
        String all =
                Files.readString(TARGET.resolve("classpath-" + name + ".txt")).strip();
        return Stream.of(all.split(File.pathSeparator)).map(Path::of).toList();
    }

    private static void link(List<Path> jars, Path folder) throws IOException {
        Files.createDirectories(folder);
        for (Path jar : jars) Files.createSymbolicLink(folder.resolve(jar.getFileName()), jar);
    }
}
