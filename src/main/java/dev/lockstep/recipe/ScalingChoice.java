package dev.lockstep.recipe;

import dev.lockstep.input.InputScaling;
import java.util.Locale;

/** The input scalings that a user can choose. */
public enum ScalingChoice {
  NONE,
  DIVIDE,
  STANDARDISE,
  MIN_MAX;

  /** Returns the choice that leads to a scaling of this method. */
  public static ScalingChoice of(InputScaling.Method method) {
    return valueOf(method.name());
  }

  @Override
  public String toString() {
    return this == DIVIDE ? "/255" : name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
