package dev.lockstep.nn;

import java.util.Arrays;

/** A function of an output's error: the output minus its target. Slopes of NaN are NaN. */
interface Distance {
  double loss(float error);

  /** Returns the derivative of {@link #loss}. */
  float slope(float error);

  /**
   * Does {@link LossFunction#backward} for the mean, over an example's outputs, of a function of
   * their errors.
   */
  default void backward(
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
        double loss = weight * (loss(error) / classes);
        lossSums[group] += loss;
        ofExample += loss;
        delta[i] = slope(error) / classes;
      }
      if (losses != null) {
        losses[b] = ofExample;
      }
    }
    targets.weigh(delta, batch, classes);
    output.backward(source, delta, batch * classes);
  }

  /** The square. */
  record Squared() implements Distance {
    @Override
    public double loss(float error) {
      return (double) error * error;
    }

    @Override
    public float slope(float error) {
      return 2 * error;
    }
  }

  /** Half the square up to delta, and the tangent at delta beyond. */
  record Huber(float delta) implements Distance {
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

  /** The size, which has slope 0 at 0. */
  record Absolute() implements Distance {
    @Override
    public double loss(float error) {
      return Math.abs(error);
    }

    @Override
    public float slope(float error) {
      return Math.signum(error);
    }
  }

  /** The size, times the quantile below the target and times the rest above it. */
  record Pinball(float quantile) implements Distance {
    @Override
    public double loss(float error) {
      return error < 0 ? -(double) quantile * error : (1 - quantile) * (double) error;
    }

    @Override
    public float slope(float error) {
      return error == 0 ? 0 : error < 0 ? -quantile : error > 0 ? 1 - quantile : error;
    }
  }
}
