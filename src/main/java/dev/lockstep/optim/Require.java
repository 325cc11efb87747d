package dev.lockstep.optim;

/**
 * Checks of hyperparameters. The message starts with the name as it stands on the command line,
 * which shows it as it is.
 */
final class Require {
  private Require() {}

  static void positive(String name, Number value) {
    finite(name, value);
    check(value.doubleValue() > 0, name + " must be positive", value);
  }

  static void notNegative(String name, Number value) {
    finite(name, value);
    check(value.doubleValue() >= 0, name + " must not be negative", value);
  }

  /** In [0, 1). */
  static void belowOne(String name, Number value) {
    check(
        value.doubleValue() >= 0 && value.doubleValue() < 1,
        name + " must be at least 0 and below 1",
        value);
  }

  /** The shapes that {@link Optimizer#step} asks for. */
  static void shapes(int slotCount, float[] parameters, float[] meanGradient, float[][] slots) {
    sameLength("the gradient", meanGradient, parameters);
    if (slots.length != slotCount) {
      throw new IllegalArgumentException(
          "this optimizer keeps " + slotCount + " slots: " + slots.length);
    }
    for (float[] slot : slots) {
      sameLength("a slot", slot, parameters);
    }
  }

  static void check(boolean holds, String requirement, Object value) {
    if (!holds) {
      throw new IllegalArgumentException(requirement + ": " + value);
    }
  }

  private static void sameLength(String what, float[] array, float[] parameters) {
    if (array.length != parameters.length) {
      throw new IllegalArgumentException(
          what + " must have " + parameters.length + " elements: " + array.length);
    }
  }

  private static void finite(String name, Number value) {
    check(Double.isFinite(value.doubleValue()), name + " must be finite", value);
  }
}
