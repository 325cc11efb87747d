package dev.lockstep.nn;

import java.util.Arrays;
import java.util.List;

/** The losses that tests go through. */
public final class Losses {
  private Losses() {}

  /** Each once. */
  public static List<Loss> all() {
    return Arrays.stream(LossFunction.values()).map(Losses::of).toList();
  }

  /** Those that have an output activation. */
  public static List<Loss> ofErrors() {
    return all().stream().filter(loss -> !loss.hasProbabilities()).toList();
  }

  private static Loss of(LossFunction function) {
    return new Loss(function, function.parameter().isPresent() ? 0.5f : 0);
  }
}
