package dev.lockstep.nn;

import java.io.Serializable;

/**
 * What is done to features as read before the first layer sees them; part of the model, so that
 * scoring cannot forget it.
 *
 * @param divisor every feature is divided by it
 */
public record InputScaling(float divisor) implements Serializable {
  /** Pixels of 0 to 255 to the unit interval. */
  public static final InputScaling BYTES = new InputScaling(255);

  public InputScaling {
    if (!(divisor > 0) || Float.isInfinite(divisor)) {
      throw new IllegalArgumentException("an input scaling's divisor must be positive: " + divisor);
    }
  }

  /** Scales the first {@code count} elements in place. */
  public void apply(float[] x, int count) {
    for (int i = 0; i < count; i++) {
      x[i] /= divisor;
    }
  }
}
