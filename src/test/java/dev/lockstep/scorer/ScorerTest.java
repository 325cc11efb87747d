package dev.lockstep.scorer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.input.InputScaling;
import dev.lockstep.input.InputScaling.WideFeature;
import dev.lockstep.input.Preprocessing;
import dev.lockstep.linalg.AddressedRandom;
import dev.lockstep.linalg.Exponential;
import dev.lockstep.model.Model;
import dev.lockstep.model.ModelFormat;
import dev.lockstep.model.file.ModelFile;
import dev.lockstep.nn.Activation;
import dev.lockstep.nn.BlockScorer;
import dev.lockstep.nn.Loss;
import dev.lockstep.nn.LossFunction;
import dev.lockstep.nn.Mlp;
import dev.lockstep.nn.Network;
import dev.lockstep.nn.TargetScaling;
import dev.lockstep.nn.ValueTask;
import dev.lockstep.text.DamagedFileException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A row's bits are those of a block, in any company and on any thread. */
class ScorerTest {
  private static final int FEATURES = 7;
  private static final int ROWS = 600; // More than two blocks.

  @TempDir Path folder;

  static Stream<Model> models() {
    InputScaling wide =
        InputScaling.perFeature(
            InputScaling.Method.STANDARDISE,
            new float[] {1, 0, 0, 0, 0, 0, 2},
            new float[] {3, 1, 1, 1, 1, 1, 0.5f},
            List.of(new WideFeature(2, 1.7e9, 604_800)));
    return Stream.of(
        model(LossFunction.CROSS_ENTROPY, List.of(FEATURES, 20, 3), InputScaling.BYTES),
        model(LossFunction.CROSS_ENTROPY, List.of(FEATURES, 5, 4, 2), wide),
        model(LossFunction.MSE, List.of(FEATURES, 6, 1), InputScaling.NONE));
  }

  private static Model model(LossFunction loss, List<Integer> sizes, InputScaling scaling) {
    Activation output = loss == LossFunction.MSE ? Activation.SIGMOID : Activation.LINEAR;
    Network network = new Network(sizes, Activation.RELU, new Loss(loss, 0), output);
    float[] parameters = new float[network.parameterCount()];
    AddressedRandom random = AddressedRandom.of(3, "parameters");
    for (int i = 0; i < parameters.length; i++) {
      parameters[i] = (float) (random.uniform(i) - 0.5);
    }
    List<String> names = IntStream.range(0, network.classes()).mapToObj(c -> "c" + c).toList();
    return new Model(network, scaling, names, parameters);
  }

