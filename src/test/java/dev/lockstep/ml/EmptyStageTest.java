package dev.lockstep.ml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.ServiceLoader;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.linalg.Vectors;
import org.junit.jupiter.api.Test;

/** Spark Connect finds stages as services, and so makes models that are empty. */
class EmptyStageTest {
  @Test
  void estimatorsAndModelsAreServices() {
    assertThat(ofLockstep(Estimator.class)).containsExactly("MlpClassifier", "MlpRegressor");
    assertThat(ofLockstep(Transformer.class))
        .containsExactly("MlpClassificationModel", "MlpRegressionModel");
  }

  private static List<String> ofLockstep(Class<?> kind) {
    return ServiceLoader.load(kind).stream()
        .filter(stage -> stage.type().getName().startsWith("dev.lockstep."))
        .map(stage -> stage.get().getClass().getSimpleName())
        .toList();
  }

  @Test
  void anEmptyModelSaysSo() {
    MlpRegressionModel model = new MlpRegressionModel();
    assertThat(model).hasToString("MlpRegressionModel: uid=" + model.uid() + ", empty");
    assertThatThrownBy(() -> model.predict(Vectors.dense(1)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the stage is empty: fit or load makes one with a model");
    assertThat(new MlpClassificationModel().uid()).startsWith("mlp_");
  }

  @Test
  void theSizeOfAModelFollowsFromItsLayers() {
    MlpClassifier mlp = new MlpClassifier();
    assertThatThrownBy(() -> mlp.estimateModelSize(null))
        .isInstanceOf(UnsupportedOperationException.class);
    mlp.setLayers(new int[] {3, 4, 2});
    assertThat(mlp.estimateModelSize(null)).isEqualTo(4 * (4 * 4 + 5 * 2));
  }
}
