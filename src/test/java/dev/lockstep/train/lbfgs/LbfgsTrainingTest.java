package dev.lockstep.train.lbfgs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.lockstep.data.Example;
import dev.lockstep.data.shard.ShardFixture;
import dev.lockstep.data.shard.Sharding;
import dev.lockstep.data.shard.Split;
import dev.lockstep.input.InputScaling;
import dev.lockstep.linalg.AddressedRandom;
import dev.lockstep.model.Model;
import dev.lockstep.nn.Activation;
import dev.lockstep.nn.Initialization;
import dev.lockstep.optim.Lbfgs;
import dev.lockstep.recipe.EarlyStopping;
import dev.lockstep.recipe.NetworkSettings;
import dev.lockstep.recipe.Recipe;
import dev.lockstep.recipe.RecipeJson;
import dev.lockstep.recipe.Recipes;
import dev.lockstep.report.TrainingListener;
import dev.lockstep.run.Certificate;
import dev.lockstep.run.Checkpoint;
import dev.lockstep.run.Fingerprints;
import dev.lockstep.run.Replay;
import dev.lockstep.testing.LocalSpark;
import dev.lockstep.train.States;
import dev.lockstep.train.Trainer;
import dev.lockstep.train.exchange.ExchangeKind;
import dev.lockstep.train.state.Evaluator;
import dev.lockstep.train.state.StateListener;
import dev.lockstep.train.state.Trained;
import dev.lockstep.train.state.TrainingState;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.ml.classification.MultilayerPerceptronClassificationModel;
import org.apache.spark.ml.classification.MultilayerPerceptronClassifier;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("slow")
class LbfgsTrainingTest {
  @RegisterExtension static final LocalSpark SPARK = new LocalSpark();
  private static final Lbfgs LBFGS = Recipes.LBFGS;
  private static final List<Example> EXAMPLES = examples();

  @TempDir java.nio.file.Path folder;

  /** Losses of the epochs, in the order in which they were told. */
  private static final class Losses implements TrainingListener {
    final List<Double> losses = new ArrayList<>();

    @Override
    public void onEpoch(Measures measures) {
      losses.add(measures.meanLoss());
    }
  }

