package dev.lockstep.nn;

import java.util.Arrays;
import java.util.List;

/** The losses that tests go through. */
public final class Losses {
  private Losses() {}

  /** Those of classes, each once. */
  public static List<Loss> all() {
    return Arrays.stream(LossFunction.values())
        .filter(LossFunction::isForClasses)
        .map(Losses::of)
        .toList();
  }

  /** Those of numbers, each once. */
  public static List<Loss> ofNumbers() {
    return Arrays.stream(LossFunction.values())
        .filter(LossFunction::isForNumbers)
        .map(Losses::of)
        .toList();
  }

  /** Those of classes that have an output activation. */
  public static List<Loss> ofErrors() {
    return all().stream().filter(loss -> !loss.hasProbabilities()).toList();
  }

  private static Loss of(LossFunction function) {
    return new Loss(function, function.parameter().isPresent() ? 0.5f : 0);
  }
}
