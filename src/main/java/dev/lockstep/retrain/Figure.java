package dev.lockstep.retrain;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/** Numbers in the words of a reason. */
final class Figure {
  private static final double SMALLEST_P = 1e-4;

  private Figure() {}

  /** Returns a number with at most six decimals, or six digits if it is smaller. */
  static String of(double number) {
    if (Double.isNaN(number) || Double.isInfinite(number)) {
      return String.valueOf(number);
    }
    BigDecimal exact = new BigDecimal(number);
    BigDecimal rounded =
        Math.abs(number) < 1e-3
            ? exact.round(new MathContext(3))
            : exact.setScale(6, RoundingMode.HALF_EVEN);
    return rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
  }

  /** Returns a share in three digits, as in {@code 2.53%}. */
  static String share(double share) {
    return Double.isFinite(share)
        ? new BigDecimal(100 * share).round(new MathContext(3)).stripTrailingZeros().toPlainString()
            + "%"
        : String.valueOf(share);
  }

  /** Returns a probability, as in {@code p = 0.031}. */
  static String p(double p) {
    return p < SMALLEST_P
        ? "p < 0.0001"
        : "p = " + new BigDecimal(p).round(new MathContext(2)).stripTrailingZeros().toPlainString();
  }
}