  private static double[] rows() {
    AddressedRandom random = AddressedRandom.of(4, "rows");
    double[] rows = new double[ROWS * FEATURES];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = random.uniform(2L * i) < 0.4 ? 0 : 255 * random.uniform(2L * i + 1);
    }
    return rows;
  }

  @ParameterizedTest
  @MethodSource("models")
  void aRowHasTheBitsOfItsBlock(Model model) throws IOException {
    Path file = folder.resolve("model.safetensors");
    try (OutputStream out = Files.newOutputStream(file)) {
      ModelFormat.write(model).write(out);
    }
    double[] rows = rows();
    Network network = model.network();
    BlockScorer block = new BlockScorer(network, model.preprocessing(), model.parameters(), ROWS);
    float[] outputs = block.logits(rows, ROWS);
    int[] classes = IntStream.range(0, ROWS).map(r -> network.classOf(outputs, r)).toArray();
    block.toOutputs(outputs, ROWS);

    Scorer scorer = Scorer.load(folder);
    List<Prediction> together = Scorer.load(file).predictAll(rows);
    IntStream.range(0, ROWS)
        .parallel()
        .forEach(
            r -> {
              double[] row = Arrays.copyOfRange(rows, r * FEATURES, (r + 1) * FEATURES);
              int width = network.outputs();
              float[] expected = Arrays.copyOfRange(outputs, r * width, (r + 1) * width);
              for (Prediction found : List.of(scorer.predict(row), together.get(r))) {
                assertThat(found.outputs()).isEqualTo(expected);
                assertThat(found.index()).isEqualTo(classes[r]);
                assertThat(found.label()).isEqualTo("c" + classes[r]);
              }
            });
  }

  @Test
  void numbersComeInTheirOwnUnits() throws IOException {
    Network network =
        new Network(
            List.of(FEATURES, 4, 2),
            Activation.TANH,
            new Loss(LossFunction.POISSON, 0),
            Activation.LINEAR);
    TargetScaling scaling = new TargetScaling(List.of(0.0, 0.0), List.of(12.5, 1e6));
    float[] parameters = new float[network.parameterCount()];
    for (int i = 0; i < parameters.length; i++) {
      parameters[i] = (i % 7 - 3) / 16f;
    }
    Model model =
        new Model(
            network,
            Preprocessing.plain(FEATURES, InputScaling.NONE),
            new ValueTask(scaling),
            List.of(),
            List.of("offers", "visits"),
            parameters);
    Path file = folder.resolve("numbers.safetensors");
    ModelFile.write(model, new org.apache.hadoop.fs.Path(file.toUri()), new Configuration());
    Scorer scorer = Scorer.load(file);
    assertThat(scorer.targetNames()).containsExactly("offers", "visits");
    assertThat(scorer.classNames()).isEmpty();
    assertThat(scorer.model().task()).isEqualTo(new ValueTask(scaling));
    float[] row = {0.1f, 2, -1, 0, 0.5f, 1, -2};
    float[] logits = new Mlp(network, 1).logits(parameters, row, 1);
    Prediction found = scorer.predict(row);
    assertThat(found.label()).isNull();
    assertThat(found.values()[0]).isEqualTo((float) Exponential.exp(logits[0]) * 12.5);
    assertThat(found.values()[1]).isEqualTo((float) Exponential.exp(logits[1]) * 1e6);
    assertThat(found.value()).isEqualTo(found.values()[0]);
  }

  @Test
  void floatsAreTheDoublesThatEqualThem() {
    Scorer scorer = Scorer.of(models().findFirst().orElseThrow());
    float[] row = {0.1f, 2, 255, 0, 0, 7, 9};
    double[] same = IntStream.range(0, FEATURES).mapToDouble(i -> row[i]).toArray();
    assertThat(scorer.predict(row).outputs()).isEqualTo(scorer.predict(same).outputs());
    assertThat(row[2]).isEqualTo(255);
  }

  @Test
  void wrongRowsAreRefused() {
    Scorer scorer = Scorer.of(models().findFirst().orElseThrow());
    assertThatThrownBy(() -> scorer.predict(new float[6]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("6 features, where the model has 7");
    assertThatThrownBy(() -> scorer.predict(new float[] {0, 1, Float.NaN, 0, 0, 0, 0}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("feature 2 is NaN");
    double[] two = new double[14];
    two[13] = 1e300;
    assertThatThrownBy(() -> scorer.predictAll(two))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("row 2: feature 6 is 1.0E300");
    assertThatThrownBy(() -> scorer.predictAll(new double[8]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("8 numbers are not rows of 7 features");
    assertThat(scorer.predictAll(new double[0])).isEmpty();
  }

  @Test
  void whatIsNoModelIsRefusedInOneLine() throws IOException {
    Path missing = folder.resolve("none.safetensors");
    assertThatThrownBy(() -> Scorer.load(missing))
        .isInstanceOf(DamagedFileException.class)
        .hasMessage(missing + ": no such file");
    Path wrong = Files.write(folder.resolve("wrong"), new byte[] {1, 2, 3});
    assertThatThrownBy(() -> Scorer.load(wrong))
        .isInstanceOf(DamagedFileException.class)
        .hasMessageStartingWith(wrong + ": has 3 bytes");
  }
}
