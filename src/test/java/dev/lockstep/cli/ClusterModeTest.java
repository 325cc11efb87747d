package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.cli.shell.Session;
import dev.lockstep.testing.BuiltProject;
import dev.lockstep.testing.BuiltProject.Ended;
import dev.lockstep.testing.IdxFixture;
import dev.lockstep.testing.LocalSpark;
import dev.lockstep.testing.OpenCluster;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** submit.sh with the driver on one of a standalone cluster's workers; with {@code -Pcampaign}. */
@Tag("campaign") // SubmitToOpenClusterTest has a driver in client mode
@Tag("slow")
class ClusterModeTest {
  @RegisterExtension static final OpenCluster CLUSTER = new OpenCluster();
  @RegisterExtension static final LocalSpark SPARK = LocalSpark.openedBy(Session::open);

  @TempDir static Path folder;
  private static BuiltProject project;
  private static Path data;

  @BeforeAll
  static void build() throws IOException {
    project = BuiltProject.create(folder.resolve("project"), CLUSTER.get().sparkHome());
    data = IdxFixture.writeDigits(folder.resolve("data"), 500, 50);
  }

  @Test
  void theDriverOnAWorkerGivesTheSameModelAsOneProcess() throws Exception {
    Ended ended = submit(training(data, "worker"));
    assertThat(ended.exitCode()).as(ended.err()).isZero();
    CommandLineRun local = CommandLineRun.of(training(data, "local").toArray());
    assertThat(local.exitCode()).as(local.err()).isZero();
    assertThat(folder.resolve("worker/model.safetensors"))
        .hasSameBinaryContentAs(folder.resolve("local/model.safetensors"));
    assertThat(folder.resolve("worker/run.json"))
        .content()
        .contains('"' + CLUSTER.get().url() + '"');
    assertThat(folder.resolve("worker/run.lock")).doesNotExist();
  }

  private static Ended submit(List<String> command) throws Exception {
    List<String> words = new ArrayList<>(List.of("--master", CLUSTER.get().url()));
    words.addAll(List.of("--deploy-mode", "cluster", "--driver-memory", "512m"));
    for (String setting :
        List.of(
            "spark.standalone.submit.waitAppCompletion=true",
            "spark.executor.memory=512m",
            "spark.driver.host=127.0.0.1")) {
      words.addAll(List.of("--conf", setting));
    }
    words.addAll(command);
    return project.submit(words);
  }

  private static List<String> training(Path data, String out) {
    List<String> words = new ArrayList<>(List.of("train", "--data", data.toString()));
    words.addAll(List.of("--epochs", "2", "--hidden", "16", "--batch", "50", "--shards", "4"));
    words.addAll(List.of("--quiet", "--out", folder.resolve(out).toString()));
    return words;
  }
}
