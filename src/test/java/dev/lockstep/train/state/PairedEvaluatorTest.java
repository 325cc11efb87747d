package dev.lockstep.train.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import dev.lockstep.data.Example;
import dev.lockstep.data.shard.DataSet;
import dev.lockstep.data.shard.ShardFixture;
import dev.lockstep.data.shard.Sharding;
import dev.lockstep.input.InputScaling;
import dev.lockstep.input.InputScaling.WideFeature;
import dev.lockstep.linalg.AddressedRandom;
import dev.lockstep.model.Model;
import dev.lockstep.nn.Activation;
import dev.lockstep.nn.BlockScorer;
import dev.lockstep.nn.Loss;
import dev.lockstep.nn.LossFunction;
import dev.lockstep.nn.Network;
import dev.lockstep.report.Evaluation;
import dev.lockstep.report.EvaluationJson;
import dev.lockstep.report.Metric;
import dev.lockstep.report.paired.PairedEvaluation;
import dev.lockstep.report.paired.PairedMeasures;
import dev.lockstep.testing.LocalSpark;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Tag("slow")
class PairedEvaluatorTest {
  @RegisterExtension static final LocalSpark SPARK = new LocalSpark();
  private static final int FEATURES = 6;
  private static final List<String> FEATURE_NAMES = List.of("a", "b", "c", "d", "e", "f");
  private static final List<String> CLASS_NAMES = List.of("x", "y", "z");
  private static final List<Example> EXAMPLES = examples(1_801);

  private static final InputScaling STANDARDISE =
      InputScaling.perFeature(
          InputScaling.Method.STANDARDISE,
          new float[] {1, 2, 3, 4, 5, 6},
          new float[] {3, 2, 1, 3, 2, 1});

  /** Takes a feature's doubles, as if no float held them. */
  private static final InputScaling WIDE =
      InputScaling.perFeature(
          InputScaling.Method.STANDARDISE,
          new float[] {0, 2, 3, 4, 5, 6},
          new float[] {1, 2, 1, 3, 2, 1},
          List.of(new WideFeature(0, 0.1, 3)));

  private static final Model FIRST = model(1, InputScaling.divideBy(5), Loss.CROSS_ENTROPY, 4);

  /** Models to compare with the first, each different in another way. */
  static List<Model> others() {
    return List.of(
        FIRST,
        model(2, FIRST.scaling(), Loss.CROSS_ENTROPY, 4),
        model(3, FIRST.scaling(), Loss.CROSS_ENTROPY, 7),
        model(4, STANDARDISE, Loss.CROSS_ENTROPY, 4),
        model(5, WIDE, Loss.CROSS_ENTROPY, 4),
        model(6, STANDARDISE, new Loss(LossFunction.MSE, 0), 5));
  }

  private static List<Example> examples(int count) {
    List<Example> examples = new ArrayList<>();
    for (int e = 0; e < count; e++) {
      AddressedRandom random = AddressedRandom.of(e, "example");
      double[] x = new double[FEATURES];
      for (int i = 0; i < FEATURES; i++) {
        x[i] = i == 0 ? random.normal(i) : (float) (3 * random.normal(i) + i);
      }
      examples.add(Example.of(e % 3, x, 1));
    }
    return examples;
  }

  private static Model model(int seed, InputScaling scaling, Loss loss, int hidden) {
    Network network =
        new Network(
            List.of(FEATURES, hidden, CLASS_NAMES.size()),
            Activation.TANH,
            loss,
            Activation.LINEAR);
    float[] parameters = new float[network.parameterCount()];
    AddressedRandom random = AddressedRandom.of(seed, "parameters");
    for (int p = 0; p < parameters.length; p++) {
      parameters[p] = (float) random.normal(p);
    }
    return new Model(network, scaling, FEATURE_NAMES, CLASS_NAMES, parameters);
  }

