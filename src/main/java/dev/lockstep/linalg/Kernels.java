package dev.lockstep.linalg;

/**
 * The products that forward and backward passes consist of. Every output is one chain of fused
 * multiply-adds in the order of the summed index, so the bits do not depend on how wide the CPU's
 * vectors are: the inner loops run across outputs.
 *
 * <p>Matrices are row-major. B: examples, I: inputs, O: outputs. All kernels accumulate: a chain
 * starts from what the result holds. A zero factor is skipped, which changes no bit but the sign of
 * a zero (and finite factors are the caller's duty).
 */
public final class Kernels {
  private Kernels() {}

  /**
   * {@code z[b,o] = fma(x[b,i], w[i,o], z[b,o])} for i = 0, 1, … I-1.
   *
   * @param x [B x I]
   * @param w holds [I x O] from {@code wFrom} on
   * @param z [B x O], accumulated into
   */
  public static void multiply(
      float[] x, float[] w, int wFrom, float[] z, int batch, int inputs, int outputs) {
    for (int b = 0; b < batch; b++) {
      for (int i = 0; i < inputs; i++) {
        float factor = x[b * inputs + i];
        if (factor != 0) {
          addScaled(factor, w, wFrom + i * outputs, z, b * outputs, outputs);
        }
      }
    }
  }

  /**
   * {@code dW[i,o] = fma(x[b,i], delta[b,o], dW[i,o])} for b = 0, 1, … B-1.
   *
   * @param x [B x I]
   * @param delta [B x O]
   * @param dW holds [I x O] from {@code dwFrom} on, accumulated into
   */
  public static void multiplyTransposed(
      float[] x, float[] delta, float[] dW, int dwFrom, int batch, int inputs, int outputs) {
    for (int b = 0; b < batch; b++) {
      for (int i = 0; i < inputs; i++) {
        float factor = x[b * inputs + i];
        if (factor != 0) {
          addScaled(factor, delta, b * outputs, dW, dwFrom + i * outputs, outputs);
        }
      }
    }
  }

  /**
   * {@code sum[o] = sum[o] + rows[b,o]} for b = 0, 1, … B-1.
   *
   * @param rows [B x O]
   * @param sum holds [O] from {@code sumFrom} on, accumulated into
   */
  public static void addRows(float[] rows, float[] sum, int sumFrom, int batch, int outputs) {
    for (int b = 0; b < batch; b++) {
      addScaled(1, rows, b * outputs, sum, sumFrom, outputs);
    }
  }

  /**
   * {@code wT[o,i] = w[i,o]}.
   *
   * @param w holds [I x O] from {@code wFrom} on
   * @param wT [O x I], overwritten
   */
  public static void transpose(float[] w, int wFrom, float[] wT, int inputs, int outputs) {
    for (int i = 0; i < inputs; i++) {
      for (int o = 0; o < outputs; o++) {
        wT[o * inputs + i] = w[wFrom + i * outputs + o];
      }
    }
  }

  private static void addScaled(
      float factor, float[] from, int fromIndex, float[] to, int toIndex, int count) {
    for (int o = 0; o < count; o++) {
      to[toIndex + o] = Math.fma(factor, from[fromIndex + o], to[toIndex + o]);
    }
  }
}
