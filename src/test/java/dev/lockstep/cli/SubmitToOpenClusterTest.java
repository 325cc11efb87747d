package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.cli.shell.ExitCode;
import dev.lockstep.cli.shell.Session;
import dev.lockstep.testing.BuiltProject;
import dev.lockstep.testing.BuiltProject.Ended;
import dev.lockstep.testing.DriverOnlyFileSystem;
import dev.lockstep.testing.FailingSteps;
import dev.lockstep.testing.IdxFixture;
import dev.lockstep.testing.LocalSpark;
import dev.lockstep.testing.OpenCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** submit.sh as users call it first: to a cluster without a secret, with its own settings. */
@Tag("slow")
class SubmitToOpenClusterTest {
  @RegisterExtension static final OpenCluster CLUSTER = new OpenCluster();
  @RegisterExtension static final LocalSpark SPARK = LocalSpark.openedBy(Session::open);

  @TempDir static Path folder;
  private static BuiltProject project;

  @BeforeAll
  static void build() throws IOException {
    project = BuiltProject.create(folder.resolve("project"), CLUSTER.get().sparkHome());
  }

  @Test
  void aClusterGivesTheModelOfOneProcess() throws Exception {
    String data = IdxFixture.writeDigits(folder.resolve("few"), 100, 20).toString();
    Ended ended = submit(List.of(), training(data, "cluster"));
    assertEndedInSilence(ended);
    CommandLineRun local = CommandLineRun.of(training(data, "local").toArray());
    assertThat(local.exitCode()).as(local.err()).isZero();
    assertThat(folder.resolve("cluster/model.safetensors"))
        .hasSameBinaryContentAs(folder.resolve("local/model.safetensors"));
    assertThat(folder.resolve("cluster/run.json"))
        .content()
        .contains('"' + CLUSTER.get().url() + '"');
  }

  @Test
  void anExchangeThatIsImpossibleIsRefusedBeforeAnythingIsWritten() throws Exception {
    String data = IdxFixture.writeDigits(folder.resolve("fewer"), 100, 20).toString();
    List<String> words = new ArrayList<>(training(data, "impossible"));
    words.addAll(List.of("--exchange", "resident", "--partitions", "50"));
    Ended ended = submit(List.of(), words);
    assertThat(ended.exitCode()).as(ended.err()).isEqualTo(ExitCode.USAGE);
    assertThat(ended.err().lines())
        .filteredOn(line -> line.startsWith("lockstep: "))
        .singleElement()
        .asString()
        .startsWith("lockstep: --exchange cannot be resident: 50 partitions, ");
    assertThat(folder.resolve("impossible")).doesNotExist();
  }

  /** There, master, workers and executors end with the driver, and tell each other's loss. */
  @Test
  @Tag("campaign") // the standalone cluster above ends in silence too
  void aLocalClusterEndsInSilence() throws Exception {
    List<String> words = new ArrayList<>(List.of("--master", "local-cluster[2,1,1024]"));
    words.addAll(training("digits", "local-cluster"));
    assertEndedInSilence(project.submit(words));
  }

  /** But for what the JVM says itself of the vectors' module. */
  private static void assertEndedInSilence(Ended ended) {
    assertThat(ended.exitCode()).as(ended.err()).isZero();
    assertThat(ended.err().lines())
        .filteredOn(line -> !line.startsWith("WARNING: Using incubator modules"))
        .isEmpty();
  }

  /** Files that the driver can read and no executor can. */
  @Test
  @Tag("campaign") // the next one fails within a step
  void aTaskThatAlwaysFailsEndsTheRunWithItsRootCauseInOneLine() throws Exception {
    Path data = IdxFixture.writeDigits(folder.resolve("data"), 100, 20);
    String classes = classPathOf(DriverOnlyFileSystem.class).toString();
    List<String> settings =
        List.of(
            "spark.hadoop.fs.driveronly.impl=" + DriverOnlyFileSystem.class.getName(),
            "spark.driver.extraClassPath=" + classes,
            "spark.executor.extraClassPath=" + classes);
    Ended ended = submit(settings, training("driveronly:" + data, "fails"));
    assertThat(ended.exitCode()).as(ended.err()).isEqualTo(ExitCode.CLUSTER);
    assertThat(ended.err().lines())
        .filteredOn(line -> line.startsWith("lockstep: "))
        .singleElement()
        .asString()
        .matches("lockstep: IOException: driveronly:.*train-.*: this read was to fail");
    assertThat(folder.resolve("fails")).doesNotExist();
  }

  /** Data that load and a model that can be evaluated: it is a step that fails, four times. */
  @Test
  @Tag("campaign") // ClusterFaultsTest and FailureTest have it in one process
  void aTaskThatAlwaysFailsWithinAStepEndsTheRunWithItsRootCauseInOneLine() throws Exception {
    Path data = IdxFixture.writeDigits(folder.resolve("small"), 100, 20);
    String classes = classPathOf(FailingSteps.class).toString();
    List<String> settings =
        List.of(
            "spark.plugins=" + FailingSteps.class.getName(),
            "spark.driver.extraClassPath=" + classes,
            "spark.executor.extraClassPath=" + classes);
    Path run = folder.resolve("within");
    List<String> words = new ArrayList<>(List.of("train", "--data", data.toString()));
    words.addAll(List.of("--epochs", "40", "--batch", "50", "--hidden", "8", "--shards", "2"));
    words.addAll(List.of("--exchange", "jobs", "--quiet", "--out", run.toString()));
    Ended ended = submit(settings, words);
    assertThat(ended.exitCode()).as(ended.err()).isEqualTo(ExitCode.CLUSTER);
    assertThat(ended.err().lines())
        .filteredOn(line -> line.startsWith("lockstep: "))
        .singleElement()
        .asString()
        .contains("this step was to fail");
    assertThat(run.resolve("metrics.jsonl")).isNotEmptyFile();
    assertThat(run.resolve("model.safetensors")).doesNotExist();
    assertThat(run.resolve("run.json")).doesNotExist();
  }

  /** A folder of that class alone, for JVMs that have Spark's on their own. */
  private static Path classPathOf(Class<?> single) throws IOException {
    Path classes = folder.resolve("classes");
    Path file = Path.of(single.getName().replace('.', '/') + ".class");
    Files.createDirectories(classes.resolve(file).getParent());
    Files.copy(Path.of("target/test-classes").resolve(file), classes.resolve(file));
    return classes;
  }

  private static Ended submit(List<String> settings, List<String> command) throws Exception {
    List<String> words = new ArrayList<>(List.of("--master", CLUSTER.get().url()));
    List<String> all = new ArrayList<>(settings);
    all.addAll(List.of("spark.executor.memory=512m", "spark.driver.host=127.0.0.1"));
    all.forEach(setting -> words.addAll(List.of("--conf", setting)));
    words.addAll(command);
    return project.submit(words);
  }

  private static List<String> training(String data, String out) {
    List<String> words = new ArrayList<>(List.of("train", "--data", data, "--epochs", "1"));
    words.addAll(List.of("--hidden", "16", "--batch", "2000", "--shards", "4", "--quiet"));
    words.addAll(List.of("--out", folder.resolve(out).toString()));
    return words;
  }
}
