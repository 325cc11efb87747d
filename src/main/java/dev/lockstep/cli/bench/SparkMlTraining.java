package dev.lockstep.cli.bench;

import static org.apache.spark.ml.functions.vector_to_array;

import dev.lockstep.cli.bench.MlpcReport.Training;
import dev.lockstep.data.shard.DataSet;
import dev.lockstep.data.shard.Shard;
import dev.lockstep.input.InputScaling;
import dev.lockstep.optim.Lbfgs;
import dev.lockstep.recipe.Recipe;
import dev.lockstep.train.state.TrainingState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.classification.MultilayerPerceptronClassificationModel;
import org.apache.spark.ml.classification.MultilayerPerceptronClassifier;
import org.apache.spark.ml.linalg.BLAS$;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Trains Spark ML's multilayer perceptron on examples that are cached as Lockstep's shards. */
final class SparkMlTraining {
  static final StructType SCHEMA =
      new StructType()
          .add("label", DataTypes.DoubleType)
          .add("features", SQLDataTypes.VectorType());

  private static final int PASSES = 8;

  private SparkMlTraining() {}

  /**
   * Trains the recipe's network with Spark ML's defaults, on rows cached beforehand; if the
   * recipe's optimizer is L-BFGS too, from the recipe's first weights.
   */
  static Training run(DataSet train, DataSet test, Recipe recipe, int iterations) {
    SparkSession session = SparkSession.builder().getOrCreate();
    Dataset<Row> trainRows = rows(session, train, recipe.scaling()).cache();
    trainRows.count();
    return fit(trainRows, recipe, iterations)
        .measured(trainRows, rows(session, test, recipe.scaling()));
  }

  /** A model that was fitted in so many seconds. */
  record Fitted(Transformer model, double seconds) {
    /** Returns its measures on the rows. */
    Training measured(Dataset<Row> trainRows, Dataset<Row> testRows) {
      return SparkMlTraining.measured(seconds, model, trainRows, testRows);
    }

    /** Returns the same, and how fast it predicts the rows that it was trained on. */
    Training timed(Dataset<Row> trainRows, Dataset<Row> testRows) {
      Training measured = measured(trainRows, testRows);
      return new Training(
          seconds,
          measured.testAccuracy(),
          measured.trainingLoss(),
          rowsPerSecond(model, trainRows));
    }
  }

  /** Does the same on rows that are scaled and cached. */
  static Fitted fit(Dataset<Row> trainRows, Recipe recipe, int iterations) {
    MultilayerPerceptronClassifier classifier =
        new MultilayerPerceptronClassifier()
            .setLayers(recipe.network().sizes().stream().mapToInt(Integer::intValue).toArray())
            .setMaxIter(iterations)
            .setSeed(recipe.seed());
    if (recipe.optimizer() instanceof Lbfgs lbfgs) {
      float[] first = TrainingState.initial(recipe).parameters();
      classifier.setTol(lbfgs.tolerance()).setInitialWeights(vector(first));
    }
    long start = System.nanoTime();
    MultilayerPerceptronClassificationModel model = classifier.fit(trainRows);
    double seconds = (System.nanoTime() - start) * 1e-9;
    return new Fitted(model, seconds);
  }

  /** Returns a fitted stage's measures on the rows. */
  private static Training measured(
      double seconds, Transformer fitted, Dataset<Row> trainRows, Dataset<Row> testRows) {
    double accuracy =
        fitted
            .transform(testRows)
            .selectExpr("avg(double(prediction = label))")
            .first()
            .getDouble(0);
    double loss =
        fitted
            .transform(trainRows)
            .select(
                functions.col("label"), vector_to_array(functions.col("probability"), "float64"))
            .toDF("label", "p")
            .selectExpr("avg(-ln(greatest(p[int(label)], 1e-300d)))")
            .first()
            .getDouble(0);
    return new Training(seconds, accuracy, loss, /* rowsPerSecond= */ null);
  }

  /** Returns how many cached rows a second get a prediction, in the best of some passes. */
  private static double rowsPerSecond(Transformer fitted, Dataset<Row> rows) {
    long count = rows.count();
    double best = Double.POSITIVE_INFINITY;
    for (int pass = 0; pass < PASSES; pass++) {
      long start = System.nanoTime();
      fitted.transform(rows).select("prediction").write().format("noop").mode("overwrite").save();
      best = Math.min(best, (System.nanoTime() - start) * 1e-9);
    }
    return count / best;
  }

  /** Returns the library with which Spark ML multiplies matrices in a task. */
  static Blas blas(JavaSparkContext spark) {
    return spark.parallelize(List.of(0), 1).map(new FindBlas()).first();
  }

  private static final class FindBlas implements Function<Integer, Blas> {
    private static final long serialVersionUID = 1L;
    private static final Path MAPPED_FILES = Path.of("/proc/self/maps");

    @Override
    public Blas call(Integer any) throws IOException {
      String name = BLAS$.MODULE$.nativeBLAS().getClass().getSimpleName();
      String threads = Objects.requireNonNullElse(System.getenv("OPENBLAS_NUM_THREADS"), "");
      return Blas.of(name, mappedFiles(), threads);
    }

    /**
     * Returns the files that the process has mapped; only on Linux, because netlib has no native
     * BLAS elsewhere.
     */
    private static List<String> mappedFiles() throws IOException {
      if (!Files.exists(MAPPED_FILES)) {
        return List.of();
      }
      try (Stream<String> lines = Files.lines(MAPPED_FILES)) {
        return lines.toList();
      }
    }
  }

  private static Dataset<Row> rows(SparkSession session, DataSet data, InputScaling scaling) {
    return session.createDataFrame(
        data.shards().flatMap(new ToRows(data.features(), scaling)), SCHEMA);
  }

  private static Vector vector(float[] values) {
    return Vectors.dense(IntStream.range(0, values.length).mapToDouble(i -> values[i]).toArray());
  }

  private record ToRows(int features, InputScaling scaling) implements FlatMapFunction<Shard, Row> {
    @Override
    public Iterator<Row> call(Shard shard) {
      return IntStream.range(0, shard.size()).mapToObj(i -> row(shard, i)).iterator();
    }

    private Row row(Shard shard, int example) {
      float[] x = new float[features];
      shard.copyFeatures(example, x, 0);
      scaling.apply(x, 1, features);
      return RowFactory.create((double) shard.label(example), vector(x));
    }
  }
}
