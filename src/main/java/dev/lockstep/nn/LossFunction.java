package dev.lockstep.nn;

import dev.lockstep.linalg.Exponential;
import dev.lockstep.text.Range;
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
        Softmax.softmax(z, b * classes, classes, Softmax.max(z, b * classes, classes));
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
        float max = Softmax.max(z, row, classes);
        double labelExponent = (double) z[target] - max;
        double spreadLoss = spread == 0 ? 0 : spread * Softmax.distances(z, row, classes, target);
        double sum = Softmax.softmax(z, row, classes, max);
        double loss = targets.weight(b) * (StrictMath.log(sum) - labelExponent + spreadLoss);
        lossSums[group] += loss;
        if (losses != null) {
          losses[b] = loss;
        }
        System.arraycopy(z, row, delta, row, classes);
        if (spread > 0) {
          Softmax.subtract(spread, delta, row, classes);
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
    Distance distance(OutputLayer layer) {
      return new Distance.Squared();
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
    Distance distance(OutputLayer layer) {
      return new Distance.Huber(layer.parameter());
    }
  },

  /** The mean over an example's outputs of the size of the error: learns medians. */
  ABSOLUTE {
    @Override
    public boolean isForClasses() {
      return false;
    }

    @Override
    Distance distance(OutputLayer layer) {
      return new Distance.Absolute();
    }
  },

  /**
   * The mean over an example's outputs of the size of the error, times the quantile where the
   * output is below the target and times the rest where it is above: learns the number below which
   * this share of the targets lies (Koenker and Bassett, Regression Quantiles, 1978).
   */
  QUANTILE {
    @Override
    public boolean isForClasses() {
      return false;
    }

    @Override
    public Optional<String> parameter() {
      return Optional.of("quantile");
    }

    @Override
    public Range range() {
      return Range.ZERO_TO_ONE;
    }

    @Override
    Distance distance(OutputLayer layer) {
      return new Distance.Pinball(layer.parameter());
    }
  },

  /**
   * The mean over an example's outputs of the negative log-likelihood of a count, without what does
   * not depend on the output: e^z - y z. The outputs are e^z, the expected counts.
   */
  POISSON {
    @Override
    public boolean isForClasses() {
      return false;
    }

    @Override
    public boolean isOfCounts() {
      return true;
    }

    @Override
    void outputs(OutputLayer layer, float[] z, int batch) {
      for (int i = 0; i < batch * layer.outputs(); i++) {
        z[i] = (float) Exponential.exp(z[i]);
      }
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
      int outputs = layer.outputs();
      int group = 0;
      for (int b = 0; b < batch; b++) {
        group = targets.group(b, group);
        double weight = targets.weight(b);
        double ofExample = 0;
        for (int c = 0; c < outputs; c++) {
          int i = b * outputs + c;
          float target = targets.value(b, c, outputs);
          double expected = Exponential.exp(z[i]);
          double loss = weight * ((expected - (double) target * z[i]) / outputs);
          lossSums[group] += loss;
          ofExample += loss;
          z[i] = (float) expected;
          delta[i] = (float) ((expected - target) / outputs);
        }
        if (losses != null) {
          losses[b] = ofExample;
        }
      }
      targets.weigh(delta, batch, outputs);
    }
  };

  /**
   * Returns true if the outputs are probabilities of the classes. The loss then has its own output
   * function, the softmax, in place of an output activation.
   */
  public boolean hasProbabilities() {
    return false;
  }

  /** Returns true if it can tell classes apart. */
  public boolean isForClasses() {
    return true;
  }

  /** Returns true if it can predict numbers. */
  public boolean isForNumbers() {
    return !hasProbabilities();
  }

  /**
   * Returns true if the targets are counts, or other numbers that are not negative. The loss then
   * has its own output function, the exponential.
   */
  public boolean isOfCounts() {
    return false;
  }

  /** Returns true if the loss has an output function in place of an output activation. */
  boolean hasOutputFunction() {
    return hasProbabilities() || isOfCounts();
  }

  /** Returns the range of the free number. */
  public Range range() {
    return Range.FINITE_POSITIVE;
  }

  /**
   * Returns the name of the function's free number, which its {@link Loss} sets; empty if it has
   * none.
   */
  public Optional<String> parameter() {
    return Optional.empty();
  }

  /** Returns the names of the functions of classes that take an output activation, as in "mse". */
  public static String namesWithOutputActivation() {
    return Arrays.stream(values())
        .filter(function -> function.isForClasses() && !function.hasOutputFunction())
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
  void backward(
      OutputLayer layer,
      float[] z,
      Targets targets,
      int batch,
      float[] delta,
      double[] losses,
      double[] lossSums) {
    distance(layer).backward(layer, z, targets, batch, delta, losses, lossSums);
  }

  /** Returns the function of errors that a loss of these is the mean of. */
  Distance distance(OutputLayer layer) {
    throw new IllegalStateException(this + " is not a function of errors");
  }
}
