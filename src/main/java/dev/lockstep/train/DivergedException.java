package dev.lockstep.train;

import java.util.Locale;

/** Training left the finite numbers. */
public final class DivergedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public DivergedException(int epoch, long step, String what) {
    super(
        String.format(
            Locale.ROOT,
            "training diverged at step %d (epoch %d): %s; try a smaller --learning-rate or --clip-norm",
            step,
            epoch,
            what));
  }
}
