package dev.lockstep.data.shard;

import java.io.Serializable;
import java.util.Locale;

/**
 * A set of examples, duplicates counted, in 128 bits: the sum of their ids modulo 2^128, in any
 * order.
 */
public record Fingerprint(long high, long low) implements Serializable {
  public static final Fingerprint EMPTY = new Fingerprint(0, 0);

  /**
   * Parses the form that {@link #toString} writes.
   *
   * @throws NumberFormatException if it is not 32 hexadecimal digits
   */
  public static Fingerprint parse(String digits) {
    if (digits.length() != 32) {
      throw new NumberFormatException("not a fingerprint: " + digits);
    }
    return new Fingerprint(
        Long.parseUnsignedLong(digits, 0, 16, 16), Long.parseUnsignedLong(digits, 16, 32, 16));
  }

  public Fingerprint plus(long addendHigh, long addendLow) {
    long sumLow = low + addendLow;
    long carry = Long.compareUnsigned(sumLow, low) < 0 ? 1 : 0;
    return new Fingerprint(high + addendHigh + carry, sumLow);
  }

  public Fingerprint plus(Fingerprint other) {
    return plus(other.high, other.low);
  }

  /** Returns 32 hexadecimal digits. */
  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%016x%016x", high, low);
  }
}
