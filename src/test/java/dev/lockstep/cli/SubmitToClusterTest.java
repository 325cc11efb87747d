package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.cli.shell.ExitCode;
import dev.lockstep.testing.BuiltProject;
import dev.lockstep.testing.BuiltProject.Ended;
import dev.lockstep.testing.IdxFixture;
import dev.lockstep.testing.StandaloneCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * submit.sh as users call it, in client mode, to a cluster that asks for a secret. While Spark
 * waits for an answer, a minute and more, other classes run. {@link SubmitToOpenClusterTest} has a
 * cluster that does not ask.
 */
@Tag("slow")
@Tag("campaign")
class SubmitToClusterTest {
  @TempDir static Path folder;

  private static final Pattern SHA256 = Pattern.compile("\"weightsSha256\" ?: ?\"([0-9a-f]{64})\"");
  private static final String SECRET = "a secret of the tests";
  private static StandaloneCluster cluster;
  private static BuiltProject project;
  private static Path data;

  /** Spark asks three times, 20 seconds each: both at once, and while the other test runs. */
  private static FutureTask<Ended> guess;

  @BeforeAll
  static void startCluster() throws IOException {
    cluster =
        StandaloneCluster.start(
            Map.of(
                "spark.authenticate", "true",
                "spark.authenticate.secret", SECRET,
                "spark.network.crypto.enabled", "true"));
    project = BuiltProject.create(folder.resolve("project"), cluster.sparkHome());
    data = IdxFixture.writeDigits(folder.resolve("data"), 2_000, 200);
    guess = start("refused", secure("a guess", "--master", cluster.url()));
  }

  private static FutureTask<Ended> start(String out, List<String> sparkOptions) {
    FutureTask<Ended> task = new FutureTask<>(() -> train(out, sparkOptions));
    Thread thread = new Thread(task, out);
    thread.setDaemon(true);
    thread.start();
    return task;
  }

  @AfterAll
  static void endCluster() {
    if (cluster != null) {
      cluster.close();
    }
  }

  @Test
  void theClusterAndOneProcessGiveTheSameBytes() throws Exception {
    assertThat(trained("cluster", secure(SECRET, "--master", cluster.url())))
        .isEqualTo(trained("local", List.of("--master", "local[2]")));
  }

  @Test
  void withAnotherSecretTheClusterRefuses() throws Exception {
    assertRefused(guess.get(), "refused");
  }

  @Test
  void withoutASecretTheClusterRefuses() throws Exception {
    assertRefused(train("unknown", List.of("--master", cluster.url())), "unknown");
  }

  private static void assertRefused(Ended ended, String out) {
    assertThat(ended.exitCode()).as(ended.err()).isEqualTo(ExitCode.CLUSTER);
    assertThat(ended.err().lines()).filteredOn(line -> line.startsWith("lockstep: ")).hasSize(1);
    assertThat(folder.resolve(out)).doesNotExist();
  }

  private static List<String> secure(String secret, String... more) {
    List<String> words = new ArrayList<>();
    words.addAll(
        List.of(
            "--properties-file", Path.of("conf/spark-secure.conf").toAbsolutePath().toString()));
    words.addAll(List.of("--conf", "spark.authenticate.secret=" + secret));
    words.addAll(List.of(more));
    return words;
  }

  private static String trained(String out, List<String> sparkOptions) throws Exception {
    Ended ended = train(out, sparkOptions);
    assertThat(ended.exitCode()).as(ended.err()).isZero();
    Matcher hash = SHA256.matcher(Files.readString(folder.resolve(out).resolve("run.json")));
    assertThat(hash.find()).isTrue();
    return hash.group(1);
  }

  private static Ended train(String out, List<String> sparkOptions) throws Exception {
    List<String> words = new ArrayList<>(sparkOptions);
    words.addAll(List.of("--conf", "spark.executor.memory=512m"));
    words.addAll(List.of("--conf", "spark.driver.host=127.0.0.1"));
    words.addAll(List.of("train", "--data", data.toString(), "--epochs", "2", "--hidden", "16"));
    words.addAll(List.of("--batch", "500", "--shards", "4", "--quiet"));
    words.addAll(List.of("--out", folder.resolve(out).toString()));
    return project.submit(words);
  }
}
