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
