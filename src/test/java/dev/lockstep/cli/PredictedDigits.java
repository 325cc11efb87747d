package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.cli.shell.Session;
import dev.lockstep.data.Example;
import dev.lockstep.data.Part;
import dev.lockstep.data.digits.Digits;
import dev.lockstep.model.Model;
import dev.lockstep.model.file.ModelFile;
import dev.lockstep.nn.BlockScorer;
import dev.lockstep.nn.Network;
import dev.lockstep.testing.IdxFixture;
import dev.lockstep.testing.LocalSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A model of the built-in digits, whose classes have names, and rows of them to be scored. */
abstract class PredictedDigits {
  @RegisterExtension static final LocalSpark SPARK = LocalSpark.openedBy(Session::open);

  static final int ROWS = 600;
  static final List<String> NAMES =
      List.of("zero", "one", "two, or so", "three", "four", "f\u00fcnf", "6", "7", "8", "9");

  @TempDir static Path home;
  static Path data;
  static Path model;

  /** The right answers, row by row. */
  static List<String> expected;

  @TempDir Path folder;

  @BeforeAll
  static void train() throws IOException {
    data = IdxFixture.writeDigits(home.resolve("data"), 1_000, ROWS);
    Path run = home.resolve("run");
    CommandLineRun training =
        CommandLineRun.of("train", "--data", data, "--out", run, "--epochs", 2);
    assertThat(training.exitCode()).as(training.err()).isZero();
    Model digits = ModelFile.read(hadoop(run), new Configuration());
    Model named = new Model(digits.network(), digits.scaling(), NAMES, digits.parameters());
    model = home.resolve("named.safetensors");
    ModelFile.write(named, hadoop(model), new Configuration());
    BlockScorer scorer = new BlockScorer(named.network(), named.scaling(), named.parameters(), 1);
    expected =
        images().stream()
            .map(x -> NAMES.get(Network.argMax(scorer.logits(x, 1), 0, NAMES.size())))
            .toList();
  }

  List<String> predictFile(Path input, String... options) throws IOException {
    Path out = folder.resolve("out.csv");
    Files.deleteIfExists(out);
    assertDone(predict(input, out, options));
    return Files.readAllLines(out);
  }

  static CommandLineRun predict(Path input, Path out, String... options) {
    Stream<Object> args = Stream.of("predict", model, "--data", input, "--out", out);
    return CommandLineRun.of(Stream.concat(args, Arrays.stream(options)).toArray());
  }

  static void assertDone(CommandLineRun run) {
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out()).startsWith("predictions are in ");
  }

  static List<String> unquoted(List<String> cells) {
    return cells.stream().map(cell -> cell.replace("\"", "")).toList();
  }

  static List<float[]> images() {
    return IntStream.range(0, ROWS)
        .mapToObj(i -> Digits.example(Part.TEST, i))
        .map(Example::features)
        .toList();
  }

  Path writeCsv(String name, boolean header, boolean labels) throws IOException {
    List<String> lines = new ArrayList<>();
    String label = labels ? "label," : "";
    if (header) {
      lines.add(
          IntStream.range(0, Digits.FEATURES)
              .mapToObj(i -> "pixel" + i)
              .collect(Collectors.joining(",", label, "")));
    }
    List<float[]> images = images();
    for (int row = 0; row < ROWS; row++) {
      float[] x = images.get(row);
      lines.add(
          IntStream.range(0, x.length)
              .mapToObj(i -> String.valueOf((int) x[i]))
              .collect(Collectors.joining(",", labels ? row % 10 + "," : "", "")));
    }
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.write(file, lines);
  }

  static org.apache.hadoop.fs.Path hadoop(Path path) {
    return new org.apache.hadoop.fs.Path(path.toUri());
  }
}
