package dev.lockstep.nn;

import dev.lockstep.linalg.Kernels;
import java.util.Arrays;

/**
 * Forward and backward passes of a {@link Network}, with the buffers that they need; for one thread
 * at a time. Nothing but the buffers' contents changes from call to call, so the results are pure
 * functions of the arguments.
 *
 * <p>B: examples, I: inputs of a layer, O: its outputs, C: classes, P: parameters. Sums run over
 * the examples of a call, in their order.
 */
public final class Mlp {
  private final Network network;
  private final int capacity;

  /**
   * The layers' outputs: activation[l] is layer l's, [B x O]; the last one's are pre-activations.
   */
  private final float[][] activations;

  /**
   * The loss' gradient with respect to the layers' pre-activations, [B x O]; the last layer's takes
   * its activations' place.
   */
  private final float[][] deltas;

  /** A layer's weights with rows and columns exchanged, [O x I]; the first layer needs none. */
  private final float[][] transposed;

  /**
   * Allocates the buffers.
   *
   * @param capacity the largest B
   */
  public Mlp(Network network, int capacity) {
    this.network = network;
    this.capacity = capacity;
    int layers = network.layers();
    activations = new float[layers][];
    deltas = new float[layers][];
    transposed = new float[layers][];
    for (int l = 0; l < layers; l++) {
      activations[l] = new float[Math.multiplyExact(capacity, network.outputs(l))];
      boolean last = l == layers - 1;
      deltas[l] = last ? activations[l] : new float[activations[l].length];
      transposed[l] = new float[l == 0 ? 0 : network.inputs(l) * network.outputs(l)];
    }
  }

  public int capacity() {
    return capacity;
  }

  /**
   * The last layer's pre-activations.
   *
   * @param parameters [P]
   * @param x features [B x I]
   * @return [B x C]; a buffer that the next call overwrites
   */
  public float[] logits(float[] parameters, float[] x, int batch) {
    float[] input = x;
    for (int l = 0; l < network.layers(); l++) {
      int outputs = network.outputs(l);
      float[] z = activations[l];
      for (int b = 0; b < batch; b++) {
        System.arraycopy(parameters, network.biasOffset(l), z, b * outputs, outputs);
      }
      int weights = network.weightOffset(l);
      Kernels.multiply(input, parameters, weights, z, batch, network.inputs(l), outputs);
      if (l < network.layers() - 1) {
        network.activation().forward(z, batch * outputs);
      }
      input = z;
    }
    return input;
  }

  /**
   * What the network says: probabilities under cross-entropy, the output activation's values
   * otherwise.
   *
   * @return [B x C]; a buffer that the next call overwrites
   */
  public float[] outputs(float[] parameters, float[] x, int batch) {
    float[] z = logits(parameters, x, batch);
    network.loss().outputs(network.output(), z, batch, network.classes());
    return z;
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
    float[] z = logits(parameters, x, batch);
    double lossSum = network.loss().backward(network.output(), z, labels, batch, network.classes());
    for (int l = network.layers() - 1; l >= 0; l--) {
      float[] input = l == 0 ? x : activations[l - 1];
      int inputs = network.inputs(l);
      int outputs = network.outputs(l);
      int weights = network.weightOffset(l);
      Kernels.multiplyTransposed(input, deltas[l], gradientSum, weights, batch, inputs, outputs);
      Kernels.addRows(deltas[l], gradientSum, network.biasOffset(l), batch, outputs);
      if (l > 0) {
        Arrays.fill(deltas[l - 1], 0, batch * inputs, 0f);
        Kernels.transpose(parameters, weights, transposed[l], inputs, outputs);
        Kernels.multiply(
            deltas[l],
            transposed[l],
            0,
            deltas[l - 1],
            batch,
            /* inputs= */ outputs,
            /* outputs= */ inputs);
        network.activation().backward(input, deltas[l - 1], batch * inputs);
      }
    }
    return lossSum;
  }

  /** The loss alone: {@code logits} are overwritten. */
  public double lossSum(float[] logits, int[] labels, int batch) {
    return network.loss().backward(network.output(), logits, labels, batch, network.classes());
  }
}
