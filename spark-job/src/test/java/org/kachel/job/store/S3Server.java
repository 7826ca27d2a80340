package org.kachel.job.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FileSystem;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A real S3 server (S3Proxy) in a process of its own while the tests of a class run, which keeps each object as a file; and
 * Spark's settings for it, which a session takes that is opened after it. Three buckets: {@link #GOOD} answers, {@link #FLAKY}
 * sits behind a server that is overloaded now and then, {@link #FORBIDDEN} is asked with a wrong key.
 */
public final class S3Server implements BeforeAllCallback, AfterAllCallback {
    public static final String GOOD = "good";
    public static final String FLAKY = "flaky";
    public static final String FORBIDDEN = "forbidden";

    /** Neither may ever be seen. */
    public static final String SECRET = "right-and-very-secret";

    public static final String WRONG_SECRET = "wrong-but-secret";

    private static final Path LIBRARIES = Path.of("src/test/s3-server/target/lib");
    private static Path folder;

    private final Map<String, String> settings = new LinkedHashMap<>();
    private Process process;
    private OverloadedProxy overloaded;

    /** Where the server keeps the objects of a bucket, one file each. */
    public static Path bucket(String name) {
        return folder.resolve(name);
    }

    /** Requests for {@link #FLAKY} that were answered with 503 so far. */
    public static int refused() {
        return OverloadedProxy.refused();
    }

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        assertThat(LIBRARIES)
                .as("./mvnw -pl spark-job -am builds the module s3-server, which fills this folder")
                .isDirectory();
        folder = Files.createTempDirectory("kachel-s3");
        for (String bucket : new String[] {GOOD, FLAKY, FORBIDDEN}) Files.createDirectory(bucket(bucket));
        int port = freePort();
        start(port);
        overloaded = new OverloadedProxy(port);
        settings.put("endpoint", "http://127.0.0.1:" + port);
        settings.put("endpoint.region", "us-east-1");
        settings.put("path.style.access", "true");
        settings.put("access.key", "user");
        settings.put("secret.key", SECRET);
        settings.put("bucket." + FLAKY + ".endpoint", "http://127.0.0.1:" + overloaded.port());
        // tried again after milliseconds
        settings.put("bucket." + FLAKY + ".attempts.maximum", "1");
        settings.put("bucket." + FLAKY + ".retry.throttle.interval", "20ms");
        settings.put("bucket." + FORBIDDEN + ".secret.key", WRONG_SECRET);
        settings.forEach((name, value) -> System.setProperty("spark.hadoop.fs.s3a." + name, value));
    }

    private static int freePort() throws IOException {
        try (ServerSocket any = new ServerSocket(0)) {
            return any.getLocalPort();
        }
    }

    private void start(int port) throws Exception {
        Path properties = folder.resolve("s3proxy.properties");
        Files.writeString(properties, """
                s3proxy.endpoint=http://127.0.0.1:%d
                s3proxy.authorization=aws-v2-or-v4
                s3proxy.identity=user
                s3proxy.credential=%s
                jclouds.provider=filesystem-nio2
                jclouds.filesystem.basedir=%s
                """.formatted(port, SECRET, folder));
        Path log = folder.resolve("s3proxy.log");
        process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "-Xmx256m",
                        "-XX:TieredStopAtLevel=1",
                        "-Dlogback.configurationFile=" + Path.of("src/test/s3-server/logback.xml"),
                        "-cp",
                        LIBRARIES + "/*",
                        "org.gaul.s3proxy.Main",
                        "--properties",
                        properties.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        for (long until = System.nanoTime() + 60_000_000_000L; !answers(port); Thread.sleep(50))
            assertThat(process.isAlive() && System.nanoTime() < until)
                    .as(() -> "S3Proxy does not start: " + log)
                    .isTrue();
    }

    private static boolean answers(int port) {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void afterAll(ExtensionContext context) throws Exception {
        settings.keySet().forEach(name -> System.clearProperty("spark.hadoop.fs.s3a." + name));
        FileSystem.closeAll(); // clients of this server, which the next test's buckets of the same name would get
        if (overloaded != null) overloaded.close();
        if (process != null) process.destroy();
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) Files.delete(each);
        }
    }
}
