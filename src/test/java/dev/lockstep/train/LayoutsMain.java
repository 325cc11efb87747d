package dev.lockstep.train;

import dev.lockstep.data.DataSet;
import dev.lockstep.data.DataSet.Sharding;
import dev.lockstep.data.IdxSource;
import dev.lockstep.data.Part;
import dev.lockstep.linalg.Kernels;
import dev.lockstep.model.Model;
import dev.lockstep.optim.Lbfgs;
import dev.lockstep.report.TrainingListener;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Trains in every combination of cores, partitions, rhythm and files, in a JVM of its own, and
 * prints a line with the hash of each; for {@link LayoutsTest}.
 */
final class LayoutsMain {
  static final String MARK = "layout";

  /** In place of a rhythm: L-BFGS, which takes all examples at once. */
  static final int LBFGS = 0;

  static final List<Integer> RHYTHMS = List.of(1, 5, LBFGS);
  static final String RAW = "raw";
  static final String GZ = "gz";

  private LayoutsMain() {}

  /**
   * Prints the number of lanes, then a line for each combination.
   *
   * @param args the folder in which {@link #RAW} and {@link #GZ} lie; then whether it is the
   *     campaign
   */
  public static void main(String[] args) {
    boolean campaign = Boolean.parseBoolean(args[1]);
    System.out.println("lanes\t" + Kernels.best().lanes());
    for (int cores : campaign ? List.of(1, 2) : List.of(2)) {
      SparkConf conf =
          new SparkConf()
              .setAppName("layouts")
              .setMaster("local[" + cores + "]")
              .set("spark.ui.enabled", "false")
              .set("spark.driver.host", "localhost")
              .set("spark.driver.bindAddress", "127.0.0.1")
              .set("spark.hadoop.fs.file.impl.disable.cache", "true");
      try (JavaSparkContext spark = new JavaSparkContext(conf)) {
        for (int partitions : campaign ? List.of(1, 3, 8) : List.of(1, 3)) {
          for (String files : campaign ? List.of(RAW, GZ) : List.of(partitions == 1 ? RAW : GZ)) {
            for (int rhythm : RHYTHMS) {
              String hash = hash(spark, new Path(args[0], files), rhythm, partitions);
              System.out.printf(
                  "%s\t%d\t%s\tlocal[%d] %d partitions %s%n",
                  MARK, rhythm, hash, cores, partitions, files);
            }
          }
        }
      }
    }
  }

  /** Of the weights. */
  static String hash(JavaSparkContext spark, Path folder, int rhythm, int partitions) {
    List<Integer> sizes = List.of(784, 12, 10);
    Recipe recipe =
        rhythm == LBFGS
            ? Recipes.recipe(sizes, new Lbfgs(5, 0), 8, Recipes.ALL, 4)
            : Recipes.withAverageEvery(Recipes.recipe(sizes, Recipes.ADAMW, 2, 128, 4), rhythm);
    Configuration conf = spark.hadoopConfiguration();
    DataSet data =
        DataSet.load(
            spark,
            IdxSource.open("fixture", folder, Part.TRAIN, 10, conf),
            10,
            new Sharding(recipe.shards(), recipe.seed(), partitions));
    String hash =
        Model.weightsSha256(
            Trainer.train(spark, data, recipe, new TrainingListener() {}).parameters());
    data.shards().unpersist();
    return hash;
  }
}
