package dev.lockstep.data;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.stream.IntStream;

/**
 * Tells which numbers a float stands for: those that it equals, and below 2^24 those of up to seven
 * decimal digits that can be read off it again, as 0.1. A float stands for at most one number of
 * the second kind, so two numbers that it does not stand for are never confused.
 */
public final class HeldByFloat {
  /** The first number of eight digits; floats skip whole numbers from 2^24 on only. */
  private static final float EIGHT_DIGITS = 1e7f;

  private static final int DIGITS = 7;
  private static final MathContext ROUNDED = new MathContext(DIGITS, RoundingMode.HALF_EVEN);

  /** Below this, seven digits need a power of ten that a double does not hold exactly. */
  private static final double SMALL = 1e-15;

  /** Powers of ten that a double holds exactly, so that a division by one rounds correctly. */
  private static final double[] POWERS = new double[23];

  static {
    POWERS[0] = 1;
    for (int i = 1; i < POWERS.length; i++) {
      POWERS[i] = 10 * POWERS[i - 1];
    }
  }

  /** The exponent of the smallest numbers from {@link #SMALL} on. */
  private static final int LEAST_EXPONENT = Math.getExponent(SMALL);

  /** Whole numbers of seven digits, divided and multiplied again, are off by less. */
  private static final double NEAR = 1e-6;

  /**
   * The digits before the point of powers of two; up to the next, numbers have one more at most.
   */
  private static final int[] FEWEST =
      IntStream.range(LEAST_EXPONENT, 1 + Math.getExponent(EIGHT_DIGITS))
          .map(HeldByFloat::digitsOfPowerOfTwo)
          .toArray();

  private HeldByFloat() {}

  /** Returns true if a float stands for a finite number, or if it is {@link #isMissing missing}. */
  public static boolean test(double number) {
    float nearest = (float) number;
    return nearest == number || isMissing(number) || isDecimal(Math.abs(number), Math.abs(nearest));
  }

  /** Returns true if a float equals a number, or if the number is {@link #isMissing missing}. */
  public static boolean isEqual(double number) {
    return (float) number == number || isMissing(number);
  }

  /** Returns true for the mark of a missing number, which doubles and floats both have. */
  public static boolean isMissing(double number) {
    return Double.isNaN(number);
  }

  private static boolean isDecimal(double number, float nearest) {
    if (nearest >= EIGHT_DIGITS) { // Floats equal the whole tens up to where they skip numbers.
      return false;
    }
    if (nearest < SMALL) {
      return new BigDecimal(nearest).round(ROUNDED).doubleValue() == number;
    }
    double power = POWERS[DIGITS - digitsBeforePoint(nearest)];
    double whole = Math.rint(nearest * power);
    // Most numbers are of more digits: this tells so without a division, which takes longer.
    return Math.abs(number * power - whole) < NEAR && whole / power == number;
  }

  /** Returns the number of digits before the point: 2 of 12.5, 0 of 0.5, -1 of 0.05. */
  private static int digitsBeforePoint(double number) {
    int digits = FEWEST[Math.getExponent(number) - LEAST_EXPONENT];
    boolean more = digits > 0 ? number >= POWERS[digits] : number * POWERS[-digits] >= 1;
    return more ? digits + 1 : digits;
  }

  private static int digitsOfPowerOfTwo(int exponent) {
    double number = Math.scalb(1.0, exponent);
    int digits = 0;
    while (number >= POWERS[digits]) {
      digits++;
    }
    while (digits <= 0 && number * POWERS[1 - digits] < 1) {
      digits--;
    }
    return digits;
  }
}
