package dev.lockstep.linalg;

/**
 * The products of the forward and backward passes. Every output is one chain of fused multiply-adds
 * in the order of the summed index: vectors run across outputs, never across the summed index. So
 * the bits depend neither on the width of the CPU's vectors nor on whether zeros are stored.
 *
 * <p>Matrices are row-major. B: examples, I: inputs, O: outputs. All kernels accumulate: a chain
 * starts from the result's old value. A kernel may skip a zero factor, which changes no bit but the
 * sign of a zero; the caller makes sure that factors are finite.
 *
 * <p>An instance owns the scratch space of one thread.
 */
public abstract sealed class Kernels permits ScalarKernels, SharedKernels, VectorKernels {

  /** Returns how many floats the kernels compute at once; scalar kernels return 1. */
  public abstract int lanes();

  /**
   * Computes {@code z[b,o] = fma(x[b,i], w[i,o], z[b,o])} for i = 0, 1, … I-1.
   *
   * @param x [B x I]
   * @param w holds [I x O] from {@code wFrom} on
   * @param z [B x O], accumulated into
   */
  public final void multiply(
      float[] x, float[] w, int wFrom, float[] z, int batch, int inputs, int outputs) {
    multiply(x, w, wFrom, z, batch, inputs, outputs, 0, outputs);
  }

  /** Does the same for the outputs {@code from} up to {@code end}. */
  public abstract void multiply(
      float[] x,
      float[] w,
      int wFrom,
      float[] z,
      int batch,
      int inputs,
      int outputs,
      int from,
      int end);

  /**
   * Computes {@code dW[i,o] = fma(x[b,i], delta[b,o], dW[i,o])} for b = 0, 1, … B-1.
   *
   * @param x [B x I]
   * @param delta [B x O]
   * @param dW holds [I x O] from {@code dwFrom} on, accumulated into
   */
  public final void multiplyTransposed(
      float[] x, float[] delta, float[] dW, int dwFrom, int batch, int inputs, int outputs) {
    multiplyTransposed(x, delta, dW, dwFrom, batch, inputs, outputs, 0, outputs);
  }

  /** Does the same for the outputs {@code from} up to {@code end}. */
  public abstract void multiplyTransposed(
      float[] x,
      float[] delta,
      float[] dW,
      int dwFrom,
      int batch,
      int inputs,
      int outputs,
      int from,
      int end);

  /**
   * Computes the dense product over the entries of {@code x} in their order: {@code z[r,o] =
   * fma(x[r,c], w[c,o], z[r,o])}. If {@code x} holds the examples, this is a layer's forward
   * product. If {@code x} is their {@link CsrMatrix#transposeOf transpose}, {@code w} the deltas
   * and {@code z} the weights' gradient, this is {@link #multiplyTransposed}.
   *
   * @param x [rows x columns]
   * @param w holds [columns x O] from {@code wFrom} on
   * @param z holds [rows x O] from {@code zFrom} on, accumulated into
   */
  public abstract void multiply(
      CsrMatrix x, float[] w, int wFrom, float[] z, int zFrom, int outputs);

  /**
   * Computes {@code sum[o] = sum[o] + rows[b,o]} for b = 0, 1, … B-1.
   *
   * @param rows [B x O]
   * @param sum holds [O] from {@code sumFrom} on, accumulated into
   */
  public abstract void addRows(float[] rows, float[] sum, int sumFrom, int batch, int outputs);

  /**
   * Computes {@code wT[o,i] = w[i,o]}.
   *
   * @param w holds [I x O] from {@code wFrom} on
   * @param wT holds [O x I] from {@code wtFrom} on, overwritten
   */
  public final void transpose(
      float[] w, int wFrom, float[] wT, int wtFrom, int inputs, int outputs) {
    transpose(w, wFrom, wT, wtFrom, inputs, outputs, 0, inputs);
  }

  /** Does the same for the inputs {@code first} up to {@code end}. */
  public void transpose(
      float[] w, int wFrom, float[] wT, int wtFrom, int inputs, int outputs, int first, int end) {
    // Some rows at a time, whose lines stay in the cache.
    for (int i = first; i < end; i += 16) {
      int rows = Math.min(16, end - i);
      int from = wFrom + i * outputs;
      int o = 0;
      for (; o + 4 <= outputs; o += 4) {
        transposeFour(w, from + o, outputs, rows, wT, wtFrom + o * inputs + i, inputs);
      }
      for (; o < outputs; o++) {
        for (int r = 0; r < rows; r++) {
          wT[wtFrom + o * inputs + i + r] = w[from + r * outputs + o];
        }
      }
    }
  }

  /** Copies four columns of some rows. */
  private static void transposeFour(
      float[] w, int from, int stride, int rows, float[] wT, int to0, int toStride) {
    int to1 = to0 + toStride;
    int to2 = to1 + toStride;
    int to3 = to2 + toStride;
    for (int r = 0; r < rows; r++) {
      int row = from + r * stride;
      wT[to0 + r] = w[row];
      wT[to1 + r] = w[row + 1];
      wT[to2 + r] = w[row + 2];
      wT[to3 + r] = w[row + 3];
    }
  }
}
