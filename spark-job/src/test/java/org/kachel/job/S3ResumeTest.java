package org.kachel.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.kachel.job.store.S3Server;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/** Input, output and ledger in an S3 server, which outlives drivers that are killed. */
@ExtendWith(S3Server.class)
class S3ResumeTest {
    private static final long SEED = 20261128;
    private static final int[] SIZE = {40, 30, 20};

    @TempDir
    private Path folder;

    @Test
    void killed_at_random_moments_and_gone_on_from_it_is_what_a_folder_has() throws Exception {
        DriverProcess local = new DriverProcess(folder.toString(), folder, folder);
        local.writeInput(SIZE);
        assertThat(local.start("whole", false).end()).isZero();

        Path bucket = S3Server.bucket(S3Server.GOOD);
        DriverProcess there = new DriverProcess("s3a://" + S3Server.GOOD, bucket, folder);
        there.writeInput(SIZE);
        Interruptions interruptions = new Interruptions(SEED, Interruptions.KILLS, 16);
        for (int run = 0; interruptions.left(); run++) {
            String out = "cut" + run;
            interruptions.upon(there.volume(out), resume -> there.start(out, resume));
            assertThat(Contents.of(bucket.resolve(out)))
                    .as("seed %d, run %d", SEED, run)
                    .isEqualTo(Contents.of(folder.resolve("whole")));
        }
        nothingIsBeingUploaded();
    }

    private static void nothingIsBeingUploaded() {
        AwsBasicCredentials user = AwsBasicCredentials.create("user", S3Server.SECRET);
        try (S3Client client = S3Client.builder()
                .endpointOverride(URI.create(System.getProperty("spark.hadoop.fs.s3a.endpoint")))
                .region(Region.US_EAST_1)
                .forcePathStyle(true)
                .credentialsProvider(StaticCredentialsProvider.create(user))
                .build()) {
            assertThat(client.listMultipartUploads(request -> request.bucket(S3Server.GOOD))
                            .uploads())
                    .isEmpty();
        }
    }
}
