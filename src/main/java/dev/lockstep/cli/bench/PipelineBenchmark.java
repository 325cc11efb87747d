package dev.lockstep.cli.bench;

import dev.lockstep.cli.option.DataLoading;
import dev.lockstep.cli.option.RecipeOptions;
import dev.lockstep.data.Example;
import dev.lockstep.data.ExampleSource;
import dev.lockstep.data.Part;
import dev.lockstep.input.InputScaling;
import dev.lockstep.ml.MlpClassificationModel;
import dev.lockstep.ml.MlpClassifier;
import dev.lockstep.recipe.Recipe;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.ParameterException;

/**
 * Fits {@link MlpClassifier} and Spark's own classifier, one after the other, as the stage of a
 * pipeline, to the same cached data frame of vectors. The time is that of {@code fit}: reading the
 * rows, dividing them into shards and training, in a JVM that has done none of it before.
 */
record PipelineBenchmark(JavaSparkContext spark, ExampleSource train, ExampleSource test) {

  static PipelineBenchmark of(JavaSparkContext spark, String data) {
    return new PipelineBenchmark(
        spark, DataLoading.open(spark, data, Part.TRAIN), DataLoading.open(spark, data, Part.TEST));
  }

  /**
   * Runs both.
   *
   * @param iterations the most of Spark's
   */
  MlpcReport run(RecipeOptions options, int iterations) {
    Recipe recipe = options.recipe(train.features(), 2, train.count());
    MlpClassifier classifier = classifier(options, recipe);
    Dataset<Row> trainRows = rows(train, recipe.scaling());
    Dataset<Row> testRows = rows(test, recipe.scaling());
    long start = System.nanoTime();
    PipelineModel fitted =
        new Pipeline().setStages(new PipelineStage[] {classifier}).fit(trainRows);
    double seconds = (System.nanoTime() - start) * 1e-9;
    int classes = ((MlpClassificationModel) fitted.stages()[0]).numClasses();
    Recipe whole = options.recipe(train.features(), classes, train.count());
    return new MlpcReport(
        setup(whole),
        recipe.epochs(),
        iterations,
        SparkMlTraining.blas(spark),
        new SparkMlTraining.Fitted(fitted, seconds).timed(trainRows, testRows),
        SparkMlTraining.fit(trainRows, whole, iterations).timed(trainRows, testRows));
  }

  private TrainingSetup setup(Recipe recipe) {
    int partitions = Math.min(recipe.shards(), spark.defaultParallelism());
    return TrainingSetup.of(spark, train.name() + " as a cached DataFrame", partitions, recipe);
  }

  /**
   * Returns scaled rows, cached on all cores and read in place, so that no shards are made before
   * the clock runs.
   */
  private Dataset<Row> rows(ExampleSource source, InputScaling scaling) {
    Dataset<Row> rows =
        SparkSession.builder()
            .getOrCreate()
            .createDataFrame(
                source
                    .examples(spark, source.classLimit())
                    .map(new ToRow(source.features(), scaling)),
                SparkMlTraining.SCHEMA)
            .repartition(spark.defaultParallelism())
            .cache();
    rows.count();
    return rows;
  }

  private record ToRow(int features, InputScaling scaling) implements Function<Example, Row> {
    @Override
    public Row call(Example example) {
      float[] x = example.features().clone();
      scaling.apply(x, 1, features);
      double[] wide = new double[features];
      for (int i = 0; i < features; i++) {
        wide[i] = x[i];
      }
      return RowFactory.create((double) example.label(), Vectors.dense(wide));
    }
  }

  /**
   * Returns a classifier with the options, except for the features' scaling, which the rows have
   * had.
   */
  private static MlpClassifier classifier(RecipeOptions options, Recipe recipe) {
    if (recipe.update().isEmpty()) {
      throw new ParameterException(
          options.mixin().commandLine(), "--pipeline goes with --optimizer adamw and sgd");
    }
    return new MlpClassifier()
        .setSettings(options.values())
        .setEpochs(recipe.epochs())
        .setScaling("none")
        .setShards(recipe.shards());
  }
}
