package dev.lockstep.cli.retrain;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.cli.CommandLineRun;
import dev.lockstep.cli.LockstepProcess;
import dev.lockstep.cli.shell.ExitCode;
import dev.lockstep.cli.shell.Session;
import dev.lockstep.registry.KilledPublishers;
import dev.lockstep.registry.ReadersDuringPublishes;
import dev.lockstep.storage.RunFiles;
import dev.lockstep.testing.DailyTables;
import dev.lockstep.testing.LocalSpark;
import dev.lockstep.testing.LockContenders;
import dev.lockstep.testing.S3Server;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Data and registry on a real S3 server, through {@code s3a:}; with {@code -Pcampaign}. */
@Tag("campaign") // KilledPublisherTest, RunLockTest and RunFilesTest have a file system like S3
@Tag("slow")
class RetrainOnS3Test {
  @RegisterExtension static final LocalSpark SPARK = LocalSpark.openedBy(Session::open);

  private static final int LOCKS = 20;

  /** A training that lasts for half a minute and soon has a checkpoint. */
  private static final String[] LONG = {"--epochs=20000", "--checkpoint-every=1000"};

  @TempDir static Path home;
  @TempDir Path folder;
  private static S3Server server;
  private static Configuration conf;
  private static Path local;
  private static String tables;

  @BeforeAll
  static void start() throws Exception {
    server = S3Server.start(home.resolve("s3"));
    conf = server.configuration();
    SPARK.on("local[2]", server.settings());
    local = DailyTables.write(home.resolve("tables"), 3);
    tables = server.root() + "/tables";
    s3().copyFromLocalFile(hadoop(local), hadoop(tables));
  }

  @AfterAll
  static void end() {
    if (server != null) {
      server.close();
    }
  }

  @Test
  void theRegistryIsThatOfTheLocalDisk() throws IOException {
    String registry = server.root() + "/m/churn";
    Path here = folder.resolve("churn");
    for (int day = 1; day <= 3; day++) {
      CommandLineRun there = retrain(registry, tables, day);
      CommandLineRun same = retrain(here, local, day);
      assertThat(there.exitCode()).as(there.err()).isEqualTo(same.exitCode());
      assertThat(there.out()).isEqualTo(same.out()).startsWith("version " + day + " ");
      for (String figures : List.of("verdict", "checks", "scores")) {
        assertThat(decision(registry, day).path(figures))
            .isEqualTo(decision(here, day).path(figures));
      }
    }
    assertThat(retrain(registry, tables, 3).out()).startsWith("version 3 was ");
    assertThat(bytes(registry + "/versions/000001/model.safetensors"))
        .isEqualTo(bytes(here + "/versions/000001/model.safetensors"));
    String rows = tables + "/holdout.csv";
    assertThat(succeed("evaluate", registry + "@champion", "--data", rows))
        .isEqualTo(succeed("evaluate", here + "@champion", "--data", local + "/holdout.csv"));
    assertThat(succeed("verify", registry + "@1")).contains("equal");
    assertThat(succeed("history", registry)).contains("published");
  }

  @Test
  void ofTwoAtOnceOneWorksAndTheNextGoesOnWhenItIsKilled() throws Exception {
    String registry = server.root() + "/m/held";
    Object[] words = DailyTables.retraining(registry, tables, 1, LONG).toArray();
    try (LockstepProcess first =
        LockstepProcess.start(folder, List.of("env", "JDK_JAVA_OPTIONS=" + options()), words)) {
      awaitFile(registry + "/.work/run/checkpoints", first);
      CommandLineRun second = CommandLineRun.of(words);
      assertThat(second.exitCode()).as(second.err()).isEqualTo(ExitCode.HELD);
      first.handle().destroyForcibly();
      first.waitFor();
    }
    CommandLineRun next = CommandLineRun.of(words);
    assertThat(next.exitCode()).as(next.err()).isZero();
    assertThat(next.err())
        .contains("the process that left it is dead")
        .doesNotContain("epoch 50/"); // It goes on after the first checkpoint, in epoch 100.
    Path here = folder.resolve("whole");
    CommandLineRun whole =
        CommandLineRun.of(DailyTables.retraining(here, local, 1, LONG).toArray());
    assertThat(next.out()).isEqualTo(whole.out());
    assertThat(bytes(registry + "/versions/000001/model.safetensors"))
        .isEqualTo(bytes(here + "/versions/000001/model.safetensors"));
  }

  @Test
  void readersGetOneWholeChampionWhileTwoHundredArePublished() throws Exception {
    ReadersDuringPublishes.run(server.root() + "/m/read", conf, 200);
  }

  @Test
  void publishersThatAreKilledPublishEachDayOnce() throws Exception {
    KilledPublishers.run(server.root() + "/m/killed", conf, classPath(), 20);
  }

  @Test
  void ofTwoThatFindTheSameDeadLockOneGetsIt() throws Exception {
    LockContenders contenders =
        LockContenders.of(server.root() + "/locks", LOCKS).withClassPath(classPath());
    for (String lock : contenders.files()) {
      RunFiles.writeText(hadoop(lock), conf, contenders.deadLock());
    }
    assertThat(contenders.taken(200)).hasSize(LOCKS).doesNotHaveDuplicates();
  }

  private static String classPath() throws IOException {
    return server.classPath() + File.pathSeparator + System.getProperty("java.class.path");
  }

  private static String options() {
    return server.settings().entrySet().stream()
        .map(setting -> "-D" + setting.getKey() + "=" + setting.getValue())
        .collect(Collectors.joining(" "));
  }

  private static void awaitFile(String file, LockstepProcess process) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
    while (!s3().exists(hadoop(file))) {
      assertThat(process.handle().isAlive()).as("ended early:%n%s", process.said()).isTrue();
      assertThat(System.nanoTime()).as("waited in vain:%n%s", process.said()).isLessThan(deadline);
      Thread.sleep(50);
    }
  }

  private static CommandLineRun retrain(Object registry, Object tables, int day) {
    return CommandLineRun.of(DailyTables.retraining(registry, tables, day).toArray());
  }

  private static String succeed(Object... words) {
    CommandLineRun run = CommandLineRun.of(words);
    assertThat(run.exitCode()).as(run.err()).isZero();
    return run.out();
  }

  private static JsonNode decision(Object registry, int version) throws IOException {
    String name = String.format(Locale.ROOT, "/versions/%06d/decision.json", version);
    return new ObjectMapper().readTree(bytes(registry + name));
  }

  private static byte[] bytes(String file) throws IOException {
    return RunFiles.read(hadoop(file), conf, (in, length) -> in.readAllBytes());
  }

  private static FileSystem s3() throws IOException {
    return hadoop(server.root()).getFileSystem(conf);
  }

  private static org.apache.hadoop.fs.Path hadoop(Object place) {
    return new org.apache.hadoop.fs.Path(place.toString());
  }
}
