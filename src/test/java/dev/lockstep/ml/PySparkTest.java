package dev.lockstep.ml;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.lockstep.testing.BuiltProject;
import dev.lockstep.testing.SparkHome;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The Python package under a real PySpark: {@code spark-submit} runs the tests of src/test/python.
 * The environment variable {@code LOCKSTEP_PYSPARK} names the folder that holds {@code pyspark} and
 * {@code py4j}; {@code PYSPARK_PYTHON} the Python, with NumPy, if it is not {@code python3}. Where
 * there is none, the test says so, and PythonGatewayTest speaks for it.
 */
@Tag("slow")
class PySparkTest {
  private static final String PYSPARK = System.getenv("LOCKSTEP_PYSPARK");

  @TempDir static Path folder;
  private static Path spark;
  private static Path jar;

  @BeforeAll
  static void build() throws IOException {
    assumeThat(PYSPARK).as("LOCKSTEP_PYSPARK, the folder of PySpark").isNotBlank();
    spark = SparkHome.create(folder.resolve("spark"));
    jar = BuiltProject.create(folder.resolve("project"), spark).folder();
    jar = jar.resolve("target/lockstep.jar");
  }

  @Test
  void thePackageInTheJarDoesWhatItsTestsSay() throws Exception {
    submit(List.of("--jars", jar.toString(), "--py-files", jar.toString()));
  }

  @Test
  void thePackageInTheWheelIsImported() throws Exception {
    Path wheel = PythonWheelTest.build(folder);
    ProcessBuilder builder =
        new ProcessBuilder(python(), "-c", "import dev.lockstep.ml as m; print(m.__file__)")
            .redirectErrorStream(true);
    builder.environment().put("PYTHONPATH", wheel + File.pathSeparator + PYSPARK);
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(said.strip()).isEqualTo(wheel + "/dev/lockstep/ml/__init__.py");
    assertThat(process.waitFor()).isZero();
  }

  private static String python() {
    String named = System.getenv("PYSPARK_PYTHON");
    return named == null ? "python3" : named;
  }

  private static void submit(List<String> options) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("@" + Path.of("conf/jvm.options").toAbsolutePath(), "-Xmx1g"));
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-cp", spark.resolve("jars") + "/*"));
    command.addAll(List.of("org.apache.spark.deploy.SparkSubmit", "--master", "local[2]"));
    command.addAll(List.of("--conf", "spark.ui.enabled=false"));
    command.addAll(List.of("--conf", "spark.sql.shuffle.partitions=2"));
    command.addAll(options);
    command.add(Path.of("src/test/python/lockstep_tests.py").toAbsolutePath().toString());
    Path said = folder.resolve("said");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(said.toFile());
    builder.environment().put("PYTHONPATH", PYSPARK);
    builder.environment().put("PYTHONDONTWRITEBYTECODE", "1");
    builder.environment().put("SPARK_HOME", spark.toString());
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    Process process = builder.start();
    try {
      assertThat(process.waitFor(5, TimeUnit.MINUTES)).as("it ends").isTrue();
      String all = Files.readString(said);
      assertThat(process.exitValue()).as(all).isZero();
      assertThat(all).containsPattern("Ran [1-9]\\d* tests in ").contains("\nOK\n");
    } finally {
      process.destroyForcibly();
    }
  }
}
