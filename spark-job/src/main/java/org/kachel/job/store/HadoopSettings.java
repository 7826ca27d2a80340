package org.kachel.job.store;

import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import org.apache.spark.deploy.SparkHadoopUtil;
import scala.Tuple2;

/**
 * Hadoop's settings, found as Spark finds them: those of the session in a driver or an executor, else of
 * {@code spark.hadoop.*} among the system properties; with the AWS variables of the environment and the XML files of the
 * class path. They hold secrets, and are never printed.
 */
final class HadoopSettings {
    /**
     * What S3A does for tables and folders, but not for chunks, unless the user says otherwise: it asks about parents and
     * leaves markers of empty folders behind, and reads ahead as columns of Parquet need it.
     */
    private static final Map<String, String> DEFAULTS =
            Map.of("fs.s3a.performance.flags", "create,delete,mkdir", "fs.s3a.input.stream.type", "classic");

    private static HadoopSettings latest;

    private final Map<String, String> given;
    private final Configuration settings;

    private HadoopSettings(Map<String, String> given, SparkConf spark) {
        this.given = given;
        this.settings = SparkHadoopUtil.get().newConfiguration(spark);
        DEFAULTS.forEach((name, value) -> {
            if (settings.getTrimmed(name, "").isEmpty()) settings.set(name, value);
        });
    }

    /** Made anew only where Spark's have changed: reading the XML files takes a tenth of a second. */
    static synchronized Configuration current() {
        SparkEnv here = SparkEnv.get();
        SparkConf spark = here == null ? new SparkConf() : here.conf();
        Map<String, String> given = new TreeMap<>();
        for (Tuple2<String, String> each : spark.getAllWithPrefix("spark.hadoop.")) given.put(each._1(), each._2());
        if (latest == null || !latest.given.equals(given)) latest = new HadoopSettings(given, spark);
        return latest.settings;
    }
}
