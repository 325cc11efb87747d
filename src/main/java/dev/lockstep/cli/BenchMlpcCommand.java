package dev.lockstep.cli;

import dev.lockstep.data.DataSet;
import dev.lockstep.data.Part;
import dev.lockstep.data.Shard;
import dev.lockstep.nn.InputScaling;
import dev.lockstep.report.TrainingListener;
import dev.lockstep.train.Evaluator;
import dev.lockstep.train.Recipe;
import dev.lockstep.train.Trainer;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.ml.classification.MultilayerPerceptronClassificationModel;
import org.apache.spark.ml.classification.MultilayerPerceptronClassifier;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Trains the same network on the same cached examples with Lockstep and with Spark ML, one after
 * the other.
 */
@Command(
    name = "mlpc",
    description =
        "Training time and test accuracy against Spark ML's MultilayerPerceptronClassifier.",
    sortOptions = false)
final class BenchMlpcCommand implements Callable<Integer> {
  private static final StructType SCHEMA =
      new StructType()
          .add("label", DataTypes.DoubleType)
          .add("features", SQLDataTypes.VectorType());

  @Option(
      names = "--data",
      paramLabel = "NAME|PATH",
      defaultValue = "mnist",
      description = "As for train. Default: ${DEFAULT-VALUE}")
  String data;

  @Option(
      names = "--iterations",
      defaultValue = "100",
      description = "Of Spark ML's l-bfgs. Default: ${DEFAULT-VALUE}")
  int iterations;

  @Mixin RecipeOptions recipeOptions;

  private record Result(String who, double seconds, double accuracy) {}

  @Override
  public Integer call() {
    JavaSparkContext spark = Session.open();
    DataLoading loading = recipeOptions.loading(null);
    DataSet train = loading.load(spark, DataLoading.open(spark, data, Part.TRAIN));
    DataSet test = loading.load(spark, DataLoading.open(spark, data, Part.TEST));
    Recipe recipe =
        recipeOptions.recipe(train.features(), train.statistics().classes(), train.count());
    System.out.printf(
        "%s, %s, %s, %d cores%n",
        train.name(), recipe.network(), spark.master(), spark.defaultParallelism());
    Result lockstep = lockstep(spark, train, test, recipe);
    print(lockstep);
    Result sparkMl = sparkMl(train, test, recipe);
    print(sparkMl);
    System.out.printf(
        Locale.ROOT,
        "Lockstep is %.1f times as fast, at %+.2f points of accuracy%n",
        sparkMl.seconds / lockstep.seconds,
        100 * (lockstep.accuracy - sparkMl.accuracy));
    return ExitCode.DONE;
  }

  private static Result lockstep(
      JavaSparkContext spark, DataSet train, DataSet test, Recipe recipe) {
    Trainer.Trained trained = Trainer.train(spark, train, recipe, new TrainingListener() {});
    double accuracy =
        Evaluator.evaluate(spark, test, recipe.network(), recipe.scaling(), trained.parameters())
            .accuracy();
    return new Result("Lockstep", trained.timing().seconds(), accuracy);
  }

  private Result sparkMl(DataSet train, DataSet test, Recipe recipe) {
    SparkSession session = SparkSession.active();
    Dataset<Row> trainRows = rows(session, train, recipe.scaling()).cache();
    trainRows.count();
    MultilayerPerceptronClassifier classifier =
        new MultilayerPerceptronClassifier()
            .setLayers(recipe.network().sizes().stream().mapToInt(Integer::intValue).toArray())
            .setMaxIter(iterations)
            .setSeed(recipe.seed());
    long start = System.nanoTime();
    MultilayerPerceptronClassificationModel model = classifier.fit(trainRows);
    double seconds = (System.nanoTime() - start) * 1e-9;
    Dataset<Row> predicted = model.transform(rows(session, test, recipe.scaling()));
    long correct = predicted.where(functions.expr("prediction = label")).count();
    return new Result("Spark ML", seconds, (double) correct / test.count());
  }

  private static Dataset<Row> rows(SparkSession session, DataSet data, InputScaling scaling) {
    return session.createDataFrame(
        data.shards().flatMap(new ToRows(data.features(), scaling)), SCHEMA);
  }

  private record ToRows(int features, InputScaling scaling) implements FlatMapFunction<Shard, Row> {
    @Override
    public Iterator<Row> call(Shard shard) {
      return IntStream.range(0, shard.size()).mapToObj(i -> row(shard, i)).iterator();
    }

    private Row row(Shard shard, int example) {
      float[] x = new float[features];
      shard.copyFeatures(example, x, 0);
      scaling.apply(x, features);
      double[] wide = IntStream.range(0, features).mapToDouble(i -> x[i]).toArray();
      return RowFactory.create((double) shard.label(example), Vectors.dense(wide));
    }
  }

  private static void print(Result result) {
    System.out.println(
        String.join(
            "  ",
            List.of(
                String.format("%-8s", result.who),
                String.format(Locale.ROOT, "%8.2f s", result.seconds),
                String.format(Locale.ROOT, "test accuracy %.2f%%", 100 * result.accuracy))));
  }
}
