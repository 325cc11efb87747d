package dev.lockstep.train;

import dev.lockstep.data.ExampleSource;
import dev.lockstep.data.Part;
import dev.lockstep.data.digits.Digits;
import dev.lockstep.data.digits.DigitsSource;
import dev.lockstep.data.idx.IdxSource;
import dev.lockstep.data.shard.DataSet;
import dev.lockstep.data.shard.Sharding;
import dev.lockstep.linalg.FastestKernels;
import dev.lockstep.model.Model;
import dev.lockstep.nn.Activation;
import dev.lockstep.optim.Lbfgs;
import dev.lockstep.recipe.NetworkSettings;
import dev.lockstep.recipe.Recipe;
import dev.lockstep.recipe.Recipes;
import dev.lockstep.report.TrainingListener;
import dev.lockstep.testing.Campaign;
import dev.lockstep.train.exchange.ExchangeKind;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Trains on some masters, in several numbers of partitions, from files and drawn, in all rhythms,
 * in a JVM of its own, and prints a line with the hash of each; for {@link LayoutsTest}.
 */
final class LayoutsMain {
  static final String MARK = "layout";

  /** In place of a number of steps: L-BFGS, which takes all examples at once. */
  static final int LBFGS = 0;

  static final List<Integer> RHYTHMS = List.of(1, 48, LBFGS);

  /** Where tasks cannot stay, the first is the second. */
  static final List<ExchangeKind> EXCHANGES = List.of(ExchangeKind.AUTO, ExchangeKind.JOBS);

  static final String RAW = "raw";
  static final String GZ = "gz";

  /** The examples of the files, but drawn on the executors; only as many as there are in all. */
  static final String DRAWN = "drawn";

  /** The built-in digits on a user's network; else a small network that has 50 steps to take. */
  static final int EXAMPLES = Campaign.RUNS ? Digits.count(Part.TRAIN) : 800;

  static final List<String> FORMS = Campaign.RUNS ? List.of(RAW, GZ, DRAWN) : List.of(RAW, GZ);
  static final List<Integer> PARTITIONS = Campaign.RUNS ? List.of(1, 3, 8) : List.of(1, 3);

  private static final Recipe RECIPE =
      Campaign.RUNS
          ? Recipes.recipe(List.of(784, 128, 10), Recipes.ADAMW, 2, 256, 4)
          : Recipes.recipe(List.of(784, 12, 10), Recipes.ADAMW, 1, 16, 4);

  private LayoutsMain() {}

  /**
   * Prints the number of lanes, then a line for each combination.
   *
   * @param args the folder in which {@link #RAW} and {@link #GZ} lie; then the masters
   */
  public static void main(String[] args) {
    int lanes = FastestKernels.create().lanes();
    System.out.println("lanes\t" + lanes);
    // Every JVM meets every form, not always on the same master and in the same partitions.
    int form = lanes;
    for (String master : List.of(args).subList(1, args.length)) {
      try (JavaSparkContext spark = new JavaSparkContext(conf(master))) {
        for (int partitions : PARTITIONS) {
          String examples = FORMS.get(form++ % FORMS.size());
          for (ExchangeKind exchange : EXCHANGES) {
            List<String> hashes = hashes(spark, Path.of(args[0]), examples, partitions, exchange);
            for (int r = 0; r < hashes.size(); r++) {
              System.out.printf(
                  Locale.ROOT,
                  "%s\t%d\t%s\t%s, %d partitions, %s, exchange %s%n",
                  MARK,
                  RHYTHMS.get(r),
                  hashes.get(r),
                  master,
                  partitions,
                  examples,
                  exchange);
            }
          }
        }
        form++;
      }
    }
  }

  private static SparkConf conf(String master) {
    String classes = Path.of("target/classes").toAbsolutePath().toString();
    String tests = Path.of("target/test-classes").toAbsolutePath().toString();
    return new SparkConf()
        .setAppName("layouts")
        .setMaster(master)
        .set("spark.ui.enabled", "false")
        .set("spark.driver.host", "localhost")
        .set("spark.driver.bindAddress", "127.0.0.1")
        .set("spark.executor.memory", "1g")
        .set("spark.executor.extraClassPath", classes + ":" + tests);
  }

  /** Of the weights, in each of the rhythms. */
  static List<String> hashes(
      JavaSparkContext spark, Path folder, String examples, int partitions, ExchangeKind exchange) {
    DataSet data =
        DataSet.load(
            spark,
            source(spark, folder, examples),
            10,
            new Sharding(RECIPE.shards(), RECIPE.seed(), partitions));
    List<String> hashes =
        RHYTHMS.stream()
            .map(LayoutsMain::recipe)
            .map(recipe -> Trainer.train(spark, data, recipe, exchange, new TrainingListener() {}))
            .map(trained -> Model.weightsSha256(trained.parameters()))
            .toList();
    data.shards().unpersist();
    return hashes;
  }

  /** With L-BFGS sigmoids, as Spark ML has them, else ReLU. */
  private static Recipe recipe(int averageEvery) {
    if (averageEvery != LBFGS) {
      return Recipes.withAverageEvery(RECIPE, averageEvery);
    }
    List<Integer> sizes = RECIPE.network().sizes();
    Recipe recipe = Recipes.recipe(sizes, new Lbfgs(5, 0), 8, Recipes.ALL, RECIPE.shards());
    return recipe.with(NetworkSettings.ACTIVATION, Activation.SIGMOID);
  }

  private static ExampleSource source(JavaSparkContext spark, Path folder, String examples) {
    return examples.equals(DRAWN)
        ? new DigitsSource(Part.TRAIN)
        : IdxSource.open(
            "fixture",
            new org.apache.hadoop.fs.Path(folder.toString(), examples),
            Part.TRAIN,
            10,
            spark.hadoopConfiguration());
  }
}
