package dev.lockstep.train.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.lockstep.data.Example;
import dev.lockstep.data.shard.ShardFixture;
import dev.lockstep.data.shard.Sharding;
import dev.lockstep.input.InputScaling;
import dev.lockstep.input.Preprocessing;
import dev.lockstep.linalg.AddressedRandom;
import dev.lockstep.model.Model;
import dev.lockstep.nn.Activation;
import dev.lockstep.nn.Loss;
import dev.lockstep.nn.LossFunction;
import dev.lockstep.nn.Network;
import dev.lockstep.nn.TargetScaling;
import dev.lockstep.nn.ValueTask;
import dev.lockstep.report.ValueEvaluation;
import dev.lockstep.report.paired.PairedMeasures.Numbers;
import dev.lockstep.testing.LocalSpark;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Two models of two counts, which have these in different orders and scalings. */
@Tag("slow")
class PairedNumbersTest {
  @RegisterExtension static final LocalSpark SPARK = new LocalSpark();

  private static final List<String> FEATURES = List.of("a", "b", "c");
  private static final int EXAMPLES = 700;

  private static final double[] DIVISORS = {3, 40};
  private static final double[] OTHER_DIVISORS = {55, 2};

  private static Model model(LossFunction function, int seed, double[] divisors, String... names) {
    Network network =
        new Network(List.of(3, 4, 2), Activation.TANH, new Loss(function, 0), Activation.LINEAR);
    float[] parameters = new float[network.parameterCount()];
    AddressedRandom random = AddressedRandom.of(seed, "parameters");
    for (int p = 0; p < parameters.length; p++) {
      parameters[p] = (float) (0.4 * random.normal(p));
    }
    List<Double> scales = List.of(divisors[0], divisors[1]);
    return new Model(
        network,
        Preprocessing.plain(3, InputScaling.NONE),
        new ValueTask(new TargetScaling(List.of(0.0, 0.0), scales)),
        FEATURES,
        List.of(names),
        parameters);
  }

  /** The place of each target in a row: those of the first model, or of the second. */
  private static Example example(int e, int first, int second) {
    AddressedRandom random = AddressedRandom.of(e, "example");
    double[] x = {random.normal(0), random.normal(1), random.normal(2)};
    double[] counts = {(int) (8 * random.uniform(3)), (int) (90 * random.uniform(4))};
    return Example.of(0, x, 1).predicting(new double[] {counts[first], counts[second]});
  }

  private static Numbers measure(ModelPair pair, int first, int second, int partitions) {
    JavaSparkContext spark = SPARK.on("local[2]");
    List<Example> examples =
        IntStream.range(0, EXAMPLES).mapToObj(e -> example(e, first, second)).toList();
    return (Numbers)
        PairedEvaluator.measure(
            spark, ShardFixture.dataSet(spark, examples, new Sharding(4, 1, partitions)), pair);
  }

  @ParameterizedTest
  @EnumSource(names = {"MSE", "POISSON"})
  void bothLossesAreInTheScalingThatIsAskedFor(LossFunction loss) {
    Model one = model(loss, 1, DIVISORS, "visits", "clicks");
    Model other = model(loss, 2, OTHER_DIVISORS, "clicks", "visits");
    Numbers ofSecond = measure(ModelPair.of(one, other).inScalingOfSecond(), 0, 1, 3);
    Numbers turned = measure(ModelPair.of(other, one), 1, 0, 2).swapped();
    assertSame(ofSecond.first().meanLoss(), turned.first().meanLoss());
    assertSame(ofSecond.second().meanLoss(), turned.second().meanLoss());
    assertSame(ofSecond.lossGain().mean(), turned.lossGain().mean());
    assertSame(ofSecond.lossGain().variance(), turned.lossGain().variance());
    assertSame(ofSecond.unit(), turned.unit());
    Numbers ofFirst = measure(ModelPair.of(one, other), 0, 1, 3);
    assertThat(ofFirst.first().targets()).isEqualTo(ofSecond.first().targets());
    assertThat(ofFirst.second().targets()).isEqualTo(ofSecond.second().targets());
    assertThat(ofFirst.lossGain().mean())
        .as("the two counts weigh differently")
        .isNotCloseTo(ofSecond.lossGain().mean(), withinPercentage(20));
  }

  /** The least loss of a count is that of a model which predicts it as it is. */
  @Test
  void whatLiesAboveTheLeastLossOfCountsIsHalfTheScaledDeviance() {
    Model one = model(LossFunction.POISSON, 1, DIVISORS, "visits", "clicks");
    Model other = model(LossFunction.POISSON, 2, OTHER_DIVISORS, "visits", "clicks");
    Numbers scores = measure(ModelPair.of(one, other), 0, 1, 2);
    double least = 0;
    for (int e = 0; e < EXAMPLES; e++) {
      for (int t = 0; t < 2; t++) {
        double scaled = example(e, 0, 1).targets()[t] / DIVISORS[t];
        least += scaled == 0 ? 0 : scaled - scaled * Math.log(scaled);
      }
    }
    assertSame(scores.least(), least / (2 * EXAMPLES));
    assertSame(scores.unit(), scores.first().meanLoss() - scores.least());
    assertThat(scores.unit()).isPositive();
    assertSame(scores.swapped().unit(), scores.unit() - scores.lossGain().mean());
    ValueEvaluation.Target visits = scores.first().targets().get(0);
    assertThat(visits.meanDeviance()).isPositive();
  }

  private static void assertSame(double actual, double expected) {
    assertThat(actual).isCloseTo(expected, withinPercentage(1e-3));
  }
}
