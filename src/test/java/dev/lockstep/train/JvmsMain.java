package dev.lockstep.train;

import dev.lockstep.data.Example;
import dev.lockstep.data.Part;
import dev.lockstep.data.shard.DataSet;
import dev.lockstep.data.shard.Sharding;
import dev.lockstep.linalg.AddressedRandom;
import dev.lockstep.linalg.FastestKernels;
import dev.lockstep.model.Model;
import dev.lockstep.nn.Activation;
import dev.lockstep.optim.Lbfgs;
import dev.lockstep.recipe.NetworkSettings;
import dev.lockstep.recipe.Recipe;
import dev.lockstep.recipe.Recipes;
import dev.lockstep.recipe.Recipes.Regularization;
import dev.lockstep.report.TrainingListener;
import dev.lockstep.testing.IdxFixture;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Trains small networks on one, two and four cores, of pictures and of a table without zeros, and
 * prints a line with the lanes and the models' hashes for each; for {@link JvmsTest}.
 */
final class JvmsMain {
  static final List<Integer> CORES = List.of(1, 2, 4);

  private static final int SHARDS = 5;
  private static final Regularization DROPOUT = new Regularization(0.2f, 0, 0, 0);
  private static final Regularization ALL = new Regularization(0.3f, 1e-3f, 2e-2f, 0.1f);

  private JvmsMain() {}

  public static void main(String[] args) {
    int lanes = FastestKernels.create().lanes();
    for (int cores : CORES) {
      SparkConf conf =
          new SparkConf()
              .setAppName("jvms")
              .setMaster("local[" + cores + "]")
              .set("spark.ui.enabled", "false")
              .set("spark.driver.host", "localhost")
              .set("spark.driver.bindAddress", "127.0.0.1");
      try (JavaSparkContext spark = new JavaSparkContext(conf)) {
        List<String> hashes = new ArrayList<>();
        List<Example> digits = IdxFixture.digits(Part.TRAIN, 300).examples();
        Recipe adamW = Recipes.recipe(List.of(784, 44, 10), Recipes.ADAMW, 2, 64, SHARDS);
        hashes.add(hash(spark, digits, Recipes.withRegularization(adamW, DROPOUT), cores));
        Recipe sgd = Recipes.recipe(List.of(784, 300, 10), Recipes.SGD, 2, 64, SHARDS);
        hashes.add(hash(spark, digits, Recipes.withAverageEvery(sgd, 3), cores));
        Recipe narrow = Recipes.recipe(List.of(10, 300, 1, 44, 3), Recipes.ADAMW, 3, 35, SHARDS);
        hashes.add(hash(spark, table(), Recipes.withRegularization(narrow, ALL), cores));
        Recipe lbfgs =
            Recipes.recipe(List.of(10, 44, 3), new Lbfgs(5, 0), 6, Recipes.ALL, SHARDS)
                .with(NetworkSettings.ACTIVATION, Activation.SIGMOID);
        hashes.add(hash(spark, table(), lbfgs, cores));
        System.out.println("models\t" + cores + '\t' + lanes + '\t' + String.join(" ", hashes));
      }
    }
  }

  private static List<Example> table() {
    List<Example> rows = new ArrayList<>();
    for (int row = 0; row < 203; row++) {
      AddressedRandom random = AddressedRandom.of(1, "table").child(row);
      float[] features = new float[10];
      for (int i = 0; i < features.length; i++) {
        features[i] = (float) random.uniform(i, 1, 255);
      }
      rows.add(new Example(row % 3, features, (1 + row % 7) / 7f));
    }
    return rows;
  }

  private static String hash(
      JavaSparkContext spark, List<Example> examples, Recipe recipe, int cores) {
    DataSet data =
        DataSet.load(
            "fixture",
            spark.parallelize(examples, cores),
            recipe.network().features(),
            new Sharding(recipe.shards(), recipe.seed(), cores));
    float[] parameters = Trainer.train(spark, data, recipe, new TrainingListener() {}).parameters();
    data.shards().unpersist();
    return Model.weightsSha256(parameters);
  }
}
