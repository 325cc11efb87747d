package dev.lockstep.train.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.data.Example;
import dev.lockstep.data.shard.DataSet;
import dev.lockstep.data.shard.ShardFixture;
import dev.lockstep.data.shard.Sharding;
import dev.lockstep.input.InputScaling;
import dev.lockstep.nn.Activation;
import dev.lockstep.nn.Loss;
import dev.lockstep.nn.Mlp;
import dev.lockstep.nn.Network;
import dev.lockstep.recipe.Recipes;
import dev.lockstep.report.Evaluation;
import dev.lockstep.testing.IdxFixture;
import dev.lockstep.testing.LocalSpark;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Tag("slow")
class EvaluatorTest {
  @RegisterExtension static final LocalSpark SPARK = new LocalSpark();
  private static final List<Example> EXAMPLES = IdxFixture.random(8, 901, 4, 4, 4).examples();

  @ParameterizedTest
  @MethodSource("dev.lockstep.nn.Losses#all")
  void countsAndLossAreThoseOfAPlainLoopInEveryPartitioning(Loss loss) {
    Network network = network(loss);
    float[] parameters =
        Recipes.recipe(network.sizes(), Recipes.SGD, 1, 1, 1)
            .initialization()
            .parameters(network, 3);
    long[][] confusion = new long[4][4];
    double lossSum = 0;
    long correct = 0;
    Mlp mlp = new Mlp(network, 1);
    for (Example example : EXAMPLES) {
      float[] x = example.features().clone();
      InputScaling.BYTES.apply(x, 1, x.length);
      float[] logits = mlp.logits(parameters, x, 1);
      int predicted = 0;
      for (int c = 0; c < 4; c++) {
        predicted = logits[c] > logits[predicted] ? c : predicted;
      }
      confusion[example.label()][predicted]++;
      correct += predicted == example.label() ? 1 : 0;
      lossSum += mlp.lossSum(logits, new int[] {example.label()}, 1);
    }
    assertThat(Arrays.stream(confusion).flatMapToLong(Arrays::stream).filter(n -> n > 0).count())
        .as("cells that could be mixed up")
        .isGreaterThan(4);
    Evaluation first = evaluate(network, parameters, 3, 1);
    for (int partitions : new int[] {1, 2, 3, 7}) {
      Evaluation evaluation = evaluate(network, parameters, 3, partitions);
      assertThat(evaluation.confusion()).isDeepEqualTo(confusion);
      assertThat(evaluation.accuracy()).isEqualTo(correct / 901.0);
      assertThat(evaluation.meanLoss()).isEqualTo(first.meanLoss());
      // Each of three shards rounds its sum to the nearest multiple of 2^-20.
      assertThat(evaluation.meanLoss())
          .isCloseTo(lossSum / 901, Offset.offset(3 * 0x1p-21 / 901 + 1e-12));
    }
  }

  @Test
  void ofEqualLogitsTheFirstCounts() {
    Network network = network(Loss.CROSS_ENTROPY);
    Evaluation evaluation = evaluate(network, new float[network.parameterCount()], 2, 2);
    for (int c = 0; c < 4; c++) {
      assertThat(evaluation.predicted(c)).isEqualTo(c == 0 ? 901 : 0);
    }
    assertThat(evaluation.meanLoss()).isCloseTo(Math.log(4), Offset.offset(1e-6));
  }

  /** A loss that cannot be told is not told as a small one. */
  @Test
  void aLossThatIsNotFiniteOrTooLargeToAddIsNoNumber() {
    Network network = network(Loss.CROSS_ENTROPY);
    for (float weight : new float[] {1e12f, 1e30f}) {
      float[] parameters = new float[network.parameterCount()];
      for (int i = 0; i < parameters.length; i++) {
        parameters[i] = i % 3 == 0 ? weight : 0;
      }
      Evaluation evaluation = evaluate(network, parameters, 2, 2);
      assertThat(evaluation.meanLoss()).isNaN();
      assertThat(evaluation.count()).isEqualTo(901);
    }
  }

  private static Network network(Loss loss) {
    Activation output = loss.hasProbabilities() ? Activation.LINEAR : Activation.SIGMOID;
    return new Network(List.of(16, 5, 4), Activation.RELU, loss, output);
  }

  private static Evaluation evaluate(
      Network network, float[] parameters, int shards, int partitions) {
    JavaSparkContext spark = SPARK.on("local[2]");
    DataSet data = ShardFixture.dataSet(spark, EXAMPLES, new Sharding(shards, 1, partitions));
    return Evaluator.evaluate(spark, data, network, InputScaling.BYTES, parameters);
  }
}
