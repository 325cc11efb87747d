package dev.lockstep.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.cli.shell.ExitCode;
import dev.lockstep.cli.shell.Session;
import dev.lockstep.data.Part;
import dev.lockstep.registry.ReadersDuringPublishes;
import dev.lockstep.testing.IdxFixture;
import dev.lockstep.testing.LocalSpark;
import dev.lockstep.testing.LockContenders;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Data, run folders and what commands write, on a real HDFS of one name node and one data node
 * within the tests' process. 1,000 examples, 50 steps an epoch. {@code -Pcampaign} adds four tests.
 */
@Tag("slow")
class HdfsTest {
  @RegisterExtension static final LocalSpark SPARK = LocalSpark.openedBy(Session::open);

  private static final int EPOCHS = 10;
  private static final int LOCKS = 40;
  @TempDir static Path home;
  private static MiniDFSCluster cluster;
  private static FileSystem hdfs;

  /** Of the form {@code hdfs://localhost:PORT}. */
  private static String root;

  private static Path localData;

  @TempDir Path folder;

  @BeforeAll
  static void start() throws IOException {
    Configuration conf = new Configuration();
    conf.set(MiniDFSCluster.HDFS_MINIDFS_BASEDIR, home.resolve("dfs").toString());
    cluster = new MiniDFSCluster.Builder(conf).numDataNodes(1).build();
    hdfs = cluster.getFileSystem();
    root = cluster.getURI().toString();
    localData = IdxFixture.writeDigits(home.resolve("data"), 1_000, 50);
    hdfs.copyFromLocalFile(hadoop(localData), hadoop(root + "/data"));
  }

  @AfterAll
  static void end() throws IOException {
    if (cluster != null) {
      hdfs.close();
      cluster.shutdown();
    }
  }

  @Test
  void everyCommandReadsAndWritesThereWhatItDoesOnTheLocalDisk() throws IOException {
    String run = root + "/made/on/the/way";
    Path local = home.resolve("short");
    succeed(training(root + "/data", run, "--epochs", 2));
    succeed(training(localData, local, "--epochs", 2));
    assertSameModel(run, local);
    assertThat(succeed("evaluate", run, "--data", root + "/data"))
        .isEqualTo(succeed("evaluate", local, "--data", localData));
    assertThat(succeed("verify", run, "--partitions", 3, "--epochs-only", 1)).contains("equal");
    Path csv = Files.writeString(home.resolve("rows.csv"), rows());
    hdfs.copyFromLocalFile(hadoop(csv), hadoop(root + "/rows.csv"));
    succeed("predict", run, "--data", root + "/rows.csv", "--out", root + "/answers.csv");
    succeed("predict", local, "--data", csv, "--out", home.resolve("answers.csv"));
    assertThat(bytes(root + "/answers.csv"))
        .isEqualTo(Files.readAllBytes(home.resolve("answers.csv")));
    succeed("predict", run, "--data", root + "/rows.csv", "--out", root + "/answers.parquet");
    assertThat(hdfs.exists(hadoop(root + "/answers.parquet/_SUCCESS"))).isTrue();
    succeed("export", run, "--out", root + "/model.onnx");
    succeed("export", local, "--out", home.resolve("model.onnx"));
    assertThat(bytes(root + "/model.onnx"))
        .isEqualTo(Files.readAllBytes(home.resolve("model.onnx")));
    CommandLineRun again = CommandLineRun.of(training(root + "/data", run));
    assertThat(again.exitCode()).isEqualTo(ExitCode.EXISTS);
    assertThat(again.errLines()).singleElement().asString().contains(run, "already exists");
    CommandLineRun finished =
        CommandLineRun.of(training(root + "/data", run, "--epochs", 2, "--resume"));
    assertThat(finished.err()).isEqualTo("finished already: " + run + "\n");
  }

  @Test
  @Tag("campaign") // KilledRunTest has it on a local disk
  void aRunThatIsKilledKeepsOthersOutAndGoesOnToTheSameBytes() throws Exception {
    String run = root + "/killed";
    try (LockstepProcess process =
        LockstepProcess.start(folder, List.of(), training(root + "/data", run))) {
      awaitCheckpoint(run, process);
      CommandLineRun second = CommandLineRun.of(training(root + "/data", run, "--resume"));
      assertThat(second.exitCode()).as(second.err()).isEqualTo(ExitCode.HELD);
      assertThat(second.errLines())
          .singleElement()
          .asString()
          .contains(run + " is held by process " + process.handle().pid() + " on ");
      process.handle().destroyForcibly();
      process.waitFor();
    }
    assertThat(names(run)).contains("run.lock").doesNotContain("run.json");
    CommandLineRun resumed = CommandLineRun.of(training(root + "/data", run, "--resume"));
    assertThat(resumed.exitCode()).as(resumed.err()).isZero();
    assertThat(resumed.err())
        .contains("run.lock: the process that left it is dead")
        .contains("going on after step ");
    Path whole = home.resolve("whole"); // From the local disk to the local disk.
    succeed(training(localData, whole));
    assertSameModel(run, whole);
    assertThat(names(run)).doesNotContain("run.lock");
    assertThat(new String(bytes(run + "/metrics.jsonl"), UTF_8).lines()).hasSize(EPOCHS);
  }

