package dev.lockstep.train.step;

import dev.lockstep.data.shard.Shard;
import dev.lockstep.input.InputScaling;
import dev.lockstep.linalg.Addend;
import dev.lockstep.linalg.CsrMatrix;
import dev.lockstep.linalg.FastestKernels;
import dev.lockstep.linalg.SharedKernels;
import dev.lockstep.linalg.Slices;
import dev.lockstep.nn.Dropout;
import dev.lockstep.nn.Mlp;
import dev.lockstep.nn.Network;
import dev.lockstep.nn.Targets;
import dev.lockstep.nn.Task;

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

  /** The number of examples. */
  private int count;

  /** True if the compressed features were loaded last. */
  private boolean isCompressed;

  /** True if the features that were loaded last are the network's inputs already. */
  private boolean isEncoded;

  /** The labels, [B]; not used where numbers are to be predicted. */
  public final int[] labels = new int[CAPACITY];

  /** The numbers to predict, as read, [B x T]; empty where classes are. */
  public double[] values = new double[0];

  /** The examples' weights, [B]. */
  final float[] weights = new float[CAPACITY];

  /** The addresses of the examples' random numbers, [B]. */
  final long[] addresses = new long[CAPACITY];

  /** The summed gradient, [P]; empty until it is needed. */
  private float[] gradientSum = new float[0];

  private final Network network;

  /** Share the products, if there are several. */
  private final Slices threads;

  private Batch(Network network, Slices threads) {
    this.network = network;
    this.threads = threads;
    boolean shared = threads.threads() > 1;
    mlp = new Mlp(network, CAPACITY, shared ? new SharedKernels(threads) : FastestKernels.create());
    compressed = new CsrMatrix(network.features());
  }

  /** Returns an array for a summed gradient, [P]. */
  float[] gradientSum() {
    if (gradientSum.length == 0) {
      gradientSum = new float[network.parameterCount()];
    }
    return gradientSum;
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
    clear();
    add(shard, order, from, Math.min(end, from + CAPACITY), scaling);
    scale(scaling);
    return count;
  }

  /**
   * Returns the targets of the examples.
   *
   * @param weights [B]; null where all are 1
   * @param smoothing of labels
   * @param ends of the groups
   */
  public Targets targets(Task task, float[] weights, float smoothing, int[] ends) {
    return task.targets(labels, values, weights, smoothing, ends);
  }

  /** Removes all examples. */
  void clear() {
    count = 0;
    compressed.clear();
  }

  /**
   * Adds examples, for which there is room, to those of other shards that are compressed too or are
   * not either; {@link #scale} comes when all are there.
   */
  void add(Shard shard, int[] order, int from, int end, InputScaling scaling) {
    shard.requireNarrowed(scaling);
    isCompressed = isCompressed(shard, scaling);
    isEncoded = shard.isEncoded();
    if (!isCompressed && dense.length == 0) {
      dense = new float[Math.multiplyExact(CAPACITY, network.features())];
    }
    if (values.length < CAPACITY * shard.targets()) {
      values = new double[CAPACITY * shard.targets()];
    }
    for (int i = from; i < end; i++, count++) {
      labels[count] = shard.label(order[i]);
      shard.copyTargets(order[i], values, count * shard.targets());
      if (isCompressed) {
        shard.appendFeatures(order[i], compressed);
      } else {
        shard.copyFeatures(order[i], dense, count * network.features());
      }
    }
  }

  /** Returns true if a shard's features are loaded without their zeros. */
  static boolean isCompressed(Shard shard, InputScaling scaling) {
    return shard.isCompressed() && (shard.isEncoded() || scaling.isUniform());
  }

  /** Scales the features of the examples, unless they are the network's inputs already. */
  void scale(InputScaling scaling) {
    if (isEncoded) {
      return;
    }
    if (isCompressed) {
      scaling.applyUniformly(compressed.values(), compressed.entries());
    } else {
      scaling.apply(dense, count, network.features());
    }
  }

  /** Returns the number of examples. */
  int count() {
    return count;
  }

  /** Returns the last layer's pre-activations of the examples loaded: see {@link Mlp#logits}. */
  public float[] logits(float[] parameters, int count) {
    return isCompressed ? mlp.logits(parameters, compressed) : mlp.logits(parameters, dense, count);
  }

  /** Adds the gradient of the examples loaded: see {@link Mlp#gradient}. */
  double gradient(float[] parameters, Targets targets, Dropout dropout, Addend gradientSum) {
    return isCompressed
        ? mlp.gradient(parameters, compressed, targets, dropout, gradientSum)
        : mlp.gradient(parameters, dense, targets, dropout, count, gradientSum);
  }
}
