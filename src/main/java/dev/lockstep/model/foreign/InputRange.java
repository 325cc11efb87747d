package dev.lockstep.model.foreign;

import dev.lockstep.input.InputScaling;
import java.util.Arrays;

/**
 * The scaling of all features by the same two numbers: the network sees (x - offset) / divisor.
 *
 * @param offset finite
 * @param divisor positive and finite
 */
public record InputRange(float offset, float divisor) {
  public static final InputRange AS_READ = new InputRange(0, 1);

  /** Maps pixels from 0 to 255 to the unit interval. */
  public static final InputRange PIXELS = new InputRange(0, 255);

  public InputRange {
    if (!Float.isFinite(offset) || !(divisor > 0) || Float.isInfinite(divisor)) {
      throw new IllegalArgumentException(
          "an offset must be finite, and a divisor positive: " + offset + ", " + divisor);
    }
  }

  InputScaling scaling(int features) {
    if (offset == 0) {
      return divisor == 1 ? InputScaling.NONE : InputScaling.divideBy(divisor);
    }
    float[] offsets = new float[features];
    float[] divisors = new float[features];
    Arrays.fill(offsets, offset);
    Arrays.fill(divisors, divisor);
    return InputScaling.perFeature(InputScaling.Method.STANDARDISE, offsets, divisors);
  }
}
