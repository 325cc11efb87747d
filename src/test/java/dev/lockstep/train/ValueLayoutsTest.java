package dev.lockstep.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.lockstep.data.Example;
import dev.lockstep.data.shard.DataSet;
import dev.lockstep.data.shard.Sharding;
import dev.lockstep.input.InputScaling;
import dev.lockstep.linalg.AddressedRandom;
import dev.lockstep.model.Model;
import dev.lockstep.nn.Loss;
import dev.lockstep.nn.LossFunction;
import dev.lockstep.nn.Losses;
import dev.lockstep.nn.TargetScaling;
import dev.lockstep.nn.ValueTask;
import dev.lockstep.optim.Lbfgs;
import dev.lockstep.optim.Optimizer;
import dev.lockstep.recipe.NetworkSettings;
import dev.lockstep.recipe.Recipe;
import dev.lockstep.recipe.Recipes;
import dev.lockstep.recipe.Values;
import dev.lockstep.report.Measured;
import dev.lockstep.report.TrainingListener;
import dev.lockstep.report.ValueEvaluation;
import dev.lockstep.testing.LocalSpark;
import dev.lockstep.train.exchange.ExchangeKind;
import dev.lockstep.train.state.Evaluator;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Numbers to predict: the same bytes in every layout, with every loss and rhythm. */
@Tag("slow")
class ValueLayoutsTest {
  @RegisterExtension static final LocalSpark SPARK = new LocalSpark();

  private static final int EXAMPLES = 600;
  private static final int TARGETS = 2;
  private static final List<Example> ALL =
      IntStream.range(0, EXAMPLES).mapToObj(ValueLayoutsTest::example).toList();

  /** Counts and a weight; the second target is large. */
  private static Example example(int index) {
    AddressedRandom random = AddressedRandom.of(3, "values").child(index);
    double[] x = {random.uniform(0), random.uniform(1), random.uniform(2)};
    double count = Math.floor(8 * random.uniform(3) * x[0]);
    double amount = 1e6 + 1e5 * x[1] - 3e4 * x[2] + 1e3 * random.uniform(4);
    float weight = index % 7 == 0 ? 2.5f : 1;
    return Example.of(0, x, weight).predicting(new double[] {count, amount});
  }

  @Test
  void everyLayoutGivesTheSameBytes() {
    List<String> different = new ArrayList<>();
    for (Loss loss : Losses.ofNumbers()) {
      for (int rhythm : new int[] {1, 4, 0}) {
        String expected = run(loss, rhythm, ALL, 1, ExchangeKind.JOBS);
        List<Example> shuffled = new ArrayList<>(ALL);
        Collections.reverse(shuffled);
        assertThat(run(loss, rhythm, shuffled, 3, ExchangeKind.JOBS))
            .as("%s, every %d, 3 partitions, backwards", loss, rhythm)
            .isEqualTo(expected);
        assertThat(run(loss, rhythm, ALL, 2, ExchangeKind.AUTO))
            .as("%s, every %d, tasks that stay", loss, rhythm)
            .isEqualTo(expected);
        different.add(expected);
      }
    }
    assertThat(different).doesNotHaveDuplicates();
  }

  /** Else the hashes could be those of anything. */
  @Test
  void theModelHasLearnt() {
    JavaSparkContext spark = SPARK.on("local[2]");
    DataSet data = load(spark, ALL, 4, 2);
    Recipe recipe = recipe(Loss.MSE, new Lbfgs(10, 1e-6), 60, data);
    float[] first = recipe.initialization().parameters(recipe.network(), recipe.seed());
    float[] last = Trainer.train(spark, data, recipe, new TrainingListener() {}).parameters();
    ValueEvaluation before = numbers(Evaluator.measure(spark, data, recipe, first));
    ValueEvaluation after = numbers(Evaluator.measure(spark, data, recipe, last));
    assertThat(after.targets().get(1).r2()).isGreaterThan(0.99);
    assertThat(after.targets().get(0).r2()).isGreaterThan(before.targets().get(0).r2() + 0.2);
    data.shards().unpersist();
  }

