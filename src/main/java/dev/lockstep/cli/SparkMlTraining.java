package dev.lockstep.cli;

import dev.lockstep.bench.Blas;
import dev.lockstep.bench.MlpcReport.Training;
import dev.lockstep.data.DataSet;
import dev.lockstep.data.Shard;
import dev.lockstep.nn.Activation;
import dev.lockstep.nn.InputScaling;
import dev.lockstep.nn.Loss;
import dev.lockstep.nn.Network;
import dev.lockstep.optim.Lbfgs;
import dev.lockstep.train.Evaluator;
import dev.lockstep.train.Recipe;
import dev.lockstep.train.TrainingState;
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

/** Spark ML's multilayer perceptron on examples that are cached as Lockstep's shards. */
final class SparkMlTraining {
  private static final StructType SCHEMA =
      new StructType()
          .add("label", DataTypes.DoubleType)
          .add("features", SQLDataTypes.VectorType());

  private SparkMlTraining() {}

  /**
   * Trains the recipe's network with Spark ML's defaults, on rows cached beforehand; if the
   * recipe's optimizer is L-BFGS too, from its first weights.
   */
  static Training run(
      JavaSparkContext spark, DataSet train, DataSet test, Recipe recipe, int iterations) {
    SparkSession session = SparkSession.builder().getOrCreate();
    Dataset<Row> trainRows = rows(session, train, recipe.scaling()).cache();
    trainRows.count();
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
    Dataset<Row> predicted = model.transform(rows(session, test, recipe.scaling()));
    long correct = predicted.where(functions.expr("prediction = label")).count();
    return new Training(
        seconds, (double) correct / test.count(), trainingLoss(spark, train, recipe, model));
  }

  /** Measured as Lockstep's: Spark ML's own is a mean over blocks of means within them. */
  private static double trainingLoss(
      JavaSparkContext spark,
      DataSet train,
      Recipe recipe,
      MultilayerPerceptronClassificationModel model) {
    Network network =
        new Network(
            recipe.network().sizes(), Activation.SIGMOID, Loss.CROSS_ENTROPY, Activation.LINEAR);
    float[] weights = new float[model.weights().size()];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (float) model.weights().apply(i);
    }
    return Evaluator.evaluate(spark, train, network, recipe.scaling(), weights).meanLoss();
  }

  /** With what Spark ML multiplies matrices where the first shard lies. */
  static Blas blas(DataSet data) {
    return data.shards().map(new FindBlas()).first();
  }

  private static final class FindBlas implements Function<Shard, Blas> {
    private static final long serialVersionUID = 1L;
    private static final Path MAPPED_FILES = Path.of("/proc/self/maps");

    @Override
    public Blas call(Shard shard) throws IOException {
      String name = BLAS$.MODULE$.nativeBLAS().getClass().getSimpleName();
      String threads = Objects.requireNonNullElse(System.getenv("OPENBLAS_NUM_THREADS"), "");
      return Blas.of(name, mappedFiles(), threads);
    }

    /** Linux tells; netlib has no native BLAS elsewhere. */
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
