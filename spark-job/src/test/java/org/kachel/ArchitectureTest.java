package org.kachel;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Dependencies point one way: spark-job → gpu-kernels, stitching → block-io. */
@AnalyzeClasses(packages = "org.kachel", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String[] KERNELS = {"org.kachel.op..", "org.kachel.pipeline..", "org.kachel.gpu.."};
    private static final String[] SPARK_JOB = {"org.kachel.job..", "org.kachel.cli..", "org.kachel.bench.."};

    @ArchTest
    static final ArchRule block_io_imports_none_of_ours = noClasses()
            .that()
            .resideInAPackage("org.kachel.block..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(join(join(KERNELS, SPARK_JOB), "org.kachel.stitching.."));

    @ArchTest
    static final ArchRule blocks_know_no_containers = noClasses()
            .that()
            .resideInAPackage("org.kachel.block")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.kachel.block.io..");

    @ArchTest
    static final ArchRule kernels_import_only_blocks = noClasses()
            .that()
            .resideInAnyPackage(KERNELS)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(join(SPARK_JOB, "org.kachel.stitching..", "org.kachel.block.io.."));

    @ArchTest
    static final ArchRule stitching_imports_only_blocks = noClasses()
            .that()
            .resideInAPackage("org.kachel.stitching..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(join(join(KERNELS, SPARK_JOB), "org.kachel.block.io.."));

    @ArchTest
    static final ArchRule spark_stays_in_the_job = noClasses()
            .that()
            .resideOutsideOfPackage("org.kachel.job..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.spark..", "scala..");

    @ArchTest
    static final ArchRule benchmarks_know_no_job = noClasses()
            .that()
            .resideInAPackage("org.kachel.bench..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.kachel.job..", "org.kachel.cli..");

    @ArchTest
    static final ArchRule jocl_stays_in_its_room = noClasses()
            .that()
            .resideOutsideOfPackage("org.kachel.gpu.jocl..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.jocl..");

    @ArchTest
    static final ArchRule operations_know_no_runtime = noClasses()
            .that()
            .resideInAnyPackage("org.kachel.op..", "org.kachel.pipeline..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.kachel.gpu.jocl..");

    @ArchTest
    static final ArchRule codecs_stay_in_containers = noClasses()
            .that()
            .resideOutsideOfPackage("org.kachel.block.io..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("com.scalableminds..", "com.github.luben..", "net.jpountz..");

    @ArchTest
    static final ArchRule imagej_reads_tiff_thresholds_and_is_a_rival = noClasses()
            .that()
            .resideOutsideOfPackages("org.kachel.block.io..", "org.kachel.op..", "org.kachel.bench..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("ij..");

    private static String[] join(String[] first, String... more) {
        String[] all = java.util.Arrays.copyOf(first, first.length + more.length);
        System.arraycopy(more, 0, all, first.length, more.length);
        return all;
    }
}
