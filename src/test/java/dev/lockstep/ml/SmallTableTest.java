package dev.lockstep.ml;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.testing.LocalSpark;
import java.util.List;
import java.util.Random;
import java.util.function.LongToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.spark.ml.classification.MultilayerPerceptronClassifier;
import org.apache.spark.ml.evaluation.MulticlassClassificationEvaluator;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The defaults on a thousand rows of unscaled features: three classes by a logistic rule of four
 * normal features, the distribution that Spark tests its own classifier with.
 */
@Tag("slow")
class SmallTableTest {
  @RegisterExtension static final LocalSpark SPARK = new LocalSpark();

  private static final int[] LAYERS = {4, 5, 4, 3};
  private static final int COUNT = 1_000;

  /** A class's weights and its bias; the first class has the score 0. */
  private static final double[][] RULE = {
    {-0.57997, 0.912083, -0.371077, -0.819866, 2.688191},
    {-0.16624, -0.84355, -0.048509, -0.301789, 4.170682}
  };

  private static final double[] MEANS = {5.843, 3.057, 3.758, 1.199};
  private static final double[] VARIANCES = {0.6856, 0.1899, 3.116, 0.581};

  private static Dataset<Row> rows;

  @BeforeAll
  static void make() {
    Random random = new Random(1);
    List<Row> made = IntStream.range(0, COUNT).mapToObj(i -> row(random)).toList();
    rows = Frames.of(SPARK.on("local[2]"), 2, made).cache();
  }

  private static Row row(Random random) {
    double[] x = new double[MEANS.length];
    for (int i = 0; i < x.length; i++) {
      x[i] = MEANS[i] + Math.sqrt(VARIANCES[i]) * random.nextGaussian();
    }
    double[] upTo = {1, 0, 0};
    for (int c = 1; c < upTo.length; c++) {
      double score = RULE[c - 1][x.length];
      for (int i = 0; i < x.length; i++) {
        score += RULE[c - 1][i] * x[i];
      }
      upTo[c] = upTo[c - 1] + Math.exp(score);
    }
    double drawn = random.nextDouble() * upTo[2];
    return Frames.row(drawn < upTo[0] ? 0 : drawn < upTo[1] ? 1 : 2, x);
  }

  @Test
  void theDefaultsLearnAtLeastWhatSparksOwnClassifierLearns() {
    double ours =
        medianOfSeeds(
            seed -> {
              MlpClassifier mlp = new MlpClassifier().setLayers(LAYERS).setSeed(seed);
              return accuracy(mlp.fit(rows).transform(rows));
            });
    double theirs =
        medianOfSeeds(
            seed -> {
              var mlp = new MultilayerPerceptronClassifier().setLayers(LAYERS).setSeed(seed);
              return accuracy(mlp.fit(rows).transform(rows));
            });
    double largestClass =
        rows.groupBy("label").count().agg(functions.max("count")).first().getLong(0)
            / (double) COUNT;
    assertThat(ours).isGreaterThanOrEqualTo(theirs).isGreaterThan(largestClass + 0.1);
  }

  private static double medianOfSeeds(LongToDoubleFunction accuracy) {
    return LongStream.rangeClosed(1, 5).mapToDouble(accuracy).sorted().toArray()[2];
  }

  private static double accuracy(Dataset<Row> predicted) {
    return new MulticlassClassificationEvaluator().setMetricName("accuracy").evaluate(predicted);
  }
}
