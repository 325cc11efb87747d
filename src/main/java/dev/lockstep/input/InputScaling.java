package dev.lockstep.input;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * The scaling of features before the first layer, {@code (x - offset) / divisor}. It is part of the
 * model, so that scoring cannot forget it.
 */
@SuppressWarnings("serial") // Lists of the JDK can be serialized.
public final class InputScaling implements Serializable {
  private static final long serialVersionUID = 1L;

  /** The source of offsets and divisors. */
  public enum Method {
    /** Leaves features as they are. */
    NONE,
    /** Divides all features by one number: 255 makes a pixel a number from 0 to 1. */
    DIVIDE,
    /** Subtracts each feature's mean and divides by its standard deviation. */
    STANDARDISE,
    /** Maps each feature's smallest and largest value to 0 and 1. */
    MIN_MAX;

    /** Returns the name on the command line. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  public static final InputScaling NONE =
      new InputScaling(Method.NONE, new float[] {0}, new float[] {1}, List.of());

  /** Maps pixels from 0 to 255 to the unit interval. */
  public static final InputScaling BYTES = divideBy(255);

  private final Method method;
  private final float[] offsets;
  private final float[] divisors;
  private final List<WideFeature> wide;

  /** [I], a feature's place among the wide ones, or -1; none if no feature is wide. */
  private final int[] wideAt;

  /**
   * A feature that is scaled in doubles, because floats do not hold its values.
   *
   * @param feature its place, from 0
   * @param offset finite
   * @param divisor positive
   */
  public record WideFeature(int feature, double offset, double divisor) implements Serializable {
    public WideFeature {
      if (!Double.isFinite(offset) || !(divisor > 0) || Double.isInfinite(divisor)) {
        throw new IllegalArgumentException(
            "an input scaling's offset must be finite, and its divisor positive: "
                + offset
                + ", "
                + divisor);
      }
    }
  }

  private InputScaling(Method method, float[] offsets, float[] divisors, List<WideFeature> wide) {
    this.method = method;
    this.offsets = offsets;
    this.divisors = divisors;
    this.wide = List.copyOf(wide);
    wideAt = new int[wide.isEmpty() ? 0 : offsets.length];
    Arrays.fill(wideAt, -1);
    for (int i = 0; i < wide.size(); i++) {
      wideAt[wide.get(i).feature()] = i;
    }
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

  /** Returns the scaling of all features by one number. */
  public static InputScaling divideBy(float divisor) {
    return new InputScaling(Method.DIVIDE, new float[] {0}, new float[] {divisor}, List.of());
  }

  /**
   * Returns the scaling of every feature by its own numbers.
   *
   * @param method {@link Method#STANDARDISE} or {@link Method#MIN_MAX}
   * @param offsets [I], finite
   * @param divisors [I], positive
   */
  public static InputScaling perFeature(Method method, float[] offsets, float[] divisors) {
    return perFeature(method, offsets, divisors, List.of());
  }

  /**
   * Returns the scaling of every feature by its own numbers, some in doubles.
   *
   * @param offsets [I], finite; 0 for wide features
   * @param divisors [I], positive; 1 for wide features
   * @param wide in the order of their places
   */
  public static InputScaling perFeature(
      Method method, float[] offsets, float[] divisors, List<WideFeature> wide) {
    if (method == Method.NONE || method == Method.DIVIDE) {
      throw new IllegalArgumentException("input scaling " + method + " treats all features alike");
    }
    if (offsets.length != divisors.length) {
      throw new IllegalArgumentException(
          offsets.length + " offsets, but " + divisors.length + " divisors");
    }
    int last = -1;
    for (WideFeature column : wide) {
      int i = column.feature();
      if (i <= last || i >= offsets.length || offsets[i] != 0 || divisors[i] != 1) {
        throw new IllegalArgumentException("feature " + i + " cannot be scaled in doubles");
      }
      last = i;
    }
    return new InputScaling(method, offsets.clone(), divisors.clone(), wide);
  }

  public Method method() {
    return method;
  }

  /** Returns one offset for all features, or [I]. */
  public float[] offsets() {
    return offsets.clone();
  }

  /** Returns one divisor for all features, or [I]. */
  public float[] divisors() {
    return divisors.clone();
  }

  /** Returns the features that are scaled in doubles, in the order of their places. */
  public List<WideFeature> wide() {
    return wide;
  }

  /** Returns true if some features are scaled in doubles. */
  public boolean isWide() {
    return !wide.isEmpty();
  }

  /** Returns true if all features are treated alike, and zero stays zero. */
  public boolean isUniform() {
    return method == Method.NONE || method == Method.DIVIDE;
  }

  /**
   * Checks that the scaling fits this number of features.
   *
   * @throws IllegalArgumentException if it does not
   */
  public void requireFeatures(int features) {
    if (!isUniform() && offsets.length != features) {
      throw new IllegalArgumentException(
          "an input scaling of " + offsets.length + " features, for " + features);
    }
  }

  /**
   * Converts rows to floats: scales wide features and rounds the others to the nearest float.
   * {@link #apply} does the rest.
   *
   * @param x [any x I], as read
   * @param first the first row
   * @param to [rows x I]
   */
  public void narrow(double[] x, int first, int rows, int features, float[] to) {
    int from = first * features;
    for (int i = 0; i < rows * features; i++) {
      to[i] = (float) x[from + i];
    }
    for (WideFeature column : wide) {
      for (int i = column.feature(); i < rows * features; i += features) {
        to[i] = (float) ((x[from + i] - column.offset()) / column.divisor());
      }
    }
  }

  /**
   * Scales rows of floats in place; where some features are wide, rows that are {@link #narrow
   * narrowed}.
   */
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

  /** Returns a number narrowed and scaled: what {@link #narrow} and {@link #apply} make of it. */
  float scaled(double x, int feature) {
    if (isWide() && wideAt[feature] >= 0) {
      WideFeature column = wide.get(wideAt[feature]);
      return (float) ((x - column.offset()) / column.divisor());
    }
    int i = isUniform() ? 0 : feature;
    float narrowed = (float) x;
    return method == Method.NONE ? narrowed : (narrowed - offsets[i]) / divisors[i];
  }

  /**
   * Scales the first {@code count} elements in place, whatever their features.
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
        && Arrays.equals(divisors, o.divisors)
        && wide.equals(o.wide);
  }

  @Override
  public int hashCode() {
    return Objects.hash(method, Arrays.hashCode(offsets), Arrays.hashCode(divisors), wide);
  }

  @Override
  public String toString() {
    return method == Method.DIVIDE ? "/" + divisors[0] : method.toString();
  }
}
