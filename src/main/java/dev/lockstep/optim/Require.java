package dev.lockstep.optim;

import dev.lockstep.text.SettingException;

/** Checks of arguments that {@link dev.lockstep.text.Range} does not cover. */
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

  /** Checks the shapes of the arguments of {@link Stepper#step}. */
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
      throw new SettingException(requirement + ": " + value);
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
