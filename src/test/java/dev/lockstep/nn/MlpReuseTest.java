package dev.lockstep.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.lockstep.nn.ReverseMode.Value;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a call must not depend on: how a batch is cut, and what was computed before. */
class MlpReuseTest {
  private static final int BATCH = 12;
  private static final List<List<Integer>> SPLITS =
      List.of(
          List.of(12),
          List.of(1, 11),
          List.of(11, 1),
          List.of(5, 7),
          List.of(4, 4, 4),
          List.of(1, 2, 3, 6),
          List.of(0, 12, 0),
          List.of(1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1));

  static Stream<GradientCase> cases() {
    List<Integer> sizes = List.of(5, 4, 5, 3);
    return Stream.of(Activation.values())
        .flatMap(
            a ->
                Stream.of(
                    new Network(sizes, a, Loss.CROSS_ENTROPY, Activation.LINEAR),
                    new Network(sizes, a, Loss.MSE, a)))
        .map(network -> GradientCase.of(network, BATCH));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void chunksOfABatchAddUpToTheSameBits(GradientCase given) {
    float[] whole = started(given);
    double wholeLoss = gradient(new Mlp(given.network(), BATCH), given, 0, BATCH, whole);
    for (List<Integer> split : SPLITS) {
      Mlp mlp = new Mlp(given.network(), BATCH);
      float[] chunked = started(given);
      double loss = 0;
      int from = 0;
      for (int size : split) {
        loss += gradient(mlp, given, from, from + size, chunked);
        from += size;
      }
      assertThat(bits(chunked)).as("in chunks of %s", split).isEqualTo(bits(whole));
      // Doubles added in another order, two roundings for each at most.
      assertThat(loss).isCloseTo(wholeLoss, within(2 * BATCH * 0x1p-53 * wholeLoss));
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void whatTheBuffersHeldDoesNotMatter(GradientCase given) {
    int batch = 5;
    Mlp fresh = new Mlp(given.network(), batch);
    Mlp used = new Mlp(given.network(), 3 * BATCH);
    float[] expected = started(given);
    double expectedLoss = gradient(fresh, given, 0, batch, expected);

    for (float poison : new float[] {Float.NaN, Float.NEGATIVE_INFINITY, 1e30f}) {
      fill(used, given, poison);
      float[] actual = started(given);
      double loss = gradient(used, given, 0, batch, actual);
      assertThat(bits(actual)).as("after %s", poison).isEqualTo(bits(expected));
      assertThat(loss).isEqualTo(expectedLoss);

      fill(used, given, poison);
      int classes = given.network().classes();
      assertThat(Arrays.copyOf(used.outputs(given.parameters(), given.x(), batch), batch * classes))
          .isEqualTo(fresh.outputs(given.parameters(), given.x(), batch));
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void argumentsStayAsTheyWere(GradientCase given) {
    float[] parameters = given.parameters().clone();
    float[] x = given.x().clone();
    gradient(new Mlp(given.network(), BATCH), given, 0, BATCH, started(given));
    assertThat(bits(given.parameters())).isEqualTo(bits(parameters));
    assertThat(bits(given.x())).isEqualTo(bits(x));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void lossOfTheLogitsIsTheLossOfTheGradient(GradientCase given) {
    Mlp mlp = new Mlp(given.network(), BATCH);
    double loss = gradient(mlp, given, 0, BATCH, started(given));
    float[] logits = mlp.logits(given.parameters(), given.x(), BATCH).clone();
    assertThat(mlp.lossSum(logits, given.labels(), BATCH)).isEqualTo(loss);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void eachExamplesLossIsThatOfItAlone(GradientCase given) {
    Mlp mlp = new Mlp(given.network(), BATCH);
    double[] losses = new double[BATCH];
    float[] logits = mlp.logits(given.parameters(), given.x(), BATCH).clone();
    float[] again = logits.clone();
    assertThat(mlp.lossSum(again, given.labels(), BATCH, losses))
        .isEqualTo(mlp.lossSum(logits.clone(), given.labels(), BATCH));
    int classes = given.network().classes();
    for (int b = 0; b < BATCH; b++) {
      float[] row = Arrays.copyOfRange(logits, b * classes, (b + 1) * classes);
      int[] label = {given.labels()[b]};
      assertThat(losses[b]).isEqualTo(mlp.lossSum(row, label, 1));
    }
  }

  /**
   * Probabilities under cross-entropy, the output activation's values under mean squares. A layer
   * multiplies errors by 2.5 at most and adds I half-units of its largest sum, which stays below 3,
   * 8 and 20.5 (as in {@link GradientCase#MARGIN}): 15, 70, then 280 half-units, and 20 for the
   * last rounding. They are 2^-24 each, so all is below 2^9 2^-24.
   */
  @ParameterizedTest
  @MethodSource("cases")
  void outputsAreTheDefinitions(GradientCase given) {
    float[] outputs = new Mlp(given.network(), BATCH).outputs(given.parameters(), given.x(), BATCH);
    ValueNetwork reference = new ValueNetwork(given.network(), given.parameters());
    int classes = given.network().classes();
    for (int b = 0; b < BATCH; b++) {
      List<Value> expected = reference.outputs(given.x(), b);
      for (int c = 0; c < classes; c++) {
        assertThat((double) outputs[b * classes + c])
            .isCloseTo(expected.get(c).data(), within(0x1p-15));
      }
    }
  }

  @Test
  void aBatchBeyondTheCapacityIsRefused() {
    GradientCase given = cases().findFirst().orElseThrow();
    Mlp mlp = new Mlp(given.network(), BATCH - 1);
    assertThat(mlp.capacity()).isEqualTo(BATCH - 1);
    assertThatThrownBy(() -> gradient(mlp, given, 0, BATCH, started(given)))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  /** A gradient sum that something was added to before. */
  private static float[] started(GradientCase given) {
    float[] sum = given.parameters().clone();
    sum[0] = 0;
    return sum;
  }

  private static double gradient(Mlp mlp, GradientCase given, int from, int to, float[] sum) {
    int features = given.network().features();
    float[] x = Arrays.copyOfRange(given.x(), from * features, to * features);
    int[] labels = Arrays.copyOfRange(given.labels(), from, to);
    return mlp.gradient(given.parameters(), x, labels, to - from, sum);
  }

  /** Has every buffer filled to its capacity with what comes of such features. */
  private static void fill(Mlp mlp, GradientCase given, float feature) {
    float[] x = new float[mlp.capacity() * given.network().features()];
    Arrays.fill(x, feature);
    float[] parameters = given.parameters().clone();
    Arrays.fill(parameters, feature);
    int[] labels = new int[mlp.capacity()];
    mlp.gradient(parameters, x, labels, mlp.capacity(), parameters.clone());
  }

  private static int[] bits(float[] values) {
    int[] bits = new int[values.length];
    Arrays.setAll(bits, i -> Float.floatToRawIntBits(values[i]));
    return bits;
  }
}
