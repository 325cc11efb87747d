package dev.lockstep.linalg.exact;

import java.io.Serializable;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;

/**
 * An exact sum of doubles: the order of the numbers, and of the sums that are added up, has no
 * influence. It holds a whole number of the smallest double, 2^-1074, in digits of 32 bits.
 */
public final class ExactDoubles implements Serializable {
  private static final long serialVersionUID = 1L;

  private static final int DIGIT_BITS = 32;
  private static final long DIGIT = (1L << DIGIT_BITS) - 1;

  /** The bits of the largest double, and some for 2^63 of them. */
  private static final int DIGITS = (1074 + 1024 + 64) / DIGIT_BITS + 1;

  private static final int FRACTION_BITS = 52;
  private static final int MOST_BEFORE_CARRY = 1 << 29;

  /** Enough for a quotient whose nearest double is the nearest to the mean. */
  private static final MathContext QUOTIENT = new MathContext(1_100);

  private final long[] digits = new long[DIGITS];
  private int added;

  /** Adds a finite number. */
  public void add(double number) {
    long bits = Double.doubleToRawLongBits(number);
    int exponent = (int) (bits >>> FRACTION_BITS) & 0x7ff;
    long fraction = bits & ((1L << FRACTION_BITS) - 1);
    long whole = exponent == 0 ? fraction : fraction | 1L << FRACTION_BITS;
    int shift = Math.max(0, exponent - 1);
    int place = shift / DIGIT_BITS;
    int within = shift % DIGIT_BITS;
    // The 53 bits lie in three digits.
    long low = (whole & DIGIT) << within;
    long high = (whole >>> DIGIT_BITS) << within;
    long sign = bits < 0 ? -1 : 1;
    digits[place] += sign * (low & DIGIT);
    digits[place + 1] += sign * ((low >>> DIGIT_BITS) + (high & DIGIT));
    digits[place + 2] += sign * (high >>> DIGIT_BITS);
    if (++added == MOST_BEFORE_CARRY) {
      carry();
    }
  }

  /** Adds another sum. */
  public void add(ExactDoubles other) {
    carry();
    other.carry();
    for (int i = 0; i < DIGITS; i++) {
      digits[i] += other.digits[i];
    }
    carry();
  }

  private void carry() {
    for (int i = 0; i + 1 < DIGITS; i++) {
      digits[i + 1] += digits[i] >> DIGIT_BITS;
      digits[i] &= DIGIT;
    }
    added = 0;
  }

  /** Returns the double that is nearest to the sum divided by a count. */
  public double dividedBy(long count) {
    BigInteger whole = BigInteger.ZERO;
    for (int i = DIGITS - 1; i >= 0; i--) {
      whole = whole.shiftLeft(DIGIT_BITS).add(BigInteger.valueOf(digits[i]));
    }
    BigDecimal smallest = new BigDecimal(Double.MIN_VALUE);
    return new BigDecimal(whole)
        .multiply(smallest)
        .divide(BigDecimal.valueOf(count), QUOTIENT)
        .doubleValue();
  }
}