  @Test
  void theScalingIsThatOfTheWholeSetWhateverTheShards() {
    JavaSparkContext spark = SPARK.on("local[2]");
    double mean = ALL.stream().mapToDouble(e -> e.targets()[1]).average().orElseThrow();
    double squares =
        ALL.stream().mapToDouble(e -> Math.pow(e.targets()[1] - mean, 2)).average().orElseThrow();
    TargetScaling one = fit(spark, 1, LossFunction.MSE);
    assertThat(one.offsets().get(1)).isCloseTo(mean, within(1e-6));
    assertThat(one.divisors().get(1)).isCloseTo(Math.sqrt(squares), within(1e-6));
    assertThat(fit(spark, 7, LossFunction.MSE)).isEqualTo(one);
    TargetScaling counts = fit(spark, 3, LossFunction.POISSON);
    assertThat(counts.offsets()).containsOnly(0.0);
    assertThat(counts.divisors().get(1)).isEqualTo(one.offsets().get(1));
  }

  /** Against a plain loop over the examples. */
  @Test
  void theMeasuresAreThoseOfTheDefinition() {
    JavaSparkContext spark = SPARK.on("local[2]");
    DataSet data = load(spark, ALL, 5, 3);
    Recipe recipe = recipe(new Loss(LossFunction.QUANTILE, 0.25f), Recipes.ADAMW, 3, data);
    float[] zeros = new float[recipe.network().parameterCount()];
    // All outputs are 0, so all predictions are the means.
    ValueEvaluation measured = numbers(Evaluator.measure(spark, data, recipe, zeros));
    List<Double> means = recipe.task().targetScaling().orElseThrow().offsets();
    for (int t = 0; t < TARGETS; t++) {
      ValueEvaluation.Target target = measured.targets().get(t);
      double squares = 0;
      double sizes = 0;
      int covered = 0;
      for (Example example : ALL) {
        double error = means.get(t) - example.targets()[t];
        squares += error * error;
        sizes += Math.abs(error);
        covered += error >= 0 ? 1 : 0;
      }
      double rmse = Math.sqrt(squares / EXAMPLES);
      assertThat(target.rmse()).isCloseTo(rmse, within(1e-9 * rmse));
      assertThat(target.mae()).isCloseTo(sizes / EXAMPLES, within(1e-9 * rmse));
      assertThat(target.r2()).isCloseTo(0, within(1e-9));
      assertThat(target.covered()).isEqualTo(covered);
      assertThat(target.deviance()).isNaN();
    }
    data.shards().unpersist();
  }

  private static ValueEvaluation numbers(Measured measured) {
    return measured.ofNumbers().orElseThrow();
  }

  private static TargetScaling fit(JavaSparkContext spark, int shards, LossFunction loss) {
    DataSet data = load(spark, ALL, shards, 2);
    TargetScaling scaling = TargetFit.fit(data, loss);
    data.shards().unpersist();
    return scaling;
  }

  private static DataSet load(
      JavaSparkContext spark, List<Example> examples, int shards, int partitions) {
    return DataSet.load(
            "made", spark.parallelize(examples, 4), 3, new Sharding(shards, 1, partitions))
        .narrowed(InputScaling.NONE);
  }

  private static Recipe recipe(Loss loss, Optimizer optimizer, int epochs, DataSet data) {
    List<Integer> sizes = List.of(3, 6, TARGETS);
    long batch = optimizer instanceof Lbfgs ? Recipes.ALL : 50;
    Recipe plain = Recipes.recipe(sizes, optimizer, epochs, batch, 4);
    Values values = plain.values().with(NetworkSettings.LOSS, loss.function());
    if (loss.function() == LossFunction.HUBER) {
      values = values.with(NetworkSettings.DELTA, loss.parameter());
    } else if (loss.function() == LossFunction.QUANTILE) {
      values = values.with(NetworkSettings.QUANTILE, loss.parameter());
    }
    return new Recipe(
        values,
        sizes,
        Recipe.plain(sizes, InputScaling.NONE),
        new ValueTask(TargetFit.fit(data, loss.function())),
        List.of(),
        /* from= */ null);
  }

  private static String run(
      Loss loss, int rhythm, List<Example> examples, int partitions, ExchangeKind kind) {
    JavaSparkContext spark = SPARK.on("local[2]");
    DataSet data = load(spark, examples, 4, partitions);
    Recipe recipe =
        rhythm == 0
            ? recipe(loss, new Lbfgs(5, 0), 4, data)
            : Recipes.withAverageEvery(recipe(loss, Recipes.ADAMW, 1, data), rhythm);
    float[] parameters =
        Trainer.train(spark, data, recipe, kind, new TrainingListener() {}).parameters();
    data.shards().unpersist();
    return Model.weightsSha256(parameters) + recipe.task();
  }
}
