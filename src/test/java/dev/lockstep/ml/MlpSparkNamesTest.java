package dev.lockstep.ml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.testing.LocalSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Code that was written for Spark's classifier runs, and means here what it meant there. */
@Tag("slow")
class MlpSparkNamesTest {
  @RegisterExtension static final LocalSpark SPARK = new LocalSpark();
  @TempDir Path folder;

  private static Dataset<Row> rows() {
    return Frames.of(SPARK.on("local[2]"), 2, Frames.spiral(60));
  }

  private static MlpClassifier classifier() {
    return new MlpClassifier().setLayers(new int[] {2, 4, 3}).setSeed(1234);
  }

  private static String sha256(MlpClassifier mlp) {
    return mlp.fit(rows()).weightsSha256();
  }

  @Test
  void theSolversAreOptimizersWithSparksDefaults() {
    MlpClassifier lbfgs =
        classifier().setSolver("l-bfgs").setBlockSize(64).setStepSize(0.5).setMaxIter(4);
    assertThat(sha256(lbfgs)).isEqualTo(sha256(classifier().setOptimizer("lbfgs").setEpochs(4)));
    MlpClassifier descent =
        classifier()
            .setOptimizer("sgd")
            .setMomentum(0)
            .setSchedule("constant")
            .setBatchSize(Integer.MAX_VALUE)
            .setLearningRate(0.03)
            .setEpochs(100);
    assertThat(sha256(classifier().setSolver("gd"))).isEqualTo(sha256(descent));
    assertThat(sha256(classifier().setSolver("gd").setStepSize(0.5).setMaxIter(3).setTol(0.1)))
        .isEqualTo(sha256(descent.setLearningRate(0.5).setEpochs(3)));
    assertThat(sha256(classifier().setStepSize(0.02).setMaxIter(2)))
        .isEqualTo(sha256(classifier().setLearningRate(0.02).setEpochs(2)));
  }

  @Test
  void aToleranceEndsTheSearchEarly() {
    MlpClassifier mlp = classifier().setSolver("l-bfgs").setMaxIter(20);
    int all = mlp.fit(rows()).summary().totalIterations();
    int few = mlp.setTol(0.9).fit(rows()).summary().totalIterations();
    assertThat(few).isPositive().isLessThan(all);
    assertThat(mlp.getTol()).isEqualTo(0.9);
  }

  @Test
  void namesOfTheSameThingTakeEachOthersPlace() {
    MlpClassifier mlp = classifier().setSolver("gd").setOptimizer("sgd");
    assertThat(mlp.isSet(mlp.solver())).isFalse();
    assertThat(mlp.setSolver("l-bfgs").isSet(mlp.optimizer())).isFalse();
    mlp.setLearningRate(0.1).setStepSize(0.2);
    assertThat(mlp.isSet(mlp.learningRate())).isFalse();
    assertThat(mlp.getLearningRate()).isEqualTo(0.2);
    assertThat(mlp.setLearningRate(0.1).isSet(mlp.stepSize())).isFalse();
    assertThatThrownBy(() -> mlp.fit(rows(), new ParamMap().put(mlp.optimizer(), "adamw")))
        .hasMessage("both optimizer and solver are set; set one of them");
    assertThatThrownBy(() -> mlp.setSolver("adam"))
        .hasMessage("solver: 'adam' is not one of l-bfgs, gd");
    assertThatThrownBy(() -> mlp.setBlockSize(0)).hasMessage("blockSize must be 1 or more: 0");
  }

  /** Earlier releases wrote a model's own params alone. */
  @Test
  void aModelOfAnEarlierReleaseIsRead() throws IOException {
    MlpClassificationModel model = classifier().setMaxIter(2).fit(rows());
    assertThat(model.getMaxIter()).isEqualTo(2);
    assertThat(model.getLayers()).containsExactly(2, 4, 3);
    model.save(folder + "/old");
    Path metadata = part(folder.resolve("old/metadata"));
    String written = Files.readString(metadata);
    String old =
        written
            .replaceFirst("\"paramMap\":\\{[^}]*}", "\"paramMap\":{\"predictionCol\":\"p\"}")
            .replaceFirst(
                "\"defaultParamMap\":\\{[^}]*}", "\"defaultParamMap\":{\"labelCol\":\"label\"}");
    assertThat(old.length()).isLessThan(written.length() / 2);
    Files.writeString(metadata, old);
    Files.deleteIfExists(metadata.resolveSibling("." + metadata.getFileName() + ".crc"));
    MlpClassificationModel read = MlpClassificationModel.load(folder + "/old");
    assertThat(read.getPredictionCol()).isEqualTo("p");
    assertThat(read.getOptimizer()).isEqualTo("adamw");
    assertThat(read.transform(rows()).select("p").collectAsList())
        .isEqualTo(model.transform(rows()).select("prediction").collectAsList());
  }

  private static Path part(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.getFileName().toString().startsWith("part-"))
          .findFirst()
          .orElseThrow();
    }
  }
}
