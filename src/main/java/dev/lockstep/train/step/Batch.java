package dev.lockstep.train.step;

import dev.lockstep.data.shard.Shard;
import dev.lockstep.linalg.CsrMatrix;
import dev.lockstep.linalg.FastestKernels;
import dev.lockstep.linalg.SharedKernels;
import dev.lockstep.linalg.Slices;
import dev.lockstep.nn.Dropout;
import dev.lockstep.nn.InputScaling;
import dev.lockstep.nn.Mlp;
import dev.lockstep.nn.Network;
import dev.lockstep.nn.Targets;

/**
 * The buffers with which one thread passes a shard's examples through a network, some at a time.
 */
public final class Batch {
  /**
   * The number of examples that pass the network together. Sums are chains over all of them, so the
   * bits do not depend on it.
   */
  public static final int CAPACITY = 256;

  private static final ThreadLocal<Batch> OF_THREAD = new ThreadLocal<>();

  public final Mlp mlp;

  /** Scaled features, [B x I]; allocated for the first dense shard. */
  private float[] dense = new float[0];

  /** Scaled features, [B x I], of a compressed shard. */
  private final CsrMatrix compressed;

  /** True if the compressed features were loaded last. */
  private boolean isCompressed;

  /** The labels, [B]. */
  public final int[] labels = new int[CAPACITY];

  /** The summed gradient, [P]. */
  final float[] gradientSum;

  private final Network network;

  /** Share the products, if there are several. */
  private final Slices threads;

  private Batch(Network network, Slices threads) {
    this.network = network;
    this.threads = threads;
    boolean shared = threads.threads() > 1;
    mlp = new Mlp(network, CAPACITY, shared ? new SharedKernels(threads) : FastestKernels.create());
    compressed = new CsrMatrix(network.features());
    gradientSum = new float[network.parameterCount()];
  }

  /** Returns this thread's buffers for a network; their contents are undefined. */
  public static Batch of(Network network) {
    return of(network, Slices.ONE);
  }

  /** Does the same, with threads that share the products if there are several. */
  static Batch of(Network network, Slices threads) {
    Batch batch = OF_THREAD.get();
    if (batch == null || batch.threads != threads || !batch.network.equals(network)) {
      batch = new Batch(network, threads);
      OF_THREAD.set(batch);
    }
    return batch;
  }

  /**
   * Returns buffers of the caller's own, beside those of the thread; their contents are undefined.
   */
  public static Batch beside(Network network) {
    return new Batch(network, Slices.ONE);
  }

  /**
   * Loads the examples at places {@code from} up to {@code end} of an order, at most {@link
   * #CAPACITY}; returns how many.
   */
  public int load(Shard shard, int[] order, int from, int end, InputScaling scaling) {
    shard.requireNarrowed(scaling);
    int count = Math.min(CAPACITY, end - from);
    for (int b = 0; b < count; b++) {
      labels[b] = shard.label(order[from + b]);
    }
    isCompressed = shard.isCompressed() && scaling.isUniform();
    if (isCompressed) {
      loadCompressed(shard, order, from, count, scaling);
    } else {
      loadDense(shard, order, from, count, scaling);
    }
    return count;
  }

  /** Returns the last layer's pre-activations of the examples loaded: see {@link Mlp#logits}. */
  public float[] logits(float[] parameters, int count) {
    return isCompressed ? mlp.logits(parameters, compressed) : mlp.logits(parameters, dense, count);
  }

  /** Adds the gradient of the examples loaded to {@link #gradientSum}: see {@link Mlp#gradient}. */
  double gradient(float[] parameters, Targets targets, Dropout dropout, int count) {
    return isCompressed
        ? mlp.gradient(parameters, compressed, targets, dropout, gradientSum)
        : mlp.gradient(parameters, dense, targets, dropout, count, gradientSum);
  }

  private void loadCompressed(Shard shard, int[] order, int from, int count, InputScaling scaling) {
    compressed.clear();
    for (int b = 0; b < count; b++) {
      shard.appendFeatures(order[from + b], compressed);
    }
    scaling.applyUniformly(compressed.values(), compressed.entries());
  }

  private void loadDense(Shard shard, int[] order, int from, int count, InputScaling scaling) {
    int features = network.features();
    if (dense.length == 0) {
      dense = new float[Math.multiplyExact(CAPACITY, features)];
    }
    for (int b = 0; b < count; b++) {
      shard.copyFeatures(order[from + b], dense, b * features);
    }
    scaling.apply(dense, count, features);
  }
}
