package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.cli.shell.Session;
import dev.lockstep.input.InputScaling;
import dev.lockstep.model.Model;
import dev.lockstep.model.file.ModelFile;
import dev.lockstep.nn.Activation;
import dev.lockstep.nn.BlockScorer;
import dev.lockstep.nn.Loss;
import dev.lockstep.nn.Network;
import dev.lockstep.testing.LocalSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A model, rows, and the predictions that it gives them one at a time. */
abstract class ScoredTables {
  @RegisterExtension static final LocalSpark SPARK = LocalSpark.openedBy(Session::open);

  static final int ROWS = 600;
  static final int FEATURES = 5;
  static final List<String> NAMES = List.of("a", "A", "c");
  static final String HEADER = "v,w,x,y,z";
  static final float[][] X = features();

  @TempDir static Path home;
  static Path model;

  /** Class and probabilities, row by row, as the scorer gives them one at a time. */
  static List<String> expected;

  @TempDir Path folder;

  @BeforeAll
  static void writeModel() throws IOException {
    Network network =
        new Network(
            List.of(FEATURES, 4, NAMES.size()),
            Activation.TANH,
            Loss.CROSS_ENTROPY,
            Activation.LINEAR);
    float[] parameters = new float[network.parameterCount()];
    Random random = new Random(1);
    for (int p = 0; p < parameters.length; p++) {
      parameters[p] = (float) random.nextGaussian();
    }
    InputScaling scaling = InputScaling.divideBy(7);
    model = home.resolve("model.safetensors");
    ModelFile.write(
        new Model(network, scaling, NAMES, parameters),
        new org.apache.hadoop.fs.Path(model.toUri()),
        new Configuration());
    BlockScorer scorer = new BlockScorer(network, scaling, parameters, 1);
    expected = new ArrayList<>();
    for (float[] x : X) {
      float[] values = scorer.logits(x.clone(), 1);
      String name = NAMES.get(network.classOf(values, 0));
      scorer.toOutputs(values, 1);
      expected.add(name + "," + values[0] + "," + values[1] + "," + values[2]);
    }
  }

  void assertScored(Path data, String... options) throws IOException {
    List<String> scored = predict(data, options);
    assertThat(scored.get(0)).isEqualTo("prediction,probability_a,probability_A,probability_c");
    assertThat(scored.subList(1, scored.size())).as(data.toString()).isEqualTo(expected);
  }

  List<String> predict(Path data, String... options) throws IOException {
    Path out = folder.resolve("out.csv");
    Files.deleteIfExists(out);
    CommandLineRun run =
        run(
            data,
            out,
            Stream.concat(Stream.of("--probabilities"), Arrays.stream(options))
                .toArray(String[]::new));
    assertThat(run.exitCode()).as(run.err()).isZero();
    return Files.readAllLines(out);
  }

  static CommandLineRun run(Path data, Path out, String... options) {
    Stream<Object> args = Stream.of("predict", model, "--data", data, "--out", out);
    return CommandLineRun.of(Stream.concat(args, Arrays.stream(options)).toArray());
  }

  /** Whole numbers that a byte holds, a third of them zeros. */
  static float[][] features() {
    Random random = new Random(2);
    float[][] x = new float[ROWS][FEATURES];
    for (float[] row : x) {
      for (int i = 0; i < FEATURES; i++) {
        row[i] = random.nextInt(3) == 0 ? 0 : random.nextInt(-20, 20);
      }
    }
    return x;
  }

  static List<String> lines() {
    return Arrays.stream(X)
        .map(
            x ->
                IntStream.range(0, FEATURES)
                    .mapToObj(i -> String.valueOf((int) x[i]))
                    .collect(Collectors.joining(",")))
        .toList();
  }

  Path write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }
}
