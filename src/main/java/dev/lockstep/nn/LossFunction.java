package dev.lockstep.nn;

import dev.lockstep.linalg.Exponential;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The function of a {@link Loss}, together with the one that turns the last layer's pre-activations
 * into outputs. B: examples, C: outputs of each.
 */
public enum LossFunction {
  /** Softmax cross-entropy; the outputs are probabilities. */
  CROSS_ENTROPY {
    @Override
    public boolean hasProbabilities() {
      return true;
    }

    @Override
    void outputs(OutputLayer layer, float[] z, int batch) {
      int classes = layer.outputs();
      for (int b = 0; b < batch; b++) {
        softmax(z, b * classes, classes, max(z, b * classes, classes));
      }
    }

    @Override
    void backward(
        OutputLayer layer,
        float[] z,
        Targets given,
        int batch,
        float[] delta,
        double[] losses,
        double[] lossSums) {
      ClassTargets targets = given.asClasses();
      int classes = layer.outputs();
      double spread = targets.spread(classes);
      int group = 0;
      for (int b = 0; b < batch; b++) {
        group = targets.group(b, group);
        int row = b * classes;
        int target = row + targets.labels()[b];
        float max = max(z, row, classes);
        double labelExponent = (double) z[target] - max;
        double spreadLoss = spread == 0 ? 0 : spread * distances(z, row, classes, target);
        double sum = softmax(z, row, classes, max);
        double loss = targets.weight(b) * (StrictMath.log(sum) - labelExponent + spreadLoss);
        lossSums[group] += loss;
        if (losses != null) {
          losses[b] = loss;
        }
        System.arraycopy(z, row, delta, row, classes);
        if (spread > 0) {
          subtract(spread, delta, row, classes);
        }
        // Not computed from the output: rounded, it may be 1 where the difference is small but
        // not 0.
        double off = targets.smoothing() - spread;
        delta[target] = (float) (Exponential.exp(labelExponent) / sum - 1 + off);
      }
      targets.weigh(delta, batch, classes);
    }
  },

  /** The mean over an example's outputs of the squared distance from its target. */
  MSE {
    @Override
    void backward(
        OutputLayer layer,
        float[] z,
        Targets targets,
        int batch,
        float[] delta,
        double[] losses,
        double[] lossSums) {
      errors(new SquaredError(), layer, z, targets, batch, delta, losses, lossSums);
    }
  },

  /**
   * The mean over an example's outputs of Huber's function of the error: half its square up to
   * delta, and the tangent at delta beyond, so that an outlier pulls no harder than an error of
   * delta (Huber, Robust Estimation of a Location Parameter, 1964).
   */
  HUBER {
    @Override
    public Optional<String> parameter() {
      return Optional.of("delta");
    }

    @Override
    void backward(
        OutputLayer layer,
        float[] z,
        Targets targets,
        int batch,
        float[] delta,
        double[] losses,
        double[] lossSums) {
      Distance distance = new HuberError(layer.parameter());
      errors(distance, layer, z, targets, batch, delta, losses, lossSums);
    }
  };

  /**
   * Returns true if the outputs are probabilities of the classes. The loss then has its own output
   * function, the softmax, in place of an output activation.
   */
  public boolean hasProbabilities() {
    return false;
  }

  /**
   * Returns the name of the function's free number, which its {@link Loss} sets; empty if it has
   * none.
   */
  public Optional<String> parameter() {
    return Optional.empty();
  }

  /** Returns the names of the functions that take an output activation, as in "mse". */
  public static String namesWithOutputActivation() {
    return Arrays.stream(values())
        .filter(function -> !function.hasProbabilities())
        .map(LossFunction::toString)
        .collect(Collectors.joining(" or "));
  }

  /** Returns the name on the command line. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * Turns pre-activations into outputs, in place: with the output activation, unless the loss has
   * its own output function.
   *
   * @param z [B x C]
   */
  void outputs(OutputLayer layer, float[] z, int batch) {
    layer.activation().forward(z, batch * layer.outputs());
  }

  /**
   * Turns pre-activations into outputs, in place, and computes the deltas (the loss sum's gradient
   * with respect to the pre-activations).
   *
   * @param layer of a network whose loss is of this function
   * @param z [B x C]
   * @param delta [B x C], overwritten
   * @param losses [B], overwritten with each example's loss times its weight; null for the sum only
   * @param lossSums by group, zeros: the sum of its examples' losses times their weights, added in
   *     their order
   */
  abstract void backward(
      OutputLayer layer,
      float[] z,
      Targets targets,
      int batch,
      float[] delta,
      double[] losses,
      double[] lossSums);

  /** A function of an output's error: the output minus its target. */
  private interface Distance {
    double loss(float error);

    /** Returns the derivative of {@link #loss}. */
    float slope(float error);
  }

  private record SquaredError() implements Distance {
    @Override
    public double loss(float error) {
      return (double) error * error;
    }

    @Override
    public float slope(float error) {
      return 2 * error;
    }
  }

  private record HuberError(float delta) implements Distance {
    @Override
    public double loss(float error) {
      double size = Math.abs(error);
      return size <= delta ? size * size / 2 : delta * (size - delta / 2.0);
    }

    /** Returns NaN for NaN, so that training notices. */
    @Override
    public float slope(float error) {
      return Math.max(-delta, Math.min(delta, error));
    }
  }

  /**
   * Does {@link #backward} for the mean, over an example's outputs, of a function of their errors.
   */
  private static void errors(
      Distance distance,
      OutputLayer layer,
      float[] z,
      Targets targets,
      int batch,
      float[] delta,
      double[] losses,
      double[] lossSums) {
    int classes = layer.outputs();
    Activation output = layer.activation();
    float[] source = output.needsPreActivation() ? Arrays.copyOf(z, batch * classes) : z;
    output.forward(z, batch * classes);
    int group = 0;
    for (int b = 0; b < batch; b++) {
      group = targets.group(b, group);
      double weight = targets.weight(b);
      double ofExample = 0;
      for (int c = 0; c < classes; c++) {
        int i = b * classes + c;
        float error = z[i] - targets.value(b, c, classes);
        double loss = weight * (distance.loss(error) / classes);
        lossSums[group] += loss;
        ofExample += loss;
        delta[i] = distance.slope(error) / classes;
      }
      if (losses != null) {
        losses[b] = ofExample;
      }
    }
    targets.weigh(delta, batch, classes);
    output.backward(source, delta, batch * classes);
  }

  /** Returns the sum over a row of z[target] - z. */
  private static double distances(float[] z, int row, int classes, int target) {
    double sum = 0;
    for (int i = row; i < row + classes; i++) {
      sum += (double) z[target] - z[i];
    }
    return sum;
  }

  private static void subtract(double spread, float[] delta, int row, int classes) {
    for (int i = row; i < row + classes; i++) {
      delta[i] = (float) (delta[i] - spread);
    }
  }

  /** Overwrites a row with its softmax; returns the sum over it of exp(z - max). */
  private static double softmax(float[] z, int row, int classes, float max) {
    double sum = 0;
    for (int i = row; i < row + classes; i++) {
      double exponential = Exponential.exp((double) z[i] - max);
      z[i] = (float) exponential;
      sum += exponential;
    }
    for (int i = row; i < row + classes; i++) {
      z[i] = (float) (z[i] / sum);
    }
    return sum;
  }

  private static float max(float[] z, int row, int classes) {
    float max = z[row];
    for (int c = 1; c < classes; c++) {
      max = Math.max(max, z[row + c]);
    }
    return max;
  }
}
