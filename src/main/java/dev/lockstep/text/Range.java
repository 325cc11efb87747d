package dev.lockstep.text;

/** A range of a setting's number, with the words that name it. */
public enum Range {
  ANY("must be a number", Double.NEGATIVE_INFINITY, true, Double.NaN, false),
  ONE_OR_MORE("must be 1 or more", 1, true, Double.NaN, false),
  ZERO_OR_MORE("must be 0 or more", 0, true, Double.NaN, false),
  FINITE_ZERO_OR_MORE("must be 0 or more, and finite", 0, true, Double.POSITIVE_INFINITY, false),
  ZERO_TO_BELOW_ONE("must be 0 or more and below 1", 0, true, 1, false),
  ZERO_TO_ONE("must be above 0 and below 1", 0, false, 1, false),
  /** For momentum and other decays. */
  DECAY("must be at least 0 and below 1", 0, true, 1, false),
  /** Includes infinity. */
  POSITIVE("must be positive", 0, false, Double.NaN, false),
  FINITE_POSITIVE("must be positive", 0, false, Double.NaN, true),
  FINITE_NOT_NEGATIVE("must not be negative", 0, true, Double.NaN, true);

  private final String words;
  private final double from;
  private final boolean withFrom;

  /** NaN for none. */
  private final double below;

  /** True if numbers that are not finite get words of their own. */
  private final boolean finite;

  Range(String words, double from, boolean withFrom, double below, boolean finite) {
    this.words = words;
    this.from = from;
    this.withFrom = withFrom;
    this.below = below;
    this.finite = finite;
  }

  /**
   * Returns the nearest float.
   *
   * @throws IllegalArgumentException if it is 0 or infinite, and the number is not
   */
  public static float toFloat(Number number) {
    float rounded = number.floatValue();
    boolean isZero = rounded == 0 && number.doubleValue() != 0;
    if (isZero || (Float.isInfinite(rounded) && !Double.isInfinite(number.doubleValue()))) {
      throw new IllegalArgumentException(
          number + " is too " + (isZero ? "small" : "large") + " for a float");
    }
    return rounded;
  }

  /** Returns true if the number lies in the range. */
  public boolean has(Number value) {
    double number = value.doubleValue();
    boolean isAbove = withFrom ? number >= from : number > from;
    boolean isTooLarge = number >= below;
    return isAbove && !isTooLarge && (!finite || Double.isFinite(number));
  }

  /** Checks that a setting's value lies in the range. @throws SettingException if it does not */
  public void require(String setting, Number value) {
    if (!has(value)) {
      boolean wild = finite && !Double.isFinite(value.doubleValue());
      throw new SettingException(
          "{" + setting + "} " + (wild ? "must be finite" : words) + ": " + value);
    }
  }

  /** Returns the rule, as in {@code must be 1 or more}. */
  @Override
  public String toString() {
    return words;
  }
}
