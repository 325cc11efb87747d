package dev.lockstep.nn;

import dev.lockstep.linalg.Addend;
import dev.lockstep.linalg.CsrMatrix;
import dev.lockstep.linalg.FastestKernels;
import dev.lockstep.linalg.Kernels;
import java.util.Arrays;

/**
 * The forward and backward passes of a {@link Network}, with their buffers; for one thread at a
 * time. Only the buffers' contents change from call to call, so the results are pure functions of
 * the arguments.
 *
 * <p>B: examples, I: inputs of a layer, O: its outputs, C: classes, P: parameters. Sums run over
 * the examples of a call, in their order.
 */
public final class Mlp {
  private final Network network;
  private final int capacity;
  private final Kernels kernels;

  /**
   * The layers' outputs: activations[l] is layer l's, [B x O]; the last layer's are
   * pre-activations.
   */
  private final float[][] activations;

  /**
   * The arrays that the hidden layers' derivatives are computed from, [B x O]: the pre-activations
   * where the activation needs them; else the arrays of {@link #activations} themselves.
   */
  private final float[][] sources;

  /** The loss' gradient with respect to the layers' pre-activations, [B x O]. */
  private final float[][] deltas;

  private final TransposedWeights transposed;

  /** Dropout's factors of a hidden layer's outputs, [B x O]; null before dropout is used. */
  private final float[][] factors;

  /** A hidden layer's outputs times {@link #factors}, [B x O]; null before dropout is used. */
  private final float[][] dropped;

  /** By group. */
  private double[] lossSums = new double[1];

  /** By group. */
  private int[] hits = new int[1];

  /**
   * Allocates the buffers.
   *
   * @param capacity the largest B
   */
  public Mlp(Network network, int capacity) {
    this(network, capacity, FastestKernels.create());
  }

  /** Does the same with given kernels, which must be this thread's; the results are the same. */
  public Mlp(Network network, int capacity, Kernels kernels) {
    this.network = network;
    this.capacity = capacity;
    this.kernels = kernels;
    int layers = network.layers();
    activations = new float[layers][];
    sources = new float[layers][];
    deltas = new float[layers][];
    transposed = new TransposedWeights(network, kernels);
    factors = new float[layers][];
    dropped = new float[layers][];
    for (int l = 0; l < layers; l++) {
      activations[l] = new float[Math.multiplyExact(capacity, network.outputs(l))];
      boolean kept = l < layers - 1 && network.activation().needsPreActivation();
      sources[l] = kept ? new float[activations[l].length] : activations[l];
      deltas[l] = new float[activations[l].length];
    }
  }

  public int capacity() {
    return capacity;
  }

  /**
   * Returns the last layer's pre-activations.
   *
   * @param parameters [P]
   * @param x features [B x I]
   * @return [B x C]; a buffer that the next call overwrites
   */
  public float[] logits(float[] parameters, float[] x, int batch) {
    return logits(parameters, x, batch, Dropout.NONE);
  }

  private float[] logits(float[] parameters, float[] x, int batch, Dropout dropout) {
    float[] z = startFromBias(parameters, 0, batch);
    int weights = network.weightOffset(0);
    kernels.multiply(x, parameters, weights, z, batch, network.inputs(0), network.outputs(0));
    return laterLayers(parameters, batch, dropout);
  }

  /** Does the same for features [B x I] that leave out zeros. */
  public float[] logits(float[] parameters, CsrMatrix x) {
    return logits(parameters, x, Dropout.NONE);
  }

  private float[] logits(float[] parameters, CsrMatrix x, Dropout dropout) {
    float[] z = startFromBias(parameters, 0, x.rows());
    kernels.multiply(x, parameters, network.weightOffset(0), z, 0, network.outputs(0));
    return laterLayers(parameters, x.rows(), dropout);
  }

