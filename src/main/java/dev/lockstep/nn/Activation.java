package dev.lockstep.nn;

import dev.lockstep.linalg.Sigmoid;
import java.util.Arrays;
import java.util.Locale;

/**
 * A layer's activation function. Forward and backward come in pairs and work in place. Most
 * derivatives follow from the output, so that the pre-activations need not be kept; {@link
 * #needsPreActivation} tells the others. A NaN stays a NaN.
 */
public enum Activation {
  RELU {
    @Override
    void forward(float[] z, int count) {
      for (int i = 0; i < count; i++) {
        z[i] = Math.max(z[i], 0f);
      }
    }

    @Override
    void backward(float[] a, float[] delta, int count) {
      for (int i = 0; i < count; i++) {
        delta[i] *= gate(a[i]);
      }
    }
  },

  /** With a slope of 0.01 below zero. */
  LEAKY_RELU {
    @Override
    void forward(float[] z, int count) {
      for (int i = 0; i < count; i++) {
        z[i] = Math.max(z[i], LEAK * z[i]);
      }
    }

    @Override
    void backward(float[] a, float[] delta, int count) {
      for (int i = 0; i < count; i++) {
        delta[i] *= Math.max(gate(a[i]), LEAK);
      }
    }
  },

  TANH {
    @Override
    void forward(float[] z, int count) {
      for (int i = 0; i < count; i++) {
        z[i] = (float) StrictMath.tanh(z[i]);
      }
    }

    @Override
    void backward(float[] a, float[] delta, int count) {
      for (int i = 0; i < count; i++) {
        delta[i] *= 1 - a[i] * a[i];
      }
    }
  },

  SIGMOID {
    @Override
    void forward(float[] z, int count) {
      Sigmoid.apply(z, count);
    }

    @Override
    void backward(float[] a, float[] delta, int count) {
      for (int i = 0; i < count; i++) {
        delta[i] *= a[i] * (1 - a[i]);
      }
    }
  },

  /** {@code z sigmoid(z)}, also called swish. */
  SILU {
    @Override
    boolean needsPreActivation() {
      return true;
    }

    @Override
    void forward(float[] z, int count) {
      float[] sigmoids = Arrays.copyOf(z, count);
      Sigmoid.apply(sigmoids, count);
      for (int i = 0; i < count; i++) {
        z[i] *= sigmoids[i];
      }
    }

    @Override
    void backward(float[] z, float[] delta, int count) {
      float[] sigmoids = Arrays.copyOf(z, count);
      Sigmoid.apply(sigmoids, count);
      for (int i = 0; i < count; i++) {
        delta[i] *= sigmoids[i] * Math.fma(z[i], 1 - sigmoids[i], 1);
      }
    }
  },

  /** {@code e^z - 1} below zero (Clevert et al., ICLR 2016). */
  ELU {
    @Override
    void forward(float[] z, int count) {
      for (int i = 0; i < count; i++) {
        z[i] = z[i] > 0 ? z[i] : (float) StrictMath.expm1(z[i]);
      }
    }

    @Override
    void backward(float[] a, float[] delta, int count) {
      for (int i = 0; i < count; i++) {
        delta[i] *= Math.min(a[i], 0f) + 1;
      }
    }
  },

  /**
   * The tanh form of GPT-2 (Hendrycks and Gimpel 2016): {@code z sigmoid(z (c + d z^2))} with c = 2
   * sqrt(2/pi) and d = 0.044715 c; within 0.0005 of the form with erf.
   */
  GELU {
    @Override
    boolean needsPreActivation() {
      return true;
    }

    @Override
    void forward(float[] z, int count) {
      float[] sigmoids = sigmoids(z, count);
      for (int i = 0; i < count; i++) {
        z[i] *= sigmoids[i];
      }
    }

    @Override
    void backward(float[] z, float[] delta, int count) {
      float[] sigmoids = sigmoids(z, count);
      for (int i = 0; i < count; i++) {
        float s = sigmoids[i];
        float x =
            Math.max(-FLAT, Math.min(FLAT, z[i])); // Without this, 0 times infinity far from zero.
        float slope = Math.fma(3 * GELU_CUBIC, x * x, GELU_LINEAR);
        delta[i] *= Math.fma(x * slope, s * (1 - s), s);
      }
    }

    private static float[] sigmoids(float[] z, int count) {
      float[] sigmoids = new float[count];
      for (int i = 0; i < count; i++) {
        sigmoids[i] = z[i] * Math.fma(GELU_CUBIC, z[i] * z[i], GELU_LINEAR);
      }
      Sigmoid.apply(sigmoids, count);
      return sigmoids;
    }

    /** Beyond this magnitude the sigmoids are 0 and 1. */
    private static final float FLAT = 16;
  },

  LINEAR {
    @Override
    void forward(float[] z, int count) {}

    @Override
    void backward(float[] a, float[] delta, int count) {}
  };

  /** The slope of {@link #LEAKY_RELU} below zero. */
  public static final float LEAK = 0.01f;

  /** {@link #GELU}'s c. */
  public static final float GELU_LINEAR = (float) (2 * Math.sqrt(2 / Math.PI));

  /** {@link #GELU}'s d. */
  public static final float GELU_CUBIC = (float) (0.044715 * 2 * Math.sqrt(2 / Math.PI));

  private static final float HUGE = 0x1p126f;

  /**
   * Returns 1 for a positive output, at most 0 for another, NaN for NaN. It has no branch, so that
   * the loops run on vectors; twice HUGE makes the smallest float more than 1.
   */
  private static float gate(float a) {
    return Math.min(a * HUGE * HUGE, 1f);
  }

  /** Returns the name on the command line. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Overwrites the first {@code count} elements with {@code f(z)}. */
  abstract void forward(float[] z, int count);

  /** Returns true if {@link #backward} takes the pre-activations z; false if the outputs f(z). */
  boolean needsPreActivation() {
    return false;
  }

  /**
   * Overwrites the first {@code count} elements with {@code delta * f'(z)}.
   *
   * @param a the outputs f(z), or z itself if {@link #needsPreActivation}; only read
   */
  abstract void backward(float[] a, float[] delta, int count);
}
