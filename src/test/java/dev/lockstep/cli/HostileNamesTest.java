package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.cli.shell.ExitCode;
import dev.lockstep.cli.shell.Session;
import dev.lockstep.testing.LocalSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Names that would steer a terminal, in files' names, columns, classes and arguments: nothing that
 * a command prints does.
 */
@Tag("slow")
class HostileNamesTest {
  @RegisterExtension static final LocalSpark SPARK = LocalSpark.openedBy(Session::open);

  /** Everything but a line's end; a line break within a name has tests of its own. */
  private static final String EVIL =
      "\u001b]0;x\u0007\u001bc\b\u0085\u009b1m\u007f\u200b\u200f\u202a\u202e\u2066\u2069\u2028\u2029\ufeff";

  private static final Pattern STEERS =
      Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}&&[^\\n]]");

  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir static Path home;
  private static Path table;
  private static Path run;
  private static CommandLineRun trained;

  @BeforeAll
  static void train() throws IOException {
    table = home.resolve("t" + EVIL + ".csv");
    StringBuilder rows = new StringBuilder("x" + EVIL + ",y,k" + EVIL + "\n");
    for (int i = 0; i < 60; i++) {
      rows.append(i).append(',').append(i * 7 % 13).append(i % 2 == 0 ? ",a" : ",b");
      rows.append(EVIL).append('\n');
    }
    Files.writeString(table, rows);
    run = home.resolve("run" + EVIL);
    trained = ofTable("train", "--out", run, "--hidden", 4, "--epochs", 3);
  }

  @Test
  void trainingPrintsNoneOfThem() throws IOException {
    assertHarmless(trained, 0);
    assertThat(trained.out()).contains("a\\u001b]0;x\\u0007\\u001bc", "run\\u001b]0");
    JsonNode record = JSON.readTree(run.resolve("run.json").toFile());
    assertThat(record.toString()).contains("a" + JSON.writeValueAsString(EVIL).replace("\"", ""));
  }

  @Test
  void whatIsPrintedAsJsonHasTheNamesAsTheyAre() throws IOException {
    Path other = home.resolve("json" + EVIL);
    CommandLineRun json = ofTable("train", "--out", other, "--hidden", 4, "--epochs", 1, "--json");
    assertHarmless(json, 0);
    assertThat(JSON.readTree(json.out()))
        .isEqualTo(JSON.readTree(other.resolve("run.json").toFile()));
    assertThat(json.out()).contains("a\\u001B]0;x", "\\u202e");
    for (String line : Files.readAllLines(other.resolve("metrics.jsonl"))) {
      assertThat(JSON.readTree(line).get("epoch").asInt()).isOne();
    }
    CommandLineRun verified = CommandLineRun.of("verify", other, "--json");
    assertHarmless(verified, 0);
    assertThat(JSON.readTree(verified.out()).get("verified").asBoolean()).isTrue();
  }

  @Test
  void theOtherCommandsPrintNoneOfThem() throws IOException {
    for (String command : List.of("evaluate", "verify", "inspect", "report")) {
      assertHarmless(CommandLineRun.of(command, run), 0);
    }
    assertHarmless(ofTable("inspect", table), 0);
    assertHarmless(CommandLineRun.of("export", run, "--format", "npz", "--out", run + ".npz"), 0);
    Path scored = home.resolve("scored" + EVIL + ".csv");
    assertHarmless(
        CommandLineRun.of("predict", run, "--data", table, "--out", scored, "--keep", "all"), 0);
    assertThat(Files.readString(scored)).contains("x" + EVIL, "b" + EVIL);
    assertHarmless(ofTable("train", "--out", run), ExitCode.EXISTS);
    assertHarmless(ofTable("train", "--out", run, "--resume", "--hidden", 4, "--epochs", 3), 0);
    assertHarmless(
        CommandLineRun.of("bench", "step", "--data", table, "--epochs", 1), ExitCode.DATA);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1,2,c", "1,x,a", "1,2", "1,,a"})
  void aRowThatIsWrongIsNamedWithoutThem(String row) throws IOException {
    Path wrong = home.resolve("wrong" + EVIL + ".csv");
    Files.writeString(
        wrong, "x" + EVIL + ",y,k" + EVIL + "\n1,2,a" + EVIL + "\n" + row + EVIL + "\n");
    CommandLineRun evaluated =
        CommandLineRun.of("evaluate", run, "--data", wrong, "--label", "k" + EVIL);
    assertHarmless(evaluated, ExitCode.DATA);
    assertThat(evaluated.errLines()).hasSize(1);
    CommandLineRun traced =
        CommandLineRun.of("evaluate", run, "--data", wrong, "--label", "k" + EVIL, "--verbose");
    assertHarmless(traced, ExitCode.DATA);
    assertThat(traced.err()).contains("\tat ");
  }

  @Test
  void argumentsThatAreWrongAreRepeatedWithoutThem() {
    String evil = "a" + EVIL + "\r\nb";
    for (Object[] args :
        new Object[][] {
          {evil},
          {"--" + evil},
          {"@" + evil},
          {"train", evil},
          {"train", "--" + evil},
          {"train", "--epochs", evil},
          {"train", "--activation", evil},
          {"train", "--hidden", "8," + evil},
          {"train", "--schedule", evil},
          {"train", "--checkpoint-every", evil},
          {"evaluate"},
          {"export", "x", "--format", evil, "--out", "y"},
          {"fetch", evil},
          {"bench", evil},
          {"verify", "x", "--partitions", evil},
        }) {
      CommandLineRun wrong = CommandLineRun.of(args);
      assertHarmless(wrong, ExitCode.USAGE);
      assertThat(wrong.errLines()).as(wrong.err()).hasSize(1);
      if (args[args.length - 1].toString().contains(evil)) {
        assertThat(wrong.err()).contains("a\\u001b]0;x\\u0007").contains("\\u000d\\u000ab");
      }
    }
    assertHarmless(CommandLineRun.of("train", "--help", evil), 0);
    assertHarmless(CommandLineRun.of("--version", evil), 0);
  }

  @Test
  void filesThatAreMissingOrDamagedAreNamedWithoutThem() throws IOException {
    Path none = home.resolve("none" + EVIL);
    Path damaged = home.resolve("damaged" + EVIL + ".safetensors");
    byte[] model = Files.readAllBytes(run.resolve("model.safetensors"));
    model[9] = 7;
    Files.write(damaged, model);
    for (Path path : List.of(none, damaged)) {
      assertHarmless(CommandLineRun.of("evaluate", path), ExitCode.DAMAGED_FILE);
      assertHarmless(
          CommandLineRun.of("predict", path, "--data", table, "--out", home.resolve("p.csv")),
          ExitCode.DAMAGED_FILE);
      assertHarmless(
          CommandLineRun.of("export", path, "--format", "npz", "--out", home.resolve("e.npz")),
          ExitCode.DAMAGED_FILE);
      assertHarmless(CommandLineRun.of("verify", path), ExitCode.DAMAGED_FILE);
    }
    CommandLineRun noData = CommandLineRun.of("train", "--data", none, "--out", home.resolve("o"));
    assertHarmless(noData, ExitCode.DATA);
  }

  private static CommandLineRun ofTable(String command, Object... options) {
    List<Object> args = new ArrayList<>(List.of(command));
    args.addAll(List.of(options));
    if (!command.equals("inspect")) {
      args.addAll(List.of("--data", table));
    }
    args.addAll(List.of("--label", "k" + EVIL));
    return CommandLineRun.of(args.toArray());
  }

  private static void assertHarmless(CommandLineRun command, int exitCode) {
    String printed = command.out() + command.err();
    assertThat(command.exitCode()).as(Escaped.of(printed)).isEqualTo(exitCode);
    assertThat(
            STEERS
                .matcher(printed.replace("\n\tat ", "\n at ").replace("\n\t...", "\n ..."))
                .find())
        .as(Escaped.of(printed))
        .isFalse();
  }

  /** For the tests' own messages. */
  private static final class Escaped {
    static String of(String printed) {
      return STEERS.matcher(printed).replaceAll("<!>").replace("%", "%%");
    }
  }
}