  /**
   * Returns the network's outputs: probabilities under cross-entropy, the output activation's
   * values otherwise.
   *
   * @return [B x C]; a buffer that the next call overwrites
   */
  public float[] outputs(float[] parameters, float[] x, int batch) {
    float[] z = logits(parameters, x, batch);
    network.loss().function().outputs(network.outputLayer(), z, batch);
    return z;
  }

  /**
   * Names the parameters of the gradients to come. While the name stays, so do the numbers, and the
   * weights need not be transposed again.
   *
   * @param version 0 for parameters without a name
   */
  public void parametersAre(long version) {
    transposed.parametersAre(version);
  }

  /**
   * Adds the gradient of the examples' summed loss.
   *
   * @param parameters [P], finite
   * @param x features [B x I], finite
   * @param labels [B]
   * @param gradientSum [P], accumulated into
   * @return the sum of the examples' losses
   */
  public double gradient(
      float[] parameters, float[] x, int[] labels, int batch, float[] gradientSum) {
    Addend sum = Addend.of(gradientSum);
    return gradient(parameters, x, Targets.of(labels, batch), Dropout.NONE, batch, sum);
  }

  /**
   * Does the same for weighted losses, any targets, dropout, and groups of examples: a group's
   * gradient is the same as if it came alone.
   *
   * @param gradientSum [P], the groups' gradients
   */
  public double gradient(
      float[] parameters,
      float[] x,
      Targets targets,
      Dropout dropout,
      int batch,
      Addend gradientSum) {
    float[] z = logits(parameters, x, batch, dropout);
    double lossSum = backward(parameters, z, targets, dropout, batch, gradientSum);
    kernels.multiplyTransposed(
        x,
        deltas[0],
        targets.ends(),
        gradientSum,
        network.weightOffset(0),
        network.inputs(0),
        network.outputs(0));
    return lossSum;
  }

  /** Does the same for features [B x I] that leave out zeros. */
  public double gradient(float[] parameters, CsrMatrix x, int[] labels, float[] gradientSum) {
    Targets targets = Targets.of(labels, x.rows());
    return gradient(parameters, x, targets, Dropout.NONE, Addend.of(gradientSum));
  }

  /** Does the same for weighted losses, any targets, dropout, and groups of examples. */
  public double gradient(
      float[] parameters, CsrMatrix x, Targets targets, Dropout dropout, Addend gradientSum) {
    float[] z = logits(parameters, x, dropout);
    double lossSum = backward(parameters, z, targets, dropout, x.rows(), gradientSum);
    int weights = network.weightOffset(0);
    int outputs = network.outputs(0);
    kernels.multiplyTransposed(x, deltas[0], targets.ends(), gradientSum, weights, outputs);
    return lossSum;
  }

  /**
   * Returns how many examples of a group of the last {@code gradient} the network classified
   * correctly; with dropout, without the units that were left out.
   */
  public int hits(int group) {
    return hits[group];
  }

  /** Returns the sum of the losses of a group of the last {@code gradient}. */
  public double lossSum(int group) {
    return lossSums[group];
  }

  /** Returns the sum of the examples' losses, and turns {@code logits} into outputs. */
  public double lossSum(float[] logits, int[] labels, int batch) {
    return lossSum(logits, labels, batch, null);
  }

  /** Does the same, and writes each example's loss to {@code losses}, [B]. */
  public double lossSum(float[] logits, int[] labels, int batch, double[] losses) {
    return lossSum(logits, Targets.of(labels, batch), batch, losses);
  }

  /** Does the same for any targets; a group's sum is {@link #lossSum(int)} then. */
  public double lossSum(float[] logits, Targets targets, int batch, double[] losses) {
    int groups = targets.ends().length;
    if (lossSums.length < groups) {
      lossSums = new double[groups];
    }
    Arrays.fill(lossSums, 0);
    float[] delta = deltas[network.layers() - 1];
    LossFunction function = network.loss().function();
    function.backward(network.outputLayer(), logits, targets, batch, delta, losses, lossSums);
    double sum = lossSums[0];
    for (int g = 1; g < groups; g++) {
      sum += lossSums[g];
    }
    return sum;
  }

