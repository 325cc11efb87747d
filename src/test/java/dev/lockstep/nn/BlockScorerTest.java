package dev.lockstep.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.input.CategoryColumn;
import dev.lockstep.input.CategoryColumn.Unseen;
import dev.lockstep.input.InputColumn;
import dev.lockstep.input.InputScaling;
import dev.lockstep.input.NumberColumn;
import dev.lockstep.input.Preprocessing;
import dev.lockstep.input.RawColumns;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BlockScorerTest {
  private static final int ROWS = 40;

  /** With few categories, most inputs are not zero; with many, nearly all are. */
  @ParameterizedTest
  @ValueSource(ints = {0, 2, 50})
  void denseAndCompressedRowsGiveEqualBits(int categories) {
    Preprocessing preprocessing = preprocessing(categories);
    Network network = network(preprocessing.inputs());
    float[] parameters = parameters(network);
    double[] rows = rows(preprocessing, new Random(categories));
    float[] inputs = new float[ROWS * preprocessing.inputs()];
    preprocessing.encode(rows, 0, ROWS, inputs);
    float[] dense = new Mlp(network, ROWS).logits(parameters, inputs, ROWS);
    BlockScorer scorer = new BlockScorer(network, preprocessing, parameters, ROWS);
    assertThat(scorer.logits(rows, ROWS)).startsWith(Arrays.copyOf(dense, ROWS * 3));
    float[] floats = new float[rows.length];
    for (int i = 0; i < rows.length; i++) {
      floats[i] = (float) rows[i];
    }
    assertThat(scorer.logits(floats, ROWS)).startsWith(Arrays.copyOf(dense, ROWS * 3));
    for (int r = 0; r < ROWS; r++) {
      assertThat(Arrays.copyOf(scorer.logits(rows, r, 1), 3))
          .as("row %d, compressed", r)
          .containsExactly(Arrays.copyOfRange(dense, r * 3, r * 3 + 3));
    }
  }

  private static Preprocessing preprocessing(int categories) {
    if (categories == 0) {
      return Preprocessing.of(RawColumns.COLUMNS, RawColumns.SCALING);
    }
    List<InputColumn> columns = new ArrayList<>();
    for (int c = 0; c < 2; c++) {
      List<String> texts = IntStream.range(0, categories).mapToObj(i -> "c" + (100 + i)).toList();
      columns.add(new CategoryColumn("c" + c, texts, Unseen.OTHER, texts.get(0), true));
      columns.add(new NumberColumn("n" + c, NumberColumn.Kind.NUMBER, 0.5, true));
    }
    return Preprocessing.of(columns, InputScaling.BYTES);
  }

  private static double[] rows(Preprocessing preprocessing, Random random) {
    double[] rows = new double[ROWS * preprocessing.cells()];
    for (int i = 0; i < rows.length; i++) {
      InputColumn column = preprocessing.columns().get(i % preprocessing.cells());
      boolean isMissing = column.takesMissing() && random.nextInt(4) == 0;
      rows[i] =
          isMissing
              ? Double.NaN
              : column instanceof CategoryColumn c
                  ? random.nextInt(c.categories().size())
                  : (float) random.nextGaussian();
    }
    return rows;
  }

  @Test
  void aMissingCellCountsAsItsFillAndAnUnknownTextAsOther() {
    Network network = network(RawColumns.PREPROCESSING.inputs());
    float[] parameters = parameters(network);
    BlockScorer scorer = new BlockScorer(network, RawColumns.PREPROCESSING, parameters, 1);
    double[] gaps = {0, Double.NaN, Double.NaN, 3, Double.NaN, Double.NaN, 1};
    double[] filled = {0, 29.5, 0, 3, 1e4 + 1, 1, 1};
    float[] ofGaps = scorer.logits(gaps, 1).clone();
    float[] ofFilled = scorer.logits(filled, 1).clone();
    // Two flags are the whole difference.
    float[] inputs = new float[14];
    RawColumns.PREPROCESSING.encode(filled, 0, 1, inputs);
    inputs[4] = 1;
    inputs[5] = 1;
    assertThat(ofGaps).containsExactly(new Mlp(network, 1).logits(parameters, inputs, 1));
    assertThat(ofGaps).isNotEqualTo(ofFilled);
    assertThatThrownBy(() -> scorer.logits(new double[] {0, 1, 0, 1, 1, -1, 1}, 1))
        .hasMessage("column port: -1.0 is not a category that training has seen");
  }

  @Test
  void aPreprocessingOfOtherInputsIsRefused() {
    Network network = network(13);
    assertThatThrownBy(
            () -> new BlockScorer(network, RawColumns.PREPROCESSING, parameters(network), 1))
        .hasMessage("a preprocessing to 14 inputs, for 13");
  }

  private static Network network(int inputs) {
    return new Network(
        List.of(inputs, 7, 3), Activation.TANH, Loss.CROSS_ENTROPY, Activation.LINEAR);
  }

  private static float[] parameters(Network network) {
    Random random = new Random(3);
    float[] parameters = new float[network.parameterCount()];
    for (int i = 0; i < parameters.length; i++) {
      parameters[i] = (float) random.nextGaussian();
    }
    return parameters;
  }
}
