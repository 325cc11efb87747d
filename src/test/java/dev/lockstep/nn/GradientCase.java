package dev.lockstep.nn;

import dev.lockstep.linalg.AddressedRandom;
import java.util.Locale;

/**
 * A network, parameters, and examples, chosen by address: weights, biases and features are uniform,
 * the weights and biases in [-0.5, 0.5), the features in [-1, 1) with every fifth one zero.
 *
 * @param parameters [P]
 * @param x [B x I]
 * @param labels [B]; not used where numbers are to be predicted
 * @param values [B x O], numbers to predict; null for classes
 */
record GradientCase(Network network, float[] parameters, float[] x, int[] labels, float[] values) {
  /** Of the central differences; a power of two near the cube root of a double's precision. */
  static final double H = 0x1p-17;

  /**
   * How far every pre-activation must be from zero, where ReLUs have their kink, so that a change
   * of one parameter by H cannot carry one across. With up to 5 inputs to a unit and weights below
   * 0.5 a layer multiplies a change by up to 2.5, and activations stay below 1, 3, 8 and 20.5 in
   * layers of inputs 0 to 3; so a pre-activation moves by less than 21 H.
   */
  static final double MARGIN = 32 * H;

  /** The first case by address that keeps clear of the kinks. */
  static GradientCase of(Network network, int batch) {
    return of(network, batch, false);
  }

  /** The same with numbers to predict, none of them negative where they are counts. */
  static GradientCase ofNumbers(Network network, int batch) {
    return of(network, batch, true);
  }

  private static GradientCase of(Network network, int batch, boolean numbers) {
    AddressedRandom random = AddressedRandom.of(1, "gradient " + network).child(batch);
    for (int attempt = 0; ; attempt++) {
      GradientCase candidate = draw(network, batch, numbers, random.child(attempt));
      DoubleNetwork forward = new DoubleNetwork(network);
      candidate.lossSum(forward);
      if (forward.nearestToKink() > MARGIN) {
        return candidate;
      }
    }
  }

  private static GradientCase draw(
      Network network, int batch, boolean numbers, AddressedRandom random) {
    float[] parameters = uniform(random.child(0), network.parameterCount(), 0.5);
    float[] x = uniform(random.child(1), batch * network.features(), 1);
    for (int i = 3; i < x.length; i += 5) {
      x[i] = 0;
    }
    int[] labels = new int[batch];
    for (int b = 0; b < batch; b++) {
      labels[b] = (int) (random.child(2).uniform(b) * network.classes());
    }
    float[] values = numbers ? uniform(random.child(3), batch * network.outputs(), 1) : null;
    for (int i = 0; numbers && i < values.length; i++) {
      values[i] += network.loss().function().isOfCounts() ? 1 : 0;
    }
    return new GradientCase(network, parameters, x, labels, values);
  }

  static float[] uniform(AddressedRandom random, int count, double limit) {
    float[] result = new float[count];
    for (int i = 0; i < count; i++) {
      result[i] = (float) random.uniform(i, -limit, limit);
    }
    return result;
  }

  Targets targets() {
    return values == null
        ? Targets.of(labels, batch())
        : new ValueTargets(values, null, new int[] {batch()});
  }

  /** The number that an output of an example should be. */
  double target(int b, int o) {
    int outputs = network.outputs();
    return values == null ? labels[b] == (outputs == 1 ? 1 : o) ? 1 : 0 : values[b * outputs + o];
  }

  int batch() {
    return labels.length;
  }

  double lossSum(DoubleNetwork forward) {
    return forward.lossSum(doubles(), this);
  }

  /** (f(p + H) - f(p - H)) / 2H for every parameter. */
  double[] centralDifferences() {
    DoubleNetwork forward = new DoubleNetwork(network);
    double[] p = doubles();
    double[] result = new double[p.length];
    for (int i = 0; i < p.length; i++) {
      double original = p[i];
      p[i] = original + H;
      double above = forward.lossSum(p, this);
      p[i] = original - H;
      double below = forward.lossSum(p, this);
      p[i] = original;
      result[i] = (above - below) / (2 * H);
    }
    return result;
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%s %s %s %s, batch %d",
        network,
        network.activation(),
        network.loss(),
        network.output(),
        batch());
  }

  private double[] doubles() {
    double[] p = new double[parameters.length];
    for (int i = 0; i < p.length; i++) {
      p[i] = parameters[i];
    }
    return p;
  }
}
