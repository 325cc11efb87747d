package dev.lockstep.nn;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;

/**
 * What is done to features as read before the first layer sees them, {@code (x - offset) /
 * divisor}; part of the model, so that scoring cannot forget it.
 */
public final class InputScaling implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Where offsets and divisors come from. */
  public enum Method {
    /** Features as they are. */
    NONE,
    /** One divisor for all features: 255 makes a pixel a number from 0 to 1. */
    DIVIDE,
    /** Each feature less its mean, divided by its standard deviation. */
    STANDARDISE,
    /** Each feature from its smallest and largest value to 0 and 1. */
    MIN_MAX;

    /** As on the command line. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  public static final InputScaling NONE =
      new InputScaling(Method.NONE, new float[] {0}, new float[] {1});

  /** Pixels of 0 to 255 to the unit interval. */
  public static final InputScaling BYTES = divideBy(255);

  private final Method method;
  private final float[] offsets;
  private final float[] divisors;

  private InputScaling(Method method, float[] offsets, float[] divisors) {
    this.method = method;
    this.offsets = offsets;
    this.divisors = divisors;
    for (float offset : offsets) {
      if (!Float.isFinite(offset)) {
        throw new IllegalArgumentException("an input scaling's offset must be finite: " + offset);
      }
    }
    for (float divisor : divisors) {
      if (!(divisor > 0) || Float.isInfinite(divisor)) {
        throw new IllegalArgumentException(
            "an input scaling's divisor must be positive: " + divisor);
      }
    }
  }

  /** All features by one number. */
  public static InputScaling divideBy(float divisor) {
    return new InputScaling(Method.DIVIDE, new float[] {0}, new float[] {divisor});
  }

  /**
   * Every feature by its own numbers.
   *
   * @param method {@link Method#STANDARDISE} or {@link Method#MIN_MAX}
   * @param offsets [I], finite
   * @param divisors [I], positive
   */
  public static InputScaling perFeature(Method method, float[] offsets, float[] divisors) {
    if (method == Method.NONE || method == Method.DIVIDE) {
      throw new IllegalArgumentException("input scaling " + method + " treats all features alike");
    }
    if (offsets.length != divisors.length) {
      throw new IllegalArgumentException(
          offsets.length + " offsets, but " + divisors.length + " divisors");
    }
    return new InputScaling(method, offsets.clone(), divisors.clone());
  }

  public Method method() {
    return method;
  }

  /** One for all features, or [I]. */
  public float[] offsets() {
    return offsets.clone();
  }

  /** One for all features, or [I]. */
  public float[] divisors() {
    return divisors.clone();
  }

  /** Whether all features are treated alike, and zero stays zero. */
  public boolean isUniform() {
    return method == Method.NONE || method == Method.DIVIDE;
  }

  /**
   * Sees that it goes with so many features.
   *
   * @throws IllegalArgumentException if not
   */
  public void requireFeatures(int features) {
    if (!isUniform() && offsets.length != features) {
      throw new IllegalArgumentException(
          "an input scaling of " + offsets.length + " features, for " + features);
    }
  }

  /** Scales rows in place. */
  public void apply(float[] x, int rows, int features) {
    if (isUniform()) {
      applyUniformly(x, rows * features);
      return;
    }
    for (int r = 0; r < rows; r++) {
      int from = r * features;
      for (int i = 0; i < features; i++) {
        x[from + i] = (x[from + i] - offsets[i]) / divisors[i];
      }
    }
  }

  /**
   * Scales the first {@code count} elements in place, whichever features they are.
   *
   * @throws IllegalStateException if features are not treated alike
   */
  public void applyUniformly(float[] x, int count) {
    if (!isUniform()) {
      throw new IllegalStateException("every feature has a scaling of its own");
    }
    if (method == Method.DIVIDE) {
      float divisor = divisors[0];
      for (int i = 0; i < count; i++) {
        x[i] /= divisor;
      }
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof InputScaling o
        && method == o.method
        && Arrays.equals(offsets, o.offsets)
        && Arrays.equals(divisors, o.divisors);
  }

  @Override
  public int hashCode() {
    return Objects.hash(method, Arrays.hashCode(offsets), Arrays.hashCode(divisors));
  }

  @Override
  public String toString() {
    return method == Method.DIVIDE ? "/" + divisors[0] : method.toString();
  }
}