  @ParameterizedTest
  @MethodSource("others")
  void eachModelsMeasuresAreThoseOfItsOwnEvaluationInEveryPartitioning(Model second) {
    PairedEvaluation one = evaluate(FIRST, second, 1);
    assertSame(one.first(), alone(FIRST));
    assertSame(one.second(), alone(second));
    for (int partitions : new int[] {2, 3, 7}) {
      PairedEvaluation other = evaluate(FIRST, second, partitions);
      assertSame(other.first(), one.first());
      assertSame(other.second(), one.second());
      assertThat(other.lossGain()).isEqualTo(one.lossGain());
      assertThat(other.disagreements()).usingRecursiveComparison().isEqualTo(one.disagreements());
    }
  }

  @Test
  void disagreementsAndGainsAreThoseOfAPlainLoop() {
    Model second = others().get(3);
    PairedEvaluation scores = evaluate(FIRST, second, 2);
    long onlyFirst = 0;
    long onlySecond = 0;
    long bothWrongApart = 0;
    List<Double> gains = new ArrayList<>();
    for (Example example : EXAMPLES) {
      float[] one = outputs(FIRST, example);
      float[] other = outputs(second, example);
      boolean right = Network.argMax(one, 0, 3) == example.label();
      boolean otherRight = Network.argMax(other, 0, 3) == example.label();
      onlyFirst += right && !otherRight ? 1 : 0;
      onlySecond += !right && otherRight ? 1 : 0;
      boolean apart = Network.argMax(one, 0, 3) != Network.argMax(other, 0, 3);
      bothWrongApart += !right && !otherRight && apart ? 1 : 0;
      gains.add(Math.log(other[example.label()]) - Math.log(one[example.label()]));
    }
    assertThat(scores.disagreements().onlyFirstRight()).isEqualTo(onlyFirst).isGreaterThan(100);
    assertThat(scores.disagreements().onlySecondRight()).isEqualTo(onlySecond).isGreaterThan(100);
    assertThat(sum(scores.disagreements().bothWrong()))
        .isEqualTo(bothWrongApart)
        .isGreaterThan(100);
    double mean = gains.stream().mapToDouble(g -> g).average().orElseThrow();
    double squares = gains.stream().mapToDouble(g -> (g - mean) * (g - mean)).sum();
    assertThat(scores.lossGain().mean()).isCloseTo(mean, offset(1e-5));
    assertThat(scores.lossGain().variance()).isCloseTo(squares / (gains.size() - 1), offset(1e-4));
    assertThat(scores.lossGain().mean())
        .isCloseTo(scores.first().meanLoss() - scores.second().meanLoss(), offset(1e-6));
  }

  private static long sum(long[][] counts) {
    long sum = 0;
    for (long[] row : counts) {
      for (long count : row) {
        sum += count;
      }
    }
    return sum;
  }

  private static float[] outputs(Model model, Example example) {
    double[] x = new double[FEATURES];
    for (int i = 0; i < FEATURES; i++) {
      x[i] = example.exact() == null ? example.features()[i] : example.exact()[i];
    }
    BlockScorer scorer = new BlockScorer(model.network(), model.scaling(), model.parameters(), 1);
    float[] values = scorer.logits(x, 1);
    scorer.toOutputs(values, 1);
    return values;
  }

  @Test
  void aModelIsNotBetterThanItself() {
    PairedEvaluation scores = evaluate(FIRST, FIRST, 2);
    assertThat(scores.disagreements().onlyFirstRight()).isZero();
    assertThat(scores.disagreements().onlySecondRight()).isZero();
    assertThat(scores.lossGain()).isEqualTo(new PairedMeasures.LossGain(0, 0));
  }

