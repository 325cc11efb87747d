package dev.lockstep.nn;

import dev.lockstep.text.Counted;
import dev.lockstep.text.SettingException;
import java.util.Optional;

/**
 * Predicts numbers, each by an output.
 *
 * @param scaling of the numbers
 */
public record ValueTask(TargetScaling scaling) implements Task {
  @Override
  public Targets targets(
      int[] labels, double[] values, float[] weights, float smoothing, int[] ends) {
    int width = scaling.targets();
    float[] scaled = new float[ends[ends.length - 1] * width];
    for (int i = 0; i < scaled.length; i++) {
      scaled[i] = scaling.toOutput(i % width, values[i]);
    }
    return new ValueTargets(scaled, weights, ends);
  }

  @Override
  public int names(Network network) {
    return network.outputs();
  }

  @Override
  public boolean hasClasses() {
    return false;
  }

  @Override
  public Optional<TargetScaling> targetScaling() {
    return Optional.of(scaling);
  }

  @Override
  public String noun() {
    return "target";
  }

  @Override
  public String plural() {
    return "numbers to predict";
  }

  @Override
  public LossFunction defaultLoss() {
    return LossFunction.MSE;
  }

  @Override
  public void requireNetwork(Network network) {
    LossFunction loss = network.loss().function();
    if (!loss.isForNumbers()) {
      throw new SettingException(
          "{loss} " + loss + " tells classes apart, and predicts no numbers");
    }
    if (network.output() != Activation.LINEAR) {
      throw new SettingException(
          "{outputActivation} "
              + network.output()
              + " is for classes; numbers have linear outputs");
    }
    if (network.outputs() != scaling.targets()) {
      throw new IllegalArgumentException(
          "a scaling of "
              + Counted.of(scaling.targets(), "target")
              + " for "
              + Counted.of(network.outputs(), "output"));
    }
  }
}
