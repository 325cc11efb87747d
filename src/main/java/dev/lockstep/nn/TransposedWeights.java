package dev.lockstep.nn;

import dev.lockstep.linalg.Kernels;

/** The transposed weights of the layers after the first, for backward passes. */
final class TransposedWeights {
  private final Network network;
  private final Kernels kernels;

  /** Each layer's, [O x I]; the first layer needs none. */
  private final float[][] layers;

  /** The name of the parameters that come next, and of those that {@link #layers} are of. */
  private long version;

  private long heldVersion;

  TransposedWeights(Network network, Kernels kernels) {
    this.network = network;
    this.kernels = kernels;
    layers = new float[network.layers()][];
    for (int l = 1; l < layers.length; l++) {
      layers[l] = new float[network.inputs(l) * network.outputs(l)];
    }
  }

  /** See {@link Mlp#parametersAre}. */
  void parametersAre(long version) {
    this.version = version;
  }

  /** Transposes the weights in parameters [P], unless their name is that of those held. */
  void update(float[] parameters) {
    if (version != 0 && version == heldVersion) {
      return;
    }
    for (int l = 1; l < layers.length; l++) {
      kernels.transpose(
          parameters, network.weightOffset(l), layers[l], 0, network.inputs(l), network.outputs(l));
    }
    heldVersion = version;
  }

  float[] ofLayer(int layer) {
    return layers[layer];
  }
}
