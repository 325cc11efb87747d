package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.cli.shell.Session;
import dev.lockstep.testing.IdxFixture;
import dev.lockstep.testing.LocalSpark;
import dev.lockstep.testing.TensorBoardEvents;
import dev.lockstep.testing.TensorBoardEvents.Event;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** TensorBoard's files of real runs. */
@Tag("slow")
class TensorBoardCommandTest {
  @RegisterExtension static final LocalSpark SPARK = LocalSpark.openedBy(Session::open);

  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir static Path home;
  private static Path data;
  private static Path run;
  @TempDir Path folder;

  @BeforeAll
  static void trainOnce() throws IOException {
    data = IdxFixture.writeDigits(home.resolve("few"), 300, 100);
    run = home.resolve("first");
    train(run, "--validation", 0.2, "--tensorboard", home.resolve("board"));
  }

  @Test
  void tensorBoardGetsEveryEpochAndTheTest() throws IOException {
    List<Event> events = events(home.resolve("board/first"));
    List<JsonNode> lines = new ArrayList<>();
    for (String line : Files.readAllLines(run.resolve("metrics.jsonl"))) {
      lines.add(JSON.readTree(line));
    }
    assertThat(values(events, "loss/train")).isEqualTo(numbers(lines, "meanLoss"));
    assertThat(values(events, "accuracy/train")).isEqualTo(numbers(lines, "accuracy"));
    assertThat(values(events, "loss/validation")).isEqualTo(numbers(lines, "validationLoss"));
    assertThat(values(events, "learning_rate")).isEqualTo(numbers(lines, "learningRate"));
    JsonNode record = JSON.readTree(run.resolve("run.json").toFile());
    assertThat(values(events, "accuracy/test"))
        .containsExactly((float) record.at("/test/accuracy").asDouble());
    assertThat(events.stream().filter(e -> e.tag().equals("loss/train")).map(Event::step))
        .containsExactlyElementsOf(
            lines.stream().map(line -> line.get("step").longValue()).toList());
  }

  @Test
  void aRunThatGoesOnAddsAFileFromItsStepOn() throws IOException {
    Path board = folder.resolve("board");
    Path half = folder.resolve("half");
    train(half, "--checkpoint-every", 7);
    Files.delete(half.resolve("run.json"));
    Files.delete(half.resolve("model.safetensors"));
    CommandLineRun resumed =
        CommandLineRun.of(words(half, "--resume", "--checkpoint-every", 7, "--tensorboard", board));
    assertThat(resumed.exitCode()).as(resumed.err()).isZero();
    List<Event> events = events(board.resolve("half"));
    assertThat(events.get(1).status()).isEqualTo(1);
    assertThat(events.get(1).step()).isEqualTo(7);
    assertThat(half.resolve("report.html")).exists();
  }

  private static List<Float> values(List<Event> events, String tag) {
    return events.stream().filter(e -> e.tag().equals(tag)).map(Event::value).toList();
  }

  private static List<Float> numbers(List<JsonNode> lines, String field) {
    return lines.stream().map(line -> (float) line.get(field).asDouble()).toList();
  }

  private static List<Event> events(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> found = files.toList();
      assertThat(found)
          .singleElement()
          .satisfies(
              f -> assertThat(f.getFileName().toString()).startsWith("events.out.tfevents."));
      return TensorBoardEvents.read(found.get(0));
    }
  }

  private static void train(Path out, Object... options) {
    CommandLineRun trained = CommandLineRun.of(words(out, options));
    assertThat(trained.exitCode()).as(trained.err()).isZero();
  }

  private static Object[] words(Path out, Object... options) {
    List<Object> words =
        new ArrayList<>(List.of("train", "--data", data, "--out", out, "--hidden", 8));
    words.addAll(List.of("--epochs", 4, "--batch", 100, "--shards", 2));
    words.addAll(List.of(options));
    return words.toArray();
  }
}
