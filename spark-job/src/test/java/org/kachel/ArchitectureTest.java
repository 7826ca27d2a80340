package org.kachel;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.stream.Stream;

/** Dependencies point one way: spark-job → gpu-kernels, stitching → block-io, and so between the rooms of the job. */
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
    static final ArchRule specs_know_no_other_room = room("spec");

    @ArchTest
    static final ArchRule plans_know_what_is_asked = room("plan", "spec");

    @ArchTest
    static final ArchRule ledgers_know_no_other_room = room("ledger");

    @ArchTest
    static final ArchRule stores_know_no_other_room = room("store");

    @ArchTest
    static final ArchRule hadoop_stays_with_the_stores = noClasses()
            .that()
            .resideOutsideOfPackage("org.kachel.job.store..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.hadoop..");

    @ArchTest
    static final ArchRule blocks_know_the_plan = room("block", "ledger", "plan");

    @ArchTest
    static final ArchRule merging_knows_blocks = room("merge", "block", "plan");

    @ArchTest
    static final ArchRule tables_know_no_phase = room("table", "merge", "plan", "spec", "store");

    @ArchTest
    static final ArchRule reports_know_no_phase = room("report", "block", "ledger", "plan", "spec", "store");

    @ArchTest
    static final ArchRule watching_knows_no_phase = room("watch", "block", "report");

    @ArchTest
    static final ArchRule phases_know_no_job =
            room("phase", "block", "ledger", "merge", "plan", "report", "spec", "store", "table");

    @ArchTest
    static final ArchRule rooms_of_the_job_have_no_cycles =
            slices().matching("org.kachel.job.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule plans_and_reports_start_nothing = noClasses()
            .that()
            .resideInAnyPackage("org.kachel.job.spec..", "org.kachel.job.plan..", "org.kachel.job.report..")
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

    /** A room of the job imports itself and {@code others} of spark-job. */
    private static ArchRule room(String name, String... others) {
        String[] mine = Stream.concat(Stream.of(name), Stream.of(others))
                .map(room -> "org.kachel.job." + room + "..")
                .toArray(String[]::new);
        return noClasses()
                .that()
                .resideInAPackage(mine[0])
                .should()
                .dependOnClassesThat(resideInAnyPackage(SPARK_JOB).and(not(resideInAnyPackage(mine))));
    }

    private static String[] join(String[] first, String... more) {
        String[] all = java.util.Arrays.copyOf(first, first.length + more.length);
        System.arraycopy(more, 0, all, first.length, more.length);
        return all;
    }
}
