package dev.lockstep.ml;

import dev.lockstep.ml.param.LossParams;
import dev.lockstep.ml.param.MlpParams;
import dev.lockstep.model.Model;
import dev.lockstep.nn.Loss;
import dev.lockstep.nn.Network;
import java.util.List;

/** The params that a model's file tells, for a model that no estimator here has trained. */
final class ModelParams {
  private ModelParams() {}

  /**
   * Returns the bytes of the parameters that an estimator's {@code layers} say.
   *
   * @throws UnsupportedOperationException if they are not set
   */
  static long bytes(MlpParams estimator) {
    if (!estimator.isSet(estimator.layers())) {
      throw new UnsupportedOperationException(
          "layers is not set: the rows decide the model's size");
    }
    int[] layers = estimator.getLayers();
    long parameters = 0;
    for (int l = 1; l < layers.length; l++) {
      parameters += (layers[l - 1] + 1L) * layers[l];
    }
    return parameters * Float.BYTES;
  }

  /** Sets them. */
  static void describe(MlpParams stage, Model model) {
    Network network = model.network();
    List<Integer> sizes = network.sizes();
    stage.set(
        stage.hiddenLayers(),
        sizes.subList(1, sizes.size() - 1).stream().mapToInt(Integer::intValue).toArray());
    stage.set(stage.activation(), network.activation().toString());
    if (stage instanceof LossParams losses) {
      Loss loss = network.loss();
      stage.set(losses.loss(), loss.function().toString());
      loss.function()
          .parameter()
          .ifPresent(name -> stage.set(stage.getParam(name), (double) loss.parameter()));
    }
  }
}
