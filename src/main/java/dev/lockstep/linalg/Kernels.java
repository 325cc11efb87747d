package dev.lockstep.linalg;

/**
 * The products that forward and backward passes consist of. Every output is one chain of fused
 * multiply-adds in the order of the summed index, so the bits do not depend on how wide the CPU's
 * vectors are, nor on whether zeros are stored: vectors run across outputs, never across the summed
 * index.
 *
 * <p>Matrices are row-major. B: examples, I: inputs, O: outputs. All kernels accumulate: a chain
 * starts from what the result holds. A kernel may skip a zero factor, which changes no bit but the
 * sign of a zero (and finite factors are the caller's duty).
 *
 * <p>An instance owns the scratch space of one thread.
 */
public abstract sealed class Kernels permits ScalarKernels, VectorKernels {

  /** New kernels of the fastest kind that this JVM offers. */
  public static Kernels best() {
    return FastestKernels.create();
  }

  /** New kernels that need nothing but {@link Math#fma}. */
  public static Kernels scalar() {
    return new ScalarKernels();
  }

  /** How many floats the kernels compute at once; 1 says scalar. */
  public abstract int lanes();

  /**
   * {@code z[b,o] = fma(x[b,i], w[i,o], z[b,o])} for i = 0, 1, … I-1.
   *
   * @param x [B x I]
   * @param w holds [I x O] from {@code wFrom} on
   * @param z [B x O], accumulated into
   */
  public abstract void multiply(
      float[] x, float[] w, int wFrom, float[] z, int batch, int inputs, int outputs);

  /**
   * {@code dW[i,o] = fma(x[b,i], delta[b,o], dW[i,o])} for b = 0, 1, … B-1.
   *
   * @param x [B x I]
   * @param delta [B x O]
   * @param dW holds [I x O] from {@code dwFrom} on, accumulated into
   */
  public abstract void multiplyTransposed(
      float[] x, float[] delta, float[] dW, int dwFrom, int batch, int inputs, int outputs);

  /**
   * The same as the dense product, over the entries of {@code x} in their order: {@code z[r,o] =
   * fma(x[r,c], w[c,o], z[r,o])}. With {@code x} the examples it is a layer's forward product; with
   * {@code x} their {@link CsrMatrix#transposeOf transpose}, {@code w} the deltas and {@code z} the
   * weights' gradient it is {@link #multiplyTransposed}.
   *
   * @param x [rows x columns]
   * @param w holds [columns x O] from {@code wFrom} on
   * @param z holds [rows x O] from {@code zFrom} on, accumulated into
   */
  public abstract void multiply(
      CsrMatrix x, float[] w, int wFrom, float[] z, int zFrom, int outputs);

  /**
   * {@code sum[o] = sum[o] + rows[b,o]} for b = 0, 1, … B-1.
   *
   * @param rows [B x O]
   * @param sum holds [O] from {@code sumFrom} on, accumulated into
   */
  public abstract void addRows(float[] rows, float[] sum, int sumFrom, int batch, int outputs);

  /**
   * {@code wT[o,i] = w[i,o]}.
   *
   * @param w holds [I x O] from {@code wFrom} on
   * @param wT [O x I], overwritten
   */
  public final void transpose(float[] w, int wFrom, float[] wT, int inputs, int outputs) {
    // In squares, so that the lines of both matrices stay in the cache.
    for (int i = 0; i < inputs; i += SQUARE) {
      for (int o = 0; o < outputs; o += SQUARE) {
        int endI = Math.min(i + SQUARE, inputs);
        int endO = Math.min(o + SQUARE, outputs);
        transposeSquare(w, wFrom, wT, inputs, outputs, i, endI, o, endO);
      }
    }
  }

  private static final int SQUARE = 16;

  private static void transposeSquare(
      float[] w,
      int wFrom,
      float[] wT,
      int inputs,
      int outputs,
      int fromI,
      int endI,
      int fromO,
      int endO) {
    for (int o = fromO; o < endO; o++) {
      for (int i = fromI; i < endI; i++) {
        wT[o * inputs + i] = w[wFrom + i * outputs + o];
      }
    }
  }
}
