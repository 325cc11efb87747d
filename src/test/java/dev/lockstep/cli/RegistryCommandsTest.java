package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.cli.option.ModelArgument;
import dev.lockstep.cli.shell.ExitCode;
import dev.lockstep.cli.shell.Session;
import dev.lockstep.ml.MlpClassificationModel;
import dev.lockstep.registry.Act;
import dev.lockstep.registry.Champion;
import dev.lockstep.registry.Outcome;
import dev.lockstep.registry.Work;
import dev.lockstep.run.RunLock;
import dev.lockstep.testing.IdxFixture;
import dev.lockstep.testing.LocalSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** A registry of three versions: the first was published, the second kept, the third published. */
@Tag("slow")
class RegistryCommandsTest {
  @RegisterExtension static final LocalSpark SPARK = LocalSpark.openedBy(Session::open);

  @TempDir static Path home;
  private static Path data;
  private static final Path[] RUNS = new Path[3];

  @TempDir Path folder;
  private Path registry;

  @BeforeAll
  static void train() {
    data = IdxFixture.writeDigits(home.resolve("data"), 200, 50);
    for (int i = 0; i < RUNS.length; i++) {
      RUNS[i] = home.resolve("run" + (i + 1));
      succeed(training(RUNS[i], "--seed", i + 1));
    }
  }

  @BeforeEach
  void fill() throws IOException {
    registry = folder.resolve("churn");
    Act[] acts = {Act.PUBLISHED, Act.KEPT, Act.PUBLISHED};
    for (int i = 0; i < RUNS.length; i++) {
      add(RUNS[i], acts[i]);
    }
  }

  private void add(Path run, Act act) throws IOException {
    var place = new org.apache.hadoop.fs.Path(registry.toString());
    try (Work work = Work.take(place, new Configuration(), warning -> {})) {
      OptionalInt champion =
          work.registry().champion().stream().mapToInt(Champion::version).findFirst();
      String key = run.getFileName().toString();
      work.begin(key);
      Path made = Files.createDirectories(Path.of(work.folder().toString()));
      for (String file : run.toFile().list()) {
        if (Files.isRegularFile(run.resolve(file))) {
          Files.copy(run.resolve(file), made.resolve(file));
        }
      }
      work.add(new Outcome(act, champion, key, key, new ObjectMapper().createObjectNode()));
    }
  }

  @Test
  void everyCommandTakesAVersionForAModel() throws IOException {
    String champion = registry + "@champion";
    assertThat(succeed("evaluate", champion)).isEqualTo(succeed("evaluate", RUNS[2]));
    assertThat(succeed("inspect", registry + "@2")).isEqualTo(succeed("inspect", RUNS[1]));
    assertThat(succeed("verify", registry + "@1", "--epochs-only", 1)).contains("verified: ");
    succeed("export", champion, "--out", folder.resolve("a.npz"));
    succeed("export", RUNS[2], "--out", folder.resolve("b.npz"));
    assertThat(folder.resolve("a.npz")).hasSameBinaryContentAs(folder.resolve("b.npz"));
    succeed("predict", registry + "@1", "--data", data, "--out", folder.resolve("a.csv"));
    succeed("predict", RUNS[0], "--data", data, "--out", folder.resolve("b.csv"));
    assertThat(folder.resolve("a.csv")).hasSameBinaryContentAs(folder.resolve("b.csv"));
    succeed(training(folder.resolve("warm"), "--from", registry + "@champion"));
    succeed(training(folder.resolve("warm2"), "--from", RUNS[2]));
    assertThat(folder.resolve("warm/model.safetensors"))
        .hasSameBinaryContentAs(folder.resolve("warm2/model.safetensors"));
  }

  @Test
  void theApiLoadsTheChampionOrAVersion() throws IOException {
    SparkSession.builder().getOrCreate();
    String champion = sha256(RUNS[2]);
    for (String name :
        new String[] {registry.toString(), registry + "@champion", registry + "@3"}) {
      assertThat(MlpClassificationModel.fromRegistry(name).weightsSha256()).isEqualTo(champion);
    }
    assertThat(MlpClassificationModel.fromRegistry(registry + "@2").weightsSha256())
        .isEqualTo(sha256(RUNS[1]));
  }

  @Test
  void aVersionIsPromotedAndRolledBackAndTheHistorySaysSo() throws IOException {
    assertThat(succeed("promote", registry, 2))
        .isEqualTo("version 2 is the champion of " + registry + "; before it: version 3\n");
    assertThat(succeed("promote", registry, 2))
        .isEqualTo("version 2 is the champion of " + registry + " already\n");
    assertThat(succeed("rollback", registry))
        .isEqualTo("version 3 is the champion of " + registry + "; before it: version 1\n");
    assertThat(succeed("rollback", registry))
        .isEqualTo("version 1 is the champion of " + registry + "\n");
    String[] lines = succeed("history", registry).split("\n", -1);
    assertThat(lines[0]).matches("time +version +act +champion +reason");
    String time = "\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z +";
    assertThat(lines[1]).matches(time + "1 +published +1 +run1");
    assertThat(lines[2]).matches(time + "2 +kept +1 +run2");
    assertThat(lines[3]).matches(time + "3 +published +3 +run3");
    assertThat(lines[4]).matches(time + "2 +promoted +2 +chosen by a person");
    assertThat(lines[5]).matches(time + "3 +rolled back +3 +a person went back to it");
    assertThat(lines[6]).matches(time + "1 +rolled back +1 +a person went back to it");
    assertThat(lines[7]).matches("the champion is version 1 since " + time.replace(" +", ""));
  }

