package dev.lockstep.nn;

/**
 * How far float32's roundings can carry {@link Mlp#gradient} from the exact gradient: a running
 * error analysis (Wilkinson; Higham, "Accuracy and Stability of Numerical Algorithms", 2nd edition,
 * sections 3.1 and 3.3) of forward and backward pass, for each parameter by itself.
 *
 * <p>U is the unit roundoff. A chain of n fused multiply-adds is off by at most n U times the sum
 * of its terms' absolute values, besides what errors in its factors bring; the rest is the chain
 * rule on errors. Products of two errors are left out: errors are some hundred U at most, so these
 * are below 2^-16 of the bound, which SLACK covers. Doubles within the losses count as exact.
 *
 * <p>For a quantity q, qE is the bound of its error. I: inputs of a layer, O: its outputs.
 */
final class RoundingBound {
  private static final double U = 0x1p-24;
  private static final double LINEAR = 2 * Math.sqrt(2 / Math.PI);
  private static final double CUBIC = 0.044715 * LINEAR;
  private static final double SLACK = 1 + 0x1p-10;

  private final GradientCase given;
  private final Network network;
  private final double[] gradient;
  private double loss;

  RoundingBound(GradientCase given) {
    this.given = given;
    network = given.network();
    gradient = new double[network.parameterCount()];
    for (int b = 0; b < given.batch(); b++) {
      float[] x = given.x();
      double[] a = new double[network.features()];
      for (int i = 0; i < a.length; i++) {
        a[i] = x[b * a.length + i];
      }
      layer(0, a, new double[a.length], b);
    }
  }

  /** Of parameter {@code j} of the gradient sum. */
  double ofGradient(int j) {
    return SLACK * gradient[j];
  }

  double ofLoss() {
    return SLACK * loss;
  }

  /** A row of numbers and the bounds of their errors. */
  private record Row(double[] value, double[] error) {
    Row(int size) {
      this(new double[size], new double[size]);
    }
  }

  /** Goes up through layer {@code l} and those above it, and comes down with its inputs' deltas. */
  private Row layer(int l, double[] a, double[] aE, int b) {
    Row z = forward(l, a, aE);
    boolean last = l == network.layers() - 1;
    Row delta = last ? outputDeltas(z, b) : hiddenDeltas(l, z, b);
    return backward(l, a, aE, delta);
  }

  private Row forward(int l, double[] a, double[] aE) {
    Row z = new Row(network.outputs(l));
    for (int o = 0; o < z.value.length; o++) {
      double bias = given.parameters()[network.biasOffset(l) + o];
      z.value[o] = bias;
      double absolute = Math.abs(bias);
      for (int i = 0; i < a.length; i++) {
        double w = weight(l, i, o);
        z.value[o] += a[i] * w;
        absolute += Math.abs(a[i] * w);
        z.error[o] += aE[i] * Math.abs(w);
      }
      z.error[o] += a.length * U * absolute;
    }
    return z;
  }

  private Row hiddenDeltas(int l, Row z, int b) {
    Row a = activate(network.activation(), z);
    Row delta = layer(l + 1, a.value, a.error, b);
    return timesSlope(network.activation(), z, a, delta);
  }

  private Row outputDeltas(Row z, int b) {
    return switch (network.loss().function()) {
      case CROSS_ENTROPY -> crossEntropyDeltas(z, given.labels()[b]);
      case MSE -> errorDeltas(z, b, 2, Double.POSITIVE_INFINITY);
      case HUBER -> errorDeltas(z, b, 1, network.loss().parameter());
      case ABSOLUTE -> slopeDeltas(z, b, 1, 1);
      case QUANTILE ->
          slopeDeltas(z, b, network.loss().parameter(), 1 - network.loss().parameter());
      case POISSON -> countDeltas(z, b);
    };
  }

  /** A softmax's derivatives add up to at most 2 p (1 - p), and to 1/2, in absolute value. */
  private Row crossEntropyDeltas(Row z, int label) {
    double largest = 0;
    double sum = 0;
    for (int c = 0; c < z.value.length; c++) {
      largest = Math.max(largest, z.error[c]);
      sum += Math.exp(z.value[c]);
    }
    Row delta = new Row(z.value.length);
    for (int c = 0; c < z.value.length; c++) {
      double p = Math.exp(z.value[c]) / sum;
      delta.value[c] = p - (c == label ? 1 : 0);
      delta.error[c] = 2 * p * (1 - p) * largest + U * p + U * Math.abs(delta.value[c]);
      loss += Math.abs(delta.value[c]) * z.error[c];
    }
    return delta;
  }

  /** Of a factor times the error, which a limit cuts. */
  private Row errorDeltas(Row z, int b, double factor, double limit) {
    Row a = activate(network.output(), z);
    int classes = z.value.length;
    Row delta = new Row(classes);
    for (int c = 0; c < classes; c++) {
      double distance = a.value[c] - given.target(b, c);
      double distanceE = a.error[c] + U * Math.abs(distance);
      delta.value[c] = factor * Math.max(-limit, Math.min(limit, distance)) / classes;
      delta.error[c] = factor * distanceE / classes + U * Math.abs(delta.value[c]);
      loss += Math.abs(delta.value[c]) * distanceE;
    }
    return timesSlope(network.output(), z, a, delta);
  }

