package dev.lockstep.nn;

import java.io.Serializable;
import java.util.Collections;
import java.util.List;

/**
 * The scaling of the numbers that a network predicts. Training works on {@code (y - offset) /
 * divisor}; predictions are turned back. T: numbers of a row.
 *
 * @param offsets [T], finite
 * @param divisors [T], positive and finite
 */
public record TargetScaling(List<Double> offsets, List<Double> divisors) implements Serializable {
  public TargetScaling {
    offsets = List.copyOf(offsets);
    divisors = List.copyOf(divisors);
    if (offsets.isEmpty() || offsets.size() != divisors.size()) {
      throw new IllegalArgumentException(
          "a scaling of targets with "
              + offsets.size()
              + " offsets and "
              + divisors.size()
              + " divisors");
    }
    for (int t = 0; t < offsets.size(); t++) {
      double divisor = divisors.get(t);
      if (!Double.isFinite(offsets.get(t)) || !(divisor > 0) || Double.isInfinite(divisor)) {
        throw new IllegalArgumentException(
            "target " + (t + 1) + " is scaled by " + offsets.get(t) + " and " + divisor);
      }
    }
  }

  /** Returns the scaling that changes nothing. */
  public static TargetScaling none(int targets) {
    return new TargetScaling(Collections.nCopies(targets, 0.0), Collections.nCopies(targets, 1.0));
  }

  /** Returns T. */
  public int targets() {
    return offsets.size();
  }

  /** Returns the number that an output should be for a target as read. */
  public float toOutput(int target, double value) {
    return (float) ((value - offsets.get(target)) / divisors.get(target));
  }

  /** Returns the prediction of an output. */
  public double toValue(int target, float output) {
    return output * divisors.get(target) + offsets.get(target);
  }
}