  @Test
  void jsonHasTheSame() throws IOException {
    JsonNode promoted = json("promote", registry, 2, "--json");
    assertThat(promoted.get("version").intValue()).isEqualTo(2);
    assertThat(promoted.get("previous").intValue()).isEqualTo(3);
    assertThat(promoted.get("changed").booleanValue()).isTrue();
    assertThat(json("rollback", registry, "--to", 2, "--json").get("changed").booleanValue())
        .isFalse();
    JsonNode history = json("history", registry, "--json");
    assertThat(history.get("champion").get("version").intValue()).isEqualTo(2);
    String lines = Files.readString(registry.resolve("history.jsonl"));
    StringBuilder acts = new StringBuilder();
    history.get("acts").forEach(act -> acts.append(act).append('\n'));
    assertThat(acts).hasToString(lines);
  }

  @Test
  void whatIsNotThereIsOneLineAndChangesNothing() throws IOException {
    String before = Files.readString(registry.resolve("history.jsonl"));
    assertRefused(
        ExitCode.DAMAGED_FILE, ": has no version 9; its newest is 3", "promote", registry, 9);
    assertRefused(
        ExitCode.DAMAGED_FILE,
        ": version 2 was never the champion; promote makes it the champion",
        "rollback",
        registry,
        "--to",
        2);
    assertRefused(
        ExitCode.DAMAGED_FILE, ": has no version 9; its newest is 3", "evaluate", registry + "@9");
    assertRefused(
        ExitCode.DAMAGED_FILE,
        ": is a registry of models; name a version in it, as in REGISTRY@champion or REGISTRY@12",
        "evaluate",
        registry);
    for (String command : List.of("evaluate", "inspect", "verify")) {
      assertRefused(
          ExitCode.DAMAGED_FILE,
          ": has no version 9999999999; its newest is 3",
          command,
          registry + "@9999999999");
      assertRefused(
          ExitCode.DAMAGED_FILE,
          ": has no version 'Champion'; name a version in it, as in REGISTRY@champion or REGISTRY@12",
          command,
          registry + "@Champion");
    }
    succeed("rollback", registry);
    assertRefused(
        ExitCode.DAMAGED_FILE, ": has no champion before the present one", "rollback", registry);
    CommandLineRun none = CommandLineRun.of("history", folder.resolve("none"));
    assertThat(none.exitCode()).isEqualTo(ExitCode.DAMAGED_FILE);
    assertThat(none.err())
        .isEqualTo("lockstep: " + folder.resolve("none") + ": no such registry\n");
    assertThat(folder.resolve("none")).doesNotExist();
    assertThat(Files.readString(registry.resolve("history.jsonl"))).startsWith(before);
    assertThat(CommandLineRun.of("promote", registry, "two").exitCode()).isEqualTo(ExitCode.USAGE);
  }

  /** A prediction begins with the champion's path and ends with its model's rows. */
  @Test
  void aCommandUsesOneModelWhateverIsPublishedMeanwhile() throws IOException {
    AnyCommand command = new AnyCommand();
    new CommandLine(command).parseArgs(registry + "@champion");
    var before = command.model.path();
    assertThat(before.toString()).isEqualTo(registry + "/versions/000003");
    succeed("promote", registry, 1);
    assertThat(command.model.path()).isEqualTo(before);
  }

  @Command
  private static final class AnyCommand {
    @Mixin private ModelArgument model;
  }

  @Test
  void anActWaitsForWhoHoldsTheRegistry() throws Exception {
    RunLock held =
        RunLock.take(
            new org.apache.hadoop.fs.Path(registry.toString()), new Configuration(), w -> {});
    Thread release =
        new Thread(
            () -> {
              try (held) {
                Thread.sleep(300);
              } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
    release.start();
    assertThat(succeed("promote", registry, 1)).startsWith("version 1 is the champion of ");
    release.join();
  }

  private void assertRefused(int exitCode, String problem, Object... words) {
    CommandLineRun run = CommandLineRun.of(words);
    assertThat(run.exitCode()).as(run.err()).isEqualTo(exitCode);
    assertThat(run.err()).isEqualTo("lockstep: " + registry + problem + "\n");
    assertThat(run.out()).isEmpty();
  }

  private static Object[] training(Path out, Object... options) {
    Object[] words = {
      "train", "--data", data, "--out", out, "--hidden", 4, "--epochs", 1, "--shards", 2, "--quiet"
    };
    Object[] all = Arrays.copyOf(words, words.length + options.length);
    System.arraycopy(options, 0, all, words.length, options.length);
    return all;
  }

  private static JsonNode json(Object... words) throws IOException {
    return new ObjectMapper().readTree(succeed(words));
  }

  /** What it printed. */
  private static String succeed(Object... words) {
    CommandLineRun run = CommandLineRun.of(words);
    assertThat(run.exitCode()).as(Arrays.toString(words) + run.err()).isZero();
    return run.out();
  }

  private static String sha256(Path run) throws IOException {
    return new ObjectMapper()
        .readTree(run.resolve("run.json").toFile())
        .get("weightsSha256")
        .textValue();
  }
}
