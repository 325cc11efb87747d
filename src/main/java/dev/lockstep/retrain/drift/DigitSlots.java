package dev.lockstep.retrain.drift;

import java.util.List;

/**
 * Counts values by one byte of their sortable bits, in chosen buckets: the values whose bytes
 * before it are given.
 */
final class DigitSlots implements NumberCounts.Slots {
  private static final long serialVersionUID = 1L;

  /** The values of a byte. */
  static final int DIGITS = 256;

  /** The bytes of a float. */
  static final int PASSES = 4;

  private final int from;
  private final int[][] buckets;

  /** The first slot of each feature, and the number of all. */
  private final int[] first;

  private final int pass;

  /**
   * Creates the slots of some features.
   *
   * @param from the first feature
   * @param buckets of each feature, ascending
   * @param pass the place of the byte, from 0 for the highest
   */
  DigitSlots(int from, List<int[]> buckets, int pass) {
    this.from = from;
    this.buckets = buckets.toArray(int[][]::new);
    this.pass = pass;
    first = new int[buckets.size() + 1];
    for (int i = 0; i < buckets.size(); i++) {
      first[i + 1] = first[i] + buckets.get(i).length * DIGITS;
    }
  }

  @Override
  public int size() {
    return first[buckets.length];
  }

  int first(int feature) {
    return first[feature - from];
  }

  @Override
  public int of(int feature, float value) {
    int i = feature - from;
    if (i < 0 || i >= buckets.length) {
      return NONE;
    }
    int bits = sortable(value);
    int bucket = pass == 0 ? 0 : bits >>> (Integer.SIZE - 8 * pass);
    int digit = bits >>> (Integer.SIZE - 8 - 8 * pass) & 0xff;
    for (int b = 0; b < buckets[i].length; b++) {
      if (buckets[i][b] == bucket) {
        return first[i] + b * DIGITS + digit;
      }
    }
    return NONE;
  }

  /** Returns bits that, without a sign, are in the order of the values. */
  private static int sortable(float value) {
    int bits = Float.floatToRawIntBits(value);
    return bits < 0 ? ~bits : bits ^ Integer.MIN_VALUE;
  }

  /** Returns the value of sortable bits. */
  static float value(int sortable) {
    return Float.intBitsToFloat(sortable < 0 ? sortable ^ Integer.MIN_VALUE : ~sortable);
  }
}