  private void countHits(float[] logits, Targets targets) {
    if (hits.length < targets.ends().length) {
      hits = new int[targets.ends().length];
    }
    int from = 0;
    for (int g = 0; g < targets.ends().length; g++) {
      hits[g] = targets.hits(b -> network.classOf(logits, b), from, targets.ends()[g]);
      from = targets.ends()[g];
    }
  }

  /** Computes the later layers from the first layer's pre-activations; returns the last layer's. */
  private float[] laterLayers(float[] parameters, int batch, Dropout dropout) {
    for (int l = 1; l < network.layers(); l++) {
      int inputs = network.inputs(l);
      activate(l - 1, batch * inputs);
      if (!dropout.isNone()) {
        drop(dropout, l - 1, batch);
      }
      float[] input = input(l, dropout);
      float[] z = startFromBias(parameters, l, batch);
      int weights = network.weightOffset(l);
      kernels.multiply(input, parameters, weights, z, batch, inputs, network.outputs(l));
    }
    return activations[network.layers() - 1];
  }

  private void activate(int layer, int count) {
    float[] z = activations[layer];
    if (sources[layer] != z) {
      System.arraycopy(z, 0, sources[layer], 0, count);
    }
    network.activation().forward(z, count);
  }

  /** Returns the input of a later layer: the outputs of the layer below, after dropout if any. */
  private float[] input(int layer, Dropout dropout) {
    return dropout.isNone() ? activations[layer - 1] : dropped[layer - 1];
  }

  private void drop(Dropout dropout, int layer, int batch) {
    int outputs = network.outputs(layer);
    if (dropped[layer] == null) {
      dropped[layer] = new float[activations[layer].length];
      factors[layer] = new float[activations[layer].length];
    }
    dropout.fill(layer, batch, outputs, factors[layer]);
    System.arraycopy(activations[layer], 0, dropped[layer], 0, batch * outputs);
    multiply(dropped[layer], factors[layer], batch * outputs);
  }

  private static void multiply(float[] values, float[] by, int count) {
    for (int i = 0; i < count; i++) {
      values[i] *= by[i];
    }
  }

  private float[] startFromBias(float[] parameters, int layer, int batch) {
    float[] z = activations[layer];
    int outputs = network.outputs(layer);
    for (int b = 0; b < batch; b++) {
      System.arraycopy(parameters, network.biasOffset(layer), z, b * outputs, outputs);
    }
    return z;
  }

  /**
   * Computes the deltas of all layers and adds the gradient, except that of the first layer's
   * weights; returns the loss sum.
   */
  private double backward(
      float[] parameters,
      float[] logits,
      Targets targets,
      Dropout dropout,
      int batch,
      Addend gradientSum) {
    countHits(logits, targets); // Computed while they are logits.
    double lossSum = lossSum(logits, targets, batch, null);
    transposed.update(parameters);
    for (int l = network.layers() - 1; l >= 0; l--) {
      int inputs = network.inputs(l);
      int outputs = network.outputs(l);
      int[] ends = targets.ends();
      kernels.addRows(deltas[l], ends, gradientSum, network.biasOffset(l), outputs);
      if (l > 0) {
        float[] input = input(l, dropout);
        int weights = network.weightOffset(l);
        kernels.multiplyTransposed(input, deltas[l], ends, gradientSum, weights, inputs, outputs);
        Arrays.fill(deltas[l - 1], 0, batch * inputs, 0f);
        kernels.multiply(
            deltas[l],
            transposed.ofLayer(l),
            0,
            deltas[l - 1],
            batch,
            /* inputs= */ outputs,
            /* outputs= */ inputs);
        if (!dropout.isNone()) {
          multiply(deltas[l - 1], factors[l - 1], batch * inputs);
        }
        network.activation().backward(sources[l - 1], deltas[l - 1], batch * inputs);
      }
    }
    return lossSum;
  }
}
