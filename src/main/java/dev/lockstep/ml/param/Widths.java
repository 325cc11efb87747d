package dev.lockstep.ml.param;

import java.util.Arrays;
import java.util.List;

/** Reads the widths of layers. */
final class Widths {
  private Widths() {}

  static int[] of(List<Integer> list) {
    return list.stream().mapToInt(Integer::intValue).toArray();
  }

  /** Returns the numbers in a text. @throws IllegalArgumentException if they are none */
  static int[] of(String text) {
    try {
      return Arrays.stream(text.split(",", -1))
          .map(String::trim)
          .mapToInt(Integer::parseInt)
          .toArray();
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("'" + text + "' is not a list of widths, as in 128,64", e);
    }
  }
}
