package dev.lockstep.train;

import dev.lockstep.data.Shard;
import dev.lockstep.nn.InputScaling;
import dev.lockstep.nn.Mlp;
import dev.lockstep.nn.Network;

/**
 * The buffers with which one thread carries a shard's examples through a network, so many at a
 * time.
 */
final class Batch {
  /**
   * How many examples go through the network together. Sums are chains over all of them, so it does
   * not show in the bits.
   */
  static final int CAPACITY = 256;

  private static final ThreadLocal<Batch> OF_THREAD = new ThreadLocal<>();

  final Mlp mlp;

  /** Scaled features, [B x I]. */
  final float[] x;

  /** [B]. */
  final int[] labels = new int[CAPACITY];

  /** [P]. */
  final float[] gradientSum;

  private final Network network;

  private Batch(Network network) {
    this.network = network;
    mlp = new Mlp(network, CAPACITY);
    x = new float[Math.multiplyExact(CAPACITY, network.features())];
    gradientSum = new float[network.parameterCount()];
  }

  /** This thread's buffers for a network; their contents are undefined. */
  static Batch of(Network network) {
    Batch batch = OF_THREAD.get();
    if (batch == null || !batch.network.equals(network)) {
      batch = new Batch(network);
      OF_THREAD.set(batch);
    }
    return batch;
  }

  /**
   * Loads the examples at places {@code from} up to {@code end} of an order, at most {@link
   * #CAPACITY}; returns how many.
   */
  int load(Shard shard, int[] order, int from, int end, InputScaling scaling) {
    int count = Math.min(CAPACITY, end - from);
    for (int b = 0; b < count; b++) {
      shard.copyFeatures(order[from + b], x, b * network.features());
      labels[b] = shard.label(order[from + b]);
    }
    scaling.apply(x, count * network.features());
    return count;
  }
}