  /** Of slopes that are the same everywhere but at a kink, from which cases keep clear. */
  private Row slopeDeltas(Row z, int b, double below, double above) {
    int outputs = z.value.length;
    Row delta = new Row(outputs);
    for (int c = 0; c < outputs; c++) {
      double distance = z.value[c] - given.target(b, c);
      delta.value[c] = (distance < 0 ? -below : above) / outputs;
      delta.error[c] = 2 * U * Math.abs(delta.value[c]);
      loss += Math.abs(delta.value[c]) * (z.error[c] + U * Math.abs(distance));
    }
    return delta;
  }

  private Row countDeltas(Row z, int b) {
    int outputs = z.value.length;
    Row delta = new Row(outputs);
    for (int c = 0; c < outputs; c++) {
      double expected = Math.exp(z.value[c]);
      delta.value[c] = (expected - given.target(b, c)) / outputs;
      delta.error[c] = expected * z.error[c] / outputs + U * Math.abs(delta.value[c]);
      loss += Math.abs(delta.value[c]) * z.error[c];
    }
    return delta;
  }

  /** An activation's value is rounded so many times. */
  private static int roundings(Activation activation) {
    return switch (activation) {
      case LINEAR, RELU -> 0;
      case SILU -> 8; // A sigmoid is right to three units in the last place.
      case GELU -> 32; // The sigmoid's argument is rounded too.
      case LEAKY_RELU, TANH, SIGMOID, ELU -> 1;
    };
  }

  private static Row activate(Activation activation, Row z) {
    Row a = new Row(z.value.length);
    for (int o = 0; o < z.value.length; o++) {
      a.value[o] = DoubleNetwork.value(activation, z.value[o]);
      a.error[o] =
          Math.abs(slope(activation, z.value[o], a.value[o])) * z.error[o]
              + roundings(activation) * U * Math.abs(a.value[o]);
    }
    return a;
  }

  private static Row timesSlope(Activation activation, Row z, Row a, Row delta) {
    Row result = new Row(delta.value.length);
    for (int o = 0; o < delta.value.length; o++) {
      double slope = slope(activation, z.value[o], a.value[o]);
      double slopeE = slopeError(activation, z.value[o], z.error[o], a.error[o]);
      result.value[o] = delta.value[o] * slope;
      result.error[o] =
          delta.error[o] * Math.abs(slope)
              + Math.abs(delta.value[o]) * slopeE
              + U * Math.abs(result.value[o]);
    }
    return result;
  }

  /** Curved slopes change by at most 2 for a change of 1 in a; two roundings make them. */
  private static double slopeError(Activation activation, double z, double zE, double aE) {
    return switch (activation) {
      case LINEAR, RELU, LEAKY_RELU -> 0;
      // It changes by at most 1/2 for a change of 1 in z; the sigmoid's error counts z times.
      case SILU -> zE / 2 + 8 * U * (1 + Math.abs(z));
      // Above 5.5 the sigmoid is 1.
      case GELU -> {
        double x = Math.min(5.5, Math.abs(z));
        yield 1.2 * zE + U * (32 + 4 * x * (LINEAR + 3 * CUBIC * x * x));
      }
      case TANH, SIGMOID, ELU -> 2 * aE + 2 * U;
    };
  }

  private static double slope(Activation activation, double z, double a) {
    return switch (activation) {
      case RELU -> z > 0 ? 1 : 0;
      case LEAKY_RELU -> z > 0 ? 1 : 0.01f;
      case TANH -> 1 - a * a;
      case SIGMOID -> a * (1 - a);
      case SILU -> {
        double s = DoubleNetwork.value(Activation.SIGMOID, z);
        yield s * (1 + z * (1 - s));
      }
      case ELU -> z > 0 ? 1 : a + 1;
      case GELU -> {
        double s = DoubleNetwork.value(Activation.SIGMOID, z * (LINEAR + CUBIC * z * z));
        yield s + z * s * (1 - s) * (LINEAR + 3 * CUBIC * z * z);
      }
      case LINEAR -> 1;
    };
  }

  /** Adds to the gradient's bounds; each of its chains is as long as the batch. */
  private Row backward(int l, double[] a, double[] aE, Row delta) {
    int outputs = delta.value.length;
    double chain = U * given.batch();
    Row below = new Row(a.length);
    for (int o = 0; o < outputs; o++) {
      double absolute = Math.abs(delta.value[o]);
      gradient[network.biasOffset(l) + o] += delta.error[o] + chain * absolute;
      for (int i = 0; i < a.length; i++) {
        double w = weight(l, i, o);
        gradient[network.weightOffset(l) + i * outputs + o] +=
            Math.abs(a[i]) * delta.error[o] + aE[i] * absolute + chain * Math.abs(a[i]) * absolute;
        below.value[i] += delta.value[o] * w;
        below.error[i] += Math.abs(w) * (delta.error[o] + outputs * U * absolute);
      }
    }
    return below;
  }

  private double weight(int l, int i, int o) {
    return given.parameters()[network.weightOffset(l) + i * network.outputs(l) + o];
  }
}
