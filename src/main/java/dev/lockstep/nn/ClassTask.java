package dev.lockstep.nn;

import dev.lockstep.text.SettingException;
import java.util.Optional;

/** Predicts the class of a row. */
public record ClassTask() implements Task {
  @Override
  public Targets targets(
      int[] labels, double[] values, float[] weights, float smoothing, int[] ends) {
    return new ClassTargets(labels, weights, smoothing, ends);
  }

  @Override
  public int names(Network network) {
    return network.classes();
  }

  @Override
  public boolean hasClasses() {
    return true;
  }

  @Override
  public Optional<TargetScaling> targetScaling() {
    return Optional.empty();
  }

  @Override
  public String noun() {
    return "class";
  }

  @Override
  public String plural() {
    return "classes";
  }

  @Override
  public LossFunction defaultLoss() {
    return LossFunction.CROSS_ENTROPY;
  }

  @Override
  public void requireNetwork(Network network) {
    LossFunction loss = network.loss().function();
    if (!loss.isForClasses()) {
      throw new SettingException("{loss} " + loss + " predicts numbers, not classes");
    }
  }
}
