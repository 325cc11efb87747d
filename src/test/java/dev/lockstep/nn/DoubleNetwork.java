package dev.lockstep.nn;

/**
 * A network's forward pass over plain doubles, for central differences: a second reference that
 * shares nothing with {@link ReverseMode}. I: inputs of a layer, O: its outputs.
 */
final class DoubleNetwork {
  private final Network network;
  private double nearestToKink = Double.POSITIVE_INFINITY;

  DoubleNetwork(Network network) {
    this.network = network;
  }

  /**
   * The smallest distance from a kink of all that was computed so far: of the pre-activations from
   * zero, and of the sizes of errors from Huber's delta, or from zero.
   */
  double nearestToKink() {
    return nearestToKink;
  }

  /** The sum over the examples of the loss. */
  double lossSum(double[] parameters, GradientCase given) {
    int features = network.features();
    double sum = 0;
    for (int b = 0; b < given.batch(); b++) {
      double[] a = new double[features];
      for (int i = 0; i < features; i++) {
        a[i] = given.x()[b * features + i];
      }
      for (int l = 0; l < network.layers(); l++) {
        a = layer(parameters, l, l == 0 ? Activation.LINEAR : network.activation(), a);
      }
      sum += loss(a, given, b);
    }
    return sum;
  }

  /** Activates the layer below's pre-activations [I], and multiplies: pre-activations [O]. */
  private double[] layer(double[] parameters, int l, Activation activation, double[] below) {
    int outputs = network.outputs(l);
    double[] z = new double[outputs];
    for (int o = 0; o < outputs; o++) {
      z[o] = parameters[network.biasOffset(l) + o];
      for (int i = 0; i < below.length; i++) {
        double w = parameters[network.weightOffset(l) + i * outputs + o];
        z[o] += w * value(activation, below[i]);
      }
      nearestToKink = Math.min(nearestToKink, Math.abs(z[o]));
    }
    return z;
  }

  static double value(Activation activation, double z) {
    return switch (activation) {
      case RELU -> z < 0 ? 0 : z;
      case LEAKY_RELU -> z < 0 ? 0.01f * z : z;
      case TANH -> Math.tanh(z);
      case SIGMOID -> 0.5 + 0.5 * Math.tanh(z / 2);
      case SILU -> z * value(Activation.SIGMOID, z);
      case ELU -> z < 0 ? Math.expm1(z) : z;
      case GELU -> 0.5 * z * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (z + 0.044715 * z * z * z)));
      case LINEAR -> z;
    };
  }

  private double huber(double size) {
    double delta = network.loss().parameter();
    nearestToKink = Math.min(nearestToKink, Math.abs(size - delta));
    return size > delta ? delta * (size - delta / 2) : size * size / 2;
  }

  private double kinked(double error, double below, double above) {
    nearestToKink = Math.min(nearestToKink, Math.abs(error));
    return error < 0 ? -below * error : above * error;
  }

  private double loss(double[] z, GradientCase given, int b) {
    double sum = 0;
    for (int c = 0; c < z.length; c++) {
      double error = value(network.output(), z[c]) - given.target(b, c);
      sum +=
          switch (network.loss().function()) {
            case CROSS_ENTROPY -> Math.exp(z[c] - z[given.labels()[b]]);
            case MSE -> error * error / z.length;
            case HUBER -> huber(Math.abs(error)) / z.length;
            case ABSOLUTE -> kinked(error, 1, 1) / z.length;
            case QUANTILE ->
                kinked(error, network.loss().parameter(), 1 - network.loss().parameter())
                    / z.length;
            case POISSON -> (Math.exp(z[c]) - given.target(b, c) * z[c]) / z.length;
          };
    }
    return network.loss().hasProbabilities() ? Math.log(sum) : sum;
  }
}
