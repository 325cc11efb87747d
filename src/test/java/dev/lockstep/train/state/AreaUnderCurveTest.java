package dev.lockstep.train.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import dev.lockstep.data.Example;
import dev.lockstep.data.shard.DataSet;
import dev.lockstep.data.shard.ShardFixture;
import dev.lockstep.data.shard.Sharding;
import dev.lockstep.input.InputScaling;
import dev.lockstep.linalg.AddressedRandom;
import dev.lockstep.model.Model;
import dev.lockstep.nn.Activation;
import dev.lockstep.nn.Loss;
import dev.lockstep.nn.LossFunction;
import dev.lockstep.nn.Network;
import dev.lockstep.testing.LocalSpark;
import dev.lockstep.train.state.AreaUnderCurve.Pairs;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("slow")
class AreaUnderCurveTest {
  @RegisterExtension static final LocalSpark SPARK = new LocalSpark();

  /**
   * scikit-learn 1.9.1: {@code roc_auc_score([0, 1, 0, 1, 1, 0, 1], [.1, .4, .4, .8, .4, .2,
   * .15])}.
   */
  @Test
  void theAreaIsThatOfScikitLearn() {
    int[] labels = {0, 1, 0, 1, 1, 0, 1};
    float[] outputs = {0.1f, 0.4f, 0.4f, 0.8f, 0.4f, 0.2f, 0.15f};
    List<Long> keys = new ArrayList<>();
    for (int e = 0; e < labels.length; e++) {
      keys.add(AreaUnderCurve.key(outputs[e], labels[e]));
    }
    keys.sort(null);
    assertThat(AreaUnderCurve.area(List.of(Pairs.of(keys.iterator()))).getAsDouble())
        .isCloseTo(0.75, offset(1e-15));
  }

  @Test
  void keysHaveTheOrderOfTheFloats() {
    float[] ascending = {
      Float.NEGATIVE_INFINITY, -3, -1e-40f, 0, 1e-40f, 0.5f, 7, Float.POSITIVE_INFINITY
    };
    for (int i = 1; i < ascending.length; i++) {
      assertThat(AreaUnderCurve.key(ascending[i], 0))
          .isGreaterThan(AreaUnderCurve.key(ascending[i - 1], 1));
    }
    assertThat(AreaUnderCurve.key(-0f, 1)).isEqualTo(AreaUnderCurve.key(0, 1));
  }

  @Test
  void withoutExamplesOfBothClassesThereIsNoArea() {
    List<Long> keys = List.of(AreaUnderCurve.key(0.5f, 1), AreaUnderCurve.key(0.6f, 1));
    assertThat(AreaUnderCurve.area(List.of(Pairs.of(keys.iterator())))).isEmpty();
    assertThat(AreaUnderCurve.area(List.of())).isEmpty();
  }

  /** Many outputs are equal, because a feature is one of a few numbers. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void theAreaIsTheShareOfPairsInTheRightOrderInEveryPartitioning(int outputs) {
    List<Example> examples = new ArrayList<>();
    for (int e = 0; e < 900; e++) {
      AddressedRandom random = AddressedRandom.of(e, "curve");
      int label = random.uniform(0) < 0.3 ? 1 : 0;
      float x = (float) Math.rint(4 * random.normal(1)) + 2 * label;
      examples.add(new Example(label, new float[] {x, (float) Math.rint(random.normal(2))}));
    }
    Loss loss = outputs == 1 ? new Loss(LossFunction.MSE, 0) : Loss.CROSS_ENTROPY;
    Network network = new Network(List.of(2, outputs), Activation.RELU, loss, Activation.LINEAR);
    float[] parameters =
        outputs == 1 ? new float[] {1, 0.5f, 0} : new float[] {0, 0.125f, 0, 0.0625f, 0, 0};
    Model model = new Model(network, InputScaling.NONE, List.of("no", "yes"), parameters);
    double expected = naive(examples);
    JavaSparkContext spark = SPARK.on("local[2]");
    for (int partitions : new int[] {1, 2, 5}) {
      DataSet data = ShardFixture.dataSet(spark, examples, new Sharding(6, 1, partitions));
      OptionalDouble area = AreaUnderCurve.of(spark, data, model);
      assertThat(area).hasValueCloseTo(expected, offset(1e-15));
    }
  }

  private static double naive(List<Example> examples) {
    double ordered = 0;
    long pairs = 0;
    for (Example no : examples) {
      for (Example yes : examples) {
        if (no.label() == 0 && yes.label() == 1) {
          ordered += (1 + Math.signum(score(yes) - score(no))) / 2;
          pairs++;
        }
      }
    }
    return ordered / pairs;
  }

  private static float score(Example example) {
    return example.features()[0] + 0.5f * example.features()[1];
  }
}
