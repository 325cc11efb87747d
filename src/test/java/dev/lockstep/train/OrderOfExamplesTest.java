package dev.lockstep.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.lockstep.data.DataException;
import dev.lockstep.data.Example;
import dev.lockstep.data.shard.DataSet;
import dev.lockstep.data.shard.ShardFixture;
import dev.lockstep.data.shard.Sharding;
import dev.lockstep.model.Model;
import dev.lockstep.recipe.Recipe;
import dev.lockstep.recipe.Recipes;
import dev.lockstep.report.TrainingListener;
import dev.lockstep.testing.IdxFixture;
import dev.lockstep.testing.LocalSpark;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The order of the examples does not matter; the examples do, each of them and how often. */
@Tag("slow")
class OrderOfExamplesTest {
  @RegisterExtension static final LocalSpark SPARK = new LocalSpark();
  private static final int FEATURES = 6;
  private static final Sharding SHARDING = new Sharding(3, 1, 2);
  private static final Recipe RECIPE =
      Recipes.recipe(List.of(FEATURES, 5, 4), Recipes.ADAMW, 2, 50, 3);

  /** A row with its twin among them. */
  private static final List<Example> EXAMPLES = withTwin();

  @Test
  void shuffledExamplesInAnyPartitionsGiveTheSameFingerprintAndModel() {
    DataSet plain = load(EXAMPLES, 1);
    assertThat(plain.count()).isEqualTo(121);
    String hash = hash(plain);
    for (int slices : new int[] {1, 2, 7}) {
      DataSet shuffled = load(IdxFixture.shuffled(EXAMPLES, slices), slices);
      assertThat(shuffled.statistics().fingerprint()).isEqualTo(plain.statistics().fingerprint());
      assertThat(hash(shuffled)).as("%d slices", slices).isEqualTo(hash);
    }
  }

  @Test
  void oneRowMoreOrLessOneFeatureOneLabelGiveOtherFingerprintsAndModels() {
    List<DataSet> sets = new ArrayList<>(List.of(load(EXAMPLES, 2)));
    sets.add(load(EXAMPLES.subList(0, 120), 2)); // The twin is gone.
    sets.add(load(changed(EXAMPLES.size(), EXAMPLES.get(0)), 2)); // A second twin.
    float[] features = EXAMPLES.get(17).features().clone();
    features[3] += features[3] == 255 ? -1 : 1;
    sets.add(load(changed(17, new Example(EXAMPLES.get(17).label(), features)), 2));
    int label = (EXAMPLES.get(17).label() + 1) % 4;
    sets.add(load(changed(17, new Example(label, EXAMPLES.get(17).features())), 2));
    assertThat(sets.stream().map(set -> set.statistics().fingerprint())).doesNotHaveDuplicates();
    assertThat(sets.stream().map(OrderOfExamplesTest::hash)).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
  void aFeatureThatIsNotFiniteIsRefused(float wrong) {
    float[] features = EXAMPLES.get(17).features().clone();
    features[4] = wrong;
    List<Example> examples = changed(17, new Example(1, features));
    assertRefused(examples, "rows: an example of label 1: feature 4 is " + wrong);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, FEATURES - 1, FEATURES + 1})
  void anExampleOfAnotherNumberOfFeaturesIsRefused(int features) {
    List<Example> examples = changed(17, new Example(1, new float[features]));
    assertRefused(examples, "rows: an example of " + features + " features, where 6 are expected");
  }

  private static void assertRefused(List<Example> examples, String message) {
    Throwable thrown = catchThrowable(() -> load(examples, 2));
    Throwable cause = thrown;
    while (cause != null && !(cause instanceof DataException)) {
      cause = cause.getCause();
    }
    assertThat(cause).as("the cause of %s", thrown).isNotNull().hasMessage(message);
  }

  /** Example i in the place of another, or after the last. */
  private static List<Example> changed(int i, Example example) {
    List<Example> examples = new ArrayList<>(EXAMPLES);
    if (i == examples.size()) {
      examples.add(example);
    } else {
      examples.set(i, example);
    }
    return examples;
  }

  private static List<Example> withTwin() {
    List<Example> examples = new ArrayList<>(IdxFixture.random(11, 120, 3, 2, 4).examples());
    examples.add(examples.get(0));
    return List.copyOf(examples);
  }

  private static DataSet load(List<Example> examples, int slices) {
    JavaSparkContext spark = SPARK.on("local[2]");
    return ShardFixture.load("rows", spark.parallelize(examples, slices), FEATURES, SHARDING);
  }

  private static String hash(DataSet data) {
    TrainingListener silent = new TrainingListener() {};
    return Model.weightsSha256(
        Trainer.train(SPARK.on("local[2]"), data, RECIPE, silent).parameters());
  }
}