  /** Both start from the same weights, and see the same numbers but for their precision. */
  @Test
  @Tag("campaign") // MlpAgainstSparkTest compares the two in a pipeline
  void itsLossIsSparkMlsAfterTheSameIterations() {
    Recipe recipe = recipe(100, EarlyStopping.NEVER);
    Losses ours = new Losses();
    train(recipe, all(2), ours);
    Dataset<Row> rows = rows(recipe.scaling());
    float[] first = TrainingState.initial(recipe).parameters();
    Vector weights =
        Vectors.dense(IntStream.range(0, first.length).mapToDouble(i -> first[i]).toArray());
    MultilayerPerceptronClassificationModel theirs =
        new MultilayerPerceptronClassifier()
            .setLayers(recipe.network().sizes().stream().mapToInt(Integer::intValue).toArray())
            .setInitialWeights(weights)
            .setBlockSize(EXAMPLES.size())
            .setTol(LBFGS.tolerance())
            .setMaxIter(100)
            .fit(rows);
    double[] history = theirs.summary().objectiveHistory();
    for (int iteration = 1; iteration <= 5; iteration++) {
      assertThat(ours.losses.get(iteration - 1)).isCloseTo(history[iteration], within(1e-4));
    }
    double last = history[history.length - 1];
    assertThat(last).isLessThan(0.8 * history[0]).isGreaterThan(0.01);
    assertThat(ours.losses.get(ours.losses.size() - 1)).isCloseTo(last, within(0.01 * last));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7})
  void theLayoutShowsInNoBit(int partitions) {
    Recipe recipe = recipe(12, new EarlyStopping(0.25, 2, EarlyStopping.Measure.LOSS));
    Trained expected = train(recipe, split(2), new Losses());
    Trained other = train(recipe, split(partitions), new Losses());
    assertThat(other.epochSha256()).isEqualTo(expected.epochSha256()).doesNotHaveDuplicates();
    assertThat(other.parameters()).containsExactly(expected.parameters());
    assertThat(other.validation()).isEqualTo(expected.validation());
  }

  @Test
  void everyIterationLowersTheLoss() {
    Losses told = new Losses();
    Trained trained = train(recipe(10, EarlyStopping.NEVER), all(1), told);
    assertThat(trained.epochSha256()).hasSize(10);
    assertThat(trained.timing().steps()).isEqualTo(10);
    for (int e = 1; e < told.losses.size(); e++) {
      assertThat(told.losses.get(e)).isLessThan(told.losses.get(e - 1));
    }
  }

  @Test
  void theLossesAreThoseOfTheParametersAfterTheIteration() {
    Recipe recipe = recipe(3, EarlyStopping.NEVER);
    Losses told = new Losses();
    Trained trained = train(recipe, all(1), told);
    double meanLoss =
        Evaluator.evaluate(
                SPARK.on("local[2]"),
                all(1).train(),
                recipe.network(),
                recipe.scaling(),
                trained.parameters())
            .meanLoss();
    assertThat(told.losses.get(2)).isCloseTo(meanLoss, within(1e-6));
  }

  @Test
  void aReplayFollowsItToItsEndAndNoFurther() {
    Recipe recipe = recipe(6, new EarlyStopping(0.25, 0, EarlyStopping.Measure.LOSS));
    Trained trained = train(recipe, split(2), new Losses());
    List<String> hashes = trained.epochSha256();
    Certificate certificate =
        new Certificate(
            "1",
            recipe,
            "x",
            new Fingerprints("0".repeat(32), Optional.empty()),
            2,
            hashes,
            hashes.get(5),
            Optional.empty());
    Replay.Outcome outcome =
        Replay.run(
            SPARK.on("local[2]"), split(1), certificate, TrainingState.initial(recipe), 6, e -> {});
    assertThat(outcome.epochs()).hasSize(6).allMatch(Replay.Epoch::isEqual);
    assertThat(outcome.savedSha256()).contains(Model.weightsSha256(trained.parameters()));
  }

  /** Twelve iterations, of which three are remembered. */
  @ParameterizedTest
  @ValueSource(ints = {1, 7})
  void resumingGivesTheSameBytes(int epochs) throws IOException {
    Recipe recipe =
        recipe(new Lbfgs(3, 1e-9), 12, new EarlyStopping(0.25, 0, EarlyStopping.Measure.LOSS));
    States states = new States();
    Trained expected = train(recipe, split(2), TrainingState.initial(recipe), states);
    assertThat(expected.epochSha256()).hasSize(12).doesNotHaveDuplicates();
    Path file = new Path(folder.resolve("checkpoint").toString());
    Configuration conf = new Configuration();
    Fingerprints fingerprints = new Fingerprints("0".repeat(32), Optional.empty());
    new Checkpoint(recipe, fingerprints, states.states.get(epochs - 1)).write(file, conf);
    TrainingState from = Checkpoint.read(file, conf).state();
    States again = new States();
    Trained resumed = train(recipe, split(3), from, again);
    assertThat(resumed.epochSha256()).isEqualTo(expected.epochSha256());
    assertThat(resumed.parameters()).containsExactly(expected.parameters());
    assertThat(resumed.validation()).isEqualTo(expected.validation());
    assertThat(resumed.timing().steps()).isEqualTo(12 - epochs);
    assertThat(again.states).hasSize(12 - epochs);
    for (int e = epochs; e < 12; e++) {
      TrainingState here = again.states.get(e - epochs);
      assertThat(here.slots()).isDeepEqualTo(states.states.get(e).slots());
      assertThat(here.lbfgs()).isEqualTo(states.states.get(e).lbfgs());
    }
  }

  /** The loss is as low as it can be at the start, so the one epoch moves nothing. */
  @Test
  void resumingWhatIsOverTrainsNoFurther() {
    Recipe recipe = recipe(new Lbfgs(3, 0.999), 5, EarlyStopping.NEVER);
    States states = new States();
    Trained over = train(recipe, all(1), TrainingState.initial(recipe), states);
    assertThat(over.epochSha256()).hasSize(1);
    assertThat(states.states.get(0).lbfgs().pairs()).isZero();
    Trained resumed = train(recipe, all(1), states.states.get(0), StateListener.NONE);
    assertThat(resumed.epochSha256()).isEqualTo(over.epochSha256());
    assertThat(resumed.timing().steps()).isZero();
  }

  @Test
  void itsRecipeComesBackAsItWasWritten() {
    Recipe recipe = recipe(3, EarlyStopping.NEVER);
    assertThat(RecipeJson.read(RecipeJson.write(recipe))).isEqualTo(recipe);
  }

  private static Recipe recipe(int epochs, EarlyStopping stopping) {
    return recipe(LBFGS, epochs, stopping);
  }

  private static Recipe recipe(Lbfgs lbfgs, int epochs, EarlyStopping stopping) {
    Recipe recipe = Recipes.recipe(List.of(6, 5, 3), lbfgs, epochs, Recipes.ALL, 3);
    return Recipes.withStopping(recipe, stopping)
        .with(NetworkSettings.ACTIVATION, Activation.SIGMOID)
        .with(NetworkSettings.INIT, Initialization.Distribution.XAVIER);
  }

  /** The class follows from two features; one in ten has another one. */
  private static List<Example> examples() {
    List<Example> examples = new ArrayList<>();
    for (int e = 0; e < 160; e++) {
      AddressedRandom random = AddressedRandom.of(11, "lbfgs").child(e);
      float[] x = new float[6];
      for (int i = 0; i < x.length; i++) {
        x[i] = random.bits(i) & 0xff;
      }
      int label = x[0] > 150 ? 0 : x[1] > 120 ? 1 : 2;
      examples.add(new Example(e % 10 == 0 ? (label + 1) % 3 : label, x));
    }
    return examples;
  }

  private static Split all(int partitions) {
    return Split.none(
        ShardFixture.dataSet(SPARK.on("local[2]"), EXAMPLES, new Sharding(3, 1, partitions)));
  }

  private static Split split(int partitions) {
    return ShardFixture.split(
        "fixture",
        SPARK.on("local[2]").parallelize(EXAMPLES, 2),
        6,
        new Sharding(3, 1, partitions),
        0.25);
  }

  private static Dataset<Row> rows(InputScaling scaling) {
    SPARK.on("local[2]");
    List<Row> rows = new ArrayList<>();
    for (Example example : EXAMPLES) {
      float[] x = example.features().clone();
      scaling.apply(x, 1, x.length);
      double[] wide = IntStream.range(0, x.length).mapToDouble(i -> x[i]).toArray();
      rows.add(RowFactory.create((double) example.label(), Vectors.dense(wide)));
    }
    StructType schema =
        new StructType()
            .add("label", DataTypes.DoubleType)
            .add("features", SQLDataTypes.VectorType());
    return SparkSession.builder().getOrCreate().createDataFrame(rows, schema).coalesce(1);
  }

  private static Trained train(
      Recipe recipe, Split data, TrainingState from, StateListener stateListener) {
    return Trainer.train(
        SPARK.on("local[2]"), data, recipe, from, ExchangeKind.AUTO, stateListener, new Losses());
  }

  private static Trained train(Recipe recipe, Split data, TrainingListener listener) {
    return Trainer.train(
        SPARK.on("local[2]"),
        data,
        recipe,
        TrainingState.initial(recipe),
        ExchangeKind.AUTO,
        StateListener.NONE,
        listener);
  }
}
