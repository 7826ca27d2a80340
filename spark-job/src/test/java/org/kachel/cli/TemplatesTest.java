package org.kachel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import picocli.CommandLine;

/** What {@code conf} gives for clusters and schedulers is well-formed, and asks of Kachel what there is. */
class TemplatesTest {
    private static final Path CONF = Path.of("../conf").toAbsolutePath().normalize();

    /** GPUs are counted with what stands in {@code folder} alone, beside the system's own tools. */
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
        3 | -           | "0", "1", "2"
        3 | 0,2         | "0", "1"
        3 | 2,7,1       | "0"
        3 | GPU-8f,GPU-9| "0", "1"
        3 | -1          | ''
        3 | ''          | ''
        1 | -           | "0"
        0 | -           | ''
        """)
    void nvidias_gpus_are_counted_but_for_hidden_ones(int gpus, String visible, String addresses) throws Exception {
        executable(
                "nvidia-smi", "#!/bin/sh\ni=0; while [ $i -lt %d ]; do echo $i; i=$((i + 1)); done\n".formatted(gpus));
        assertThat(discover(visible == null ? Map.of() : Map.of("CUDA_VISIBLE_DEVICES", visible)))
                .isEqualTo("{\"name\": \"gpu\", \"addresses\": [" + (addresses == null ? "" : addresses) + "]}\n");
    }

    @Test
    void a_driver_that_does_not_run_has_no_gpus() throws Exception {
        executable("nvidia-smi", "#!/bin/sh\necho 'NVIDIA-SMI has failed because it could not communicate'\nexit 9\n");
        assertThat(discover(Map.of())).isEqualTo("{\"name\": \"gpu\", \"addresses\": []}\n");
    }

    /** As the kernel lists them: a CPU, and two GPUs. */
    @Test
    void amds_gpus_are_counted() throws Exception {
        for (String node : List.of("0 0", "1 18842", "2 54023")) {
            Path nodes = folder.resolve("class/kfd/kfd/topology/nodes/" + node.charAt(0));
            Files.writeString(Files.createDirectories(nodes).resolve("gpu_id"), node.substring(2) + "\n");
        }
        assertThat(discover(Map.of())).isEqualTo("{\"name\": \"gpu\", \"addresses\": [\"0\", \"1\"]}\n");
        assertThat(discover(Map.of("ROCR_VISIBLE_DEVICES", "1")))
                .isEqualTo("{\"name\": \"gpu\", \"addresses\": [\"0\"]}\n");
    }

    private String discover(Map<String, String> environment) throws Exception {
        ProcessBuilder builder =
                new ProcessBuilder(CONF.resolve("discover-gpus.sh").toString(), folder.toString());
        builder.environment().keySet().removeAll(List.of("CUDA_VISIBLE_DEVICES", "ROCR_VISIBLE_DEVICES", "LD_PRELOAD"));
        builder.environment().put("PATH", folder + ":/usr/bin:/bin");
        builder.environment().putAll(environment);
        Process process = builder.redirectError(new File("/dev/null")).start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isZero();
        return printed;
    }

    private void executable(String name, String text) throws IOException {
        assertThat(Files.writeString(folder.resolve(name), text).toFile().setExecutable(true))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"discover-gpus.sh", "slurm.sh"})
    void scripts_are_bash(String script) throws Exception {
        run("bash", "-n", CONF.resolve(script).toString());
        assertThat(CONF.resolve(script)).isExecutable();
    }

    @Test
    void the_dag_is_python() throws Exception {
        run("python3", "-c", "import ast; ast.parse(open('" + CONF.resolve("airflow_dag.py") + "').read())");
    }

    private static void run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(printed).isZero();
    }

    @Test
    void the_kubernetes_job_is_yaml_with_arguments_that_parse() throws IOException {
        Map<String, Object> job = new Yaml(new SafeConstructor(new LoaderOptions()))
                .load(Files.readString(CONF.resolve("kubernetes.yaml")));
        assertThat(job).containsEntry("kind", "Job").containsKeys("apiVersion", "metadata", "spec");
        String arguments =
                Files.readString(CONF.resolve("kubernetes.yaml")).replaceAll("(?s).*args: \\[([^]]*)].*", "$1");
        new CommandLine(new Kachel()).parseArgs(arguments.split(", "));
    }

    @Test
    void settings_of_spark_are_properties_with_values() throws IOException {
        Properties settings = new Properties();
        try (Stream<String> lines = Files.lines(CONF.resolve("spark-gpu.conf"))) {
            for (String line :
                    lines.filter(l -> !l.isBlank() && !l.startsWith("#")).toList())
                assertThat(line).matches("spark\\.[a-zA-Z.]+ +\\S+");
        }
        settings.load(Files.newBufferedReader(CONF.resolve("spark-gpu.conf")));
        double share = Double.parseDouble(settings.getProperty("spark.task.resource.gpu.amount"));
        // Spark would leave cores idle if the GPU had fewer shares than the executor has cores
        assertThat(1 / share).isEqualTo(Integer.parseInt(settings.getProperty("spark.executor.cores")));
    }

    /** Whatever follows {@code kachel run} in a template is an option of it. */
    @ParameterizedTest
    @ValueSource(strings = {"slurm.sh", "kubernetes.yaml", "kachel.service", "kachel.cron", "airflow_dag.py"})
    void options_exist(String template) throws IOException {
        CommandLine run = new CommandLine(new Kachel()).getSubcommands().get("run");
        TreeSet<String> named = new TreeSet<>();
        for (String line : Files.readAllLines(CONF.resolve(template)))
            if (line.contains("run ") || line.contains("run\"") || line.contains("[run") || line.contains("command +="))
                Pattern.compile("(?<=[ \"])--[a-z-]+")
                        .matcher(line.replaceAll("flock --nonblock", ""))
                        .results()
                        .forEach(option -> named.add(option.group()));
        assertThat(named).isNotEmpty();
        assertThat(run.getCommandSpec().optionsMap().keySet()).containsAll(named);
    }

    /** Those of OpenCL's runtime, as {@code gpu-kernels/docs/runtime.md} names them. */
    @Test
    void properties_exist() throws IOException {
        String runtime = Files.readString(Path.of("../gpu-kernels/docs/runtime.md"));
        try (Stream<Path> all = Files.list(CONF)) {
            for (Path file : all.filter(Files::isRegularFile).toList())
                Pattern.compile("-Dkachel\\.[a-z-]+")
                        .matcher(Files.readString(file))
                        .results()
                        .forEach(property -> assertThat(runtime).contains(property.group()));
        }
    }
}