  /** The second model has its columns and its classes in an order of its own. */
  @ParameterizedTest
  @MethodSource("others")
  void columnsAndClassesAreMatchedByName(Model second) {
    int[] features = {3, 0, 5, 1, 4, 2};
    int[] classes = {2, 0, 1};
    Model turned =
        new Model(
            second.network(),
            second.scaling(),
            IntStream.of(features).mapToObj(FEATURE_NAMES::get).toList(),
            IntStream.of(classes).mapToObj(CLASS_NAMES::get).toList(),
            second.parameters());
    List<Example> turnedExamples =
        EXAMPLES.stream().map(e -> turned(e, features, classes)).toList();
    Evaluation expected = alone(turned, turnedExamples);
    PairedEvaluation scores = evaluate(FIRST, turned, 3);
    assertSame(scores.first(), alone(FIRST));
    for (int actual = 0; actual < 3; actual++) {
      for (int predicted = 0; predicted < 3; predicted++) {
        assertThat(scores.second().confusion()[classes[actual]][classes[predicted]])
            .isEqualTo(expected.confusion()[actual][predicted]);
      }
    }
    assertThat(scores.second().meanLoss()).isCloseTo(expected.meanLoss(), offset(1e-6));
  }

  /** What another team's table with its own order of columns and of classes would hold. */
  private static Example turned(Example example, int[] features, int[] classes) {
    double[] x = new double[FEATURES];
    for (int i = 0; i < FEATURES; i++) {
      x[i] =
          example.exact() == null ? example.features()[features[i]] : example.exact()[features[i]];
    }
    int label =
        IntStream.range(0, 3).filter(c -> classes[c] == example.label()).findFirst().orElseThrow();
    return Example.of(label, x, 1);
  }

  @Test
  void modelsOfOtherFeaturesOrClassesAreNoPair() {
    Model second = others().get(1);
    Model otherClasses =
        new Model(
            second.network(),
            second.scaling(),
            FEATURE_NAMES,
            List.of("x", "y", "w"),
            second.parameters());
    assertThatThrownBy(() -> ModelPair.of(FIRST, otherClasses))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("only one of the two models has the class 'z'");
    Network narrow =
        new Network(List.of(2, 3), Activation.RELU, Loss.CROSS_ENTROPY, Activation.LINEAR);
    Model otherFeatures =
        new Model(narrow, InputScaling.NONE, CLASS_NAMES, new float[narrow.parameterCount()]);
    assertThatThrownBy(() -> ModelPair.of(FIRST, otherFeatures))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the first model takes 6 features, the second 2");
    assertThatThrownBy(() -> ModelPair.of(FIRST, others().get(5), Metric.LOSS))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the first model has the loss cross-entropy, the second mse");
  }

  @Test
  void aLossThatIsNotFiniteIsNoNumber() {
    float[] wild = FIRST.parameters().clone();
    for (int i = 0; i < wild.length; i++) {
      wild[i] = i % 3 == 0 ? 1e38f : -1e38f;
    }
    Model second = new Model(FIRST.network(), FIRST.scaling(), FEATURE_NAMES, CLASS_NAMES, wild);
    PairedEvaluation scores = evaluate(FIRST, second, 2);
    assertThat(scores.lossGain().mean()).isNaN();
    assertThat(scores.second().meanLoss()).isNaN();
    assertSame(scores.first(), alone(FIRST));
  }

  private static void assertSame(Evaluation evaluation, Evaluation expected) {
    assertThat(EvaluationJson.of(evaluation, CLASS_NAMES))
        .isEqualTo(EvaluationJson.of(expected, CLASS_NAMES));
  }

  private static PairedEvaluation evaluate(Model first, Model second, int partitions) {
    JavaSparkContext spark = SPARK.on("local[2]");
    DataSet data = ShardFixture.dataSet(spark, EXAMPLES, new Sharding(5, 1, partitions));
    return PairedEvaluator.evaluate(spark, data, ModelPair.of(first, second));
  }

  private static Evaluation alone(Model model) {
    return alone(model, EXAMPLES);
  }

  private static Evaluation alone(Model model, List<Example> examples) {
    JavaSparkContext spark = SPARK.on("local[2]");
    DataSet data = ShardFixture.dataSet(spark, examples, new Sharding(5, 1, 2));
    return Evaluator.evaluate(
        spark,
        data.narrowed(model.scaling()),
        model.network(),
        model.scaling(),
        model.parameters());
  }
}