  @Test
  @Tag("campaign") // KilledRunTest has it on a local disk
  void aRunThatIsToldToEndLeavesACheckpointAndNoLock() throws Exception {
    String run = root + "/ended";
    try (LockstepProcess process =
        LockstepProcess.start(folder, List.of(), training(root + "/data", run))) {
      awaitCheckpoint(run, process);
      process.handle().destroy();
      assertThat(process.waitFor()).as(process.said()).isEqualTo(ExitCode.TERMINATED);
      assertThat(process.said()).contains("with a checkpoint; --resume --out " + run);
    }
    assertThat(names(run)).doesNotContain("run.lock", "run.json");
  }

  /** In processes of their own, which reach for each lock at the same moment. */
  @Test
  @Tag("campaign") // RunLockTest has the same race on a remote file system of its own
  void ofTwoThatFindTheSameDeadLockOneGetsIt() throws Exception {
    LockContenders contenders = LockContenders.of(root + "/locks", LOCKS);
    for (String lock : contenders.files()) {
      try (var out = hdfs.create(hadoop(lock), false)) {
        out.write(contenders.deadLock().getBytes(UTF_8));
      }
    }
    assertThat(contenders.taken(50)).hasSize(LOCKS).doesNotHaveDuplicates();
  }

  @Test
  @Tag("campaign") // ReadersTest has fewer of them on a local disk
  void readersGetOneWholeChampionWhileTwoHundredArePublished() throws Exception {
    ReadersDuringPublishes.run(root + "/registry", new Configuration(), 200);
  }

  private static Object[] training(Object data, Object out, Object... options) {
    List<Object> words = new ArrayList<>(List.of("train", "--data", data, "--out", out));
    words.addAll(List.of("--hidden", 8, "--batch", 20, "--shards", 2, "--epochs", EPOCHS));
    words.addAll(List.of("--checkpoint-every", 40));
    words.addAll(List.of(options));
    return words.toArray();
  }

  /** What it printed. */
  private static String succeed(Object... words) {
    CommandLineRun run = CommandLineRun.of(words);
    assertThat(run.exitCode()).as(Arrays.toString(words) + run.err()).isZero();
    return run.out();
  }

  private static void assertSameModel(String run, Path local) throws IOException {
    assertThat(bytes(run + "/model.safetensors"))
        .isEqualTo(Files.readAllBytes(local.resolve("model.safetensors")));
    ObjectMapper json = new ObjectMapper();
    assertThat(json.readTree(bytes(run + "/run.json")).get("weightsSha256"))
        .isEqualTo(json.readTree(local.resolve("run.json").toFile()).get("weightsSha256"));
  }

  private static void awaitCheckpoint(String run, LockstepProcess process) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(3);
    while (names(run + "/checkpoints").stream().noneMatch(name -> name.startsWith("step-"))) {
      assertThat(process.handle().isAlive()).as("ended early:%n%s", process.said()).isTrue();
      assertThat(System.nanoTime()).as("waited in vain:%n%s", process.said()).isLessThan(deadline);
      Thread.sleep(50);
    }
  }

  private static List<String> names(String place) throws IOException {
    try {
      return Arrays.stream(hdfs.listStatus(hadoop(place)))
          .map(FileStatus::getPath)
          .map(org.apache.hadoop.fs.Path::getName)
          .toList();
    } catch (FileNotFoundException e) {
      return List.of();
    }
  }

  /** Test digits without their labels. */
  private static String rows() {
    return IdxFixture.digits(Part.TEST, 20).examples().stream()
        .map(
            digit -> {
              List<String> cells = new ArrayList<>();
              for (float pixel : digit.features()) {
                cells.add(String.valueOf((int) pixel));
              }
              return String.join(",", cells);
            })
        .collect(Collectors.joining("\n"));
  }

  private static byte[] bytes(String file) throws IOException {
    try (InputStream in = hdfs.open(hadoop(file))) {
      return in.readAllBytes();
    }
  }

  private static org.apache.hadoop.fs.Path hadoop(Object place) {
    return new org.apache.hadoop.fs.Path(place.toString());
  }
}
