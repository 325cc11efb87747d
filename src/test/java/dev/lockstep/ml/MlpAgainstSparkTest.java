package dev.lockstep.ml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.lockstep.testing.LocalSpark;
import org.apache.spark.ml.classification.MultilayerPerceptronClassificationModel;
import org.apache.spark.ml.classification.MultilayerPerceptronClassifier;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Beside the classifier of Spark ML whose place ours takes. */
@Tag("slow")
class MlpAgainstSparkTest {
  @RegisterExtension static final LocalSpark SPARK = new LocalSpark();

  /**
   * Its network is ours with sigmoids, and a rate of next to nothing changes none of its weights.
   */
  @Test
  void weightsOfSparksOwnClassifierMeanTheSame() {
    Dataset<Row> spiral = Frames.of(SPARK.on("local[2]"), 2, Frames.spiral(90));
    MultilayerPerceptronClassificationModel theirs =
        new MultilayerPerceptronClassifier()
            .setLayers(new int[] {2, 5, 4, 3})
            .setMaxIter(20)
            .setSeed(3)
            .fit(spiral);
    MlpClassificationModel ours =
        new MlpClassifier()
            .setLayers(new int[] {2, 5, 4, 3})
            .setActivation("sigmoid")
            .setScaling("none")
            .setInitialWeights(theirs.weights())
            .setLearningRate(1e-12)
            .setEpochs(1)
            .fit(spiral);
    for (Row row : spiral.collectAsList()) {
      Vector features = row.getAs("features");
      assertThat(ours.predictProbability(features).toArray())
          .containsExactly(theirs.predictProbability(features).toArray(), Offset.offset(1e-4));
    }
  }

  /** Its optimizer, from weights of its making. */
  @Test
  void lbfgsFindsTheSameLossInAsManyIterations() {
    Dataset<Row> spiral = Frames.of(SPARK.on("local[2]"), 2, Frames.spiral(90));
    MultilayerPerceptronClassifier classifier =
        new MultilayerPerceptronClassifier().setLayers(new int[] {2, 5, 3}).setSeed(3);
    Vector first = classifier.setMaxIter(1).fit(spiral).weights();
    double[] theirs =
        classifier.setInitialWeights(first).setMaxIter(20).fit(spiral).summary().objectiveHistory();
    MlpClassificationModel model =
        new MlpClassifier()
            .setLayers(new int[] {2, 5, 3})
            .setActivation("sigmoid")
            .setScaling("none")
            .setOptimizer("lbfgs")
            .setInitialWeights(first)
            .setMaxIter(20)
            .fit(spiral);
    double[] ours = model.summary().objectiveHistory();
    assertThat(ours).hasSize(20); // Theirs begins with the loss before the first iteration.
    for (int iteration = 1; iteration <= 20; iteration++) {
      assertThat(ours[iteration - 1])
          .isCloseTo(theirs[iteration], within(0.01 * theirs[iteration]));
    }
  }
}
