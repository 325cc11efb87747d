package dev.lockstep.train.state;

import java.util.List;

/**
 * The part of L-BFGS's state beside the parameters and the slots.
 *
 * @param pairs the last iterations, which stand for the Hessian; none if training has ended after
 *     an epoch that moved nothing
 * @param losses the mean loss at the beginning and after each epoch; none before the first has
 *     ended
 */
public record LbfgsMemory(int pairs, List<Double> losses) {
  /** The memory of another optimizer, and of L-BFGS at its beginning. */
  public static final LbfgsMemory NONE = new LbfgsMemory(0, List.of());

  public LbfgsMemory {
    losses = List.copyOf(losses);
    int epochs = Math.max(0, losses.size() - 1);
    if (pairs < 0 || pairs > epochs) {
      throw new IllegalArgumentException("not 0 to " + epochs + " pairs: " + pairs);
    }
    for (double loss : losses) {
      if (!Double.isFinite(loss)) {
        throw new IllegalArgumentException("a loss is not finite: " + loss);
      }
    }
  }
}
