package org.kachel.job.store;

import java.io.IOException;
import java.net.URI;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.kachel.block.io.Store;
import org.kachel.block.io.StoreProvider;
import org.kachel.block.io.VolumeException;

/** Stores on every file system that Hadoop knows: {@code s3a:}, {@code gs:}, {@code abfs:}, {@code hdfs:} and others. */
public final class HadoopStores implements StoreProvider {
    /** Known by name, so that what is missing can be said: the module of Hadoop that brings each. */
    private static final Map<String, String> MODULES = Map.of(
            "s3", "hadoop-aws",
            "s3a", "hadoop-aws",
            "gs", "hadoop-gcp",
            "abfs", "hadoop-azure",
            "abfss", "hadoop-azure",
            "hdfs", "hadoop-client-api");

    /** Hadoop reads whole files of these, but knows neither their sizes nor what is not there. */
    private static final Set<String> NO_STORES = Set.of("http", "https");

    /** Made by {@link java.util.ServiceLoader}. */
    public HadoopStores() {}

    @Override
    public boolean serves(String scheme) {
        if (MODULES.containsKey(scheme)) return true;
        if (NO_STORES.contains(scheme)) return false;
        try {
            return FileSystem.getFileSystemClass(scheme, HadoopSettings.current()) != null;
        } catch (IOException | RuntimeException | LinkageError e) {
            return false; // also where a command runs without Spark and Hadoop
        }
    }

    @Override
    public Store open(URI root) throws IOException {
        URI place = normal(root);
        if (place.getUserInfo() != null && place.getUserInfo().contains(":"))
            throw new VolumeException(
                    "a " + place.getScheme() + ": URI with a password in it is refused, since it is shown"
                            + " and logged; pass credentials by Spark's settings: spark-job/docs/stores.md");
        try {
            Configuration settings = HadoopSettings.current();
            String path = place.getPath().isEmpty() ? "/" : place.getPath();
            Path folder = new Path(place.getScheme(), place.getAuthority(), path);
            return new HadoopStore(FileSystem.get(place, settings), folder, settings);
        } catch (IOException | RuntimeException | LinkageError e) {
            if (missing(e))
                throw new VolumeException(
                        "%s needs Hadoop's module %s on the class path, see spark-job/docs/stores.md: %s"
                                .formatted(place, MODULES.getOrDefault(place.getScheme(), "for it"), e.getMessage()),
                        e);
            throw StoreFailure.of("open", place.toString(), e);
        }
    }

    private static boolean missing(Throwable e) {
        return e instanceof LinkageError
                || e instanceof org.apache.hadoop.fs.UnsupportedFileSystemException
                || e.getCause() instanceof ClassNotFoundException;
    }

    /** {@code root} as Hadoop writes it: {@code s3:} is what it calls {@code s3a:}. */
    private static URI normal(URI root) throws VolumeException {
        String scheme = root.getScheme().toLowerCase(Locale.ROOT);
        if (root.getAuthority() == null && !scheme.equals("hdfs") && MODULES.containsKey(scheme))
            throw new VolumeException("'" + root + "' names no bucket; write " + scheme + "://bucket/path");
        return URI.create(hadoop(root.normalize().toString().replaceAll("(?<=[^/:])/+$", "")));
    }

    /** A place as Hadoop itself understands it. */
    public static String hadoop(String place) {
        return place.replaceFirst("^(?i)s3a?:", "s3a:");
    }
}
