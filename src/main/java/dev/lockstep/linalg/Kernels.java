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
  /** The elements of a part, some rows: they take 64 KiB of the second-level cache. */
  private static final int PART = 1 << 14;

  /** Each example's entry at which a product goes on with the next columns. */
  private int[] next = new int[0];

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
    multiplyTransposed(x, delta, 0, batch, dW, dwFrom, inputs, outputs, 0, outputs);
  }

  /**
   * Does the same for the examples {@code first} up to {@code last} and the outputs {@code from} up
   * to {@code end}.
   */
  abstract void multiplyTransposed(
      float[] x,
      float[] delta,
      int first,
      int last,
      float[] dW,
      int dwFrom,
      int inputs,
      int outputs,
      int from,
      int end);

  /**
   * Does the same for groups of examples, part by part.
   *
   * @param ends the place behind each group's last example
   */
  public void multiplyTransposed(
      float[] x, float[] delta, int[] ends, Addend dW, int dwFrom, int inputs, int outputs) {
    for (int g = 0; g < ends.length; g++) {
      float[] part = dW.open(g, dwFrom, inputs, outputs, outputs);
      int first = first(ends, g);
      multiplyTransposed(x, delta, first, ends[g], part, dW.offset(), inputs, outputs, 0, outputs);
      dW.close();
    }
  }

  /** Returns the place of a group's first example. */
  static int first(int[] ends, int group) {
    return group == 0 ? 0 : ends[group - 1];
  }

  /**
   * Computes the dense product over the entries of {@code x} in their order: {@code z[r,o] =
   * fma(x[r,c], w[c,o], z[r,o])}.
   *
   * @param x [rows x columns]
   * @param w holds [columns x O] from {@code wFrom} on
   * @param z holds [rows x O] from {@code zFrom} on, accumulated into
   */
  public final void multiply(CsrMatrix x, float[] w, int wFrom, float[] z, int zFrom, int outputs) {
    multiply(x, 0, x.rows(), w, wFrom, z, zFrom, outputs);
  }

  /** Does the same for the rows {@code first} up to {@code end}, of which z has no others. */
  abstract void multiply(
      CsrMatrix x, int first, int end, float[] w, int wFrom, float[] z, int zFrom, int outputs);

  /**
   * Computes {@link #multiplyTransposed} over the entries of groups of examples, part by part.
   *
   * @param x [B x I]
   * @param ends the place behind each group's last example
   */
  public final void multiplyTransposed(
      CsrMatrix x, float[] delta, int[] ends, Addend dW, int dwFrom, int outputs) {
    if (next.length < x.rows()) {
      next = new int[x.rows()];
    }
    System.arraycopy(x.start, 0, next, 0, x.rows());
    int columns = x.columns();
    int most = Math.max(2, PART / outputs & ~1);
    for (int c = 0; c < columns; c += most) {
      int end = Math.min(columns, c + most);
      for (int g = 0; g < ends.length; g++) {
        float[] part = dW.open(g, dwFrom + c * outputs, end - c, outputs, outputs);
        int first = first(ends, g);
        multiplyTransposed(x, next, first, ends[g], c, end, delta, part, dW.offset(), outputs);
        dW.close();
      }
    }
  }

  /**
   * Does the same for the examples {@code first} up to {@code last} and the columns {@code from} up
   * to {@code end}, of which dW has no others.
   *
   * @param next [B], the first entry of each example that is not below {@code from}; overwritten
   *     with the first that is not below {@code end}
   */
  abstract void multiplyTransposed(
      CsrMatrix x,
      int[] next,
      int first,
      int last,
      int from,
      int end,
      float[] delta,
      float[] dW,
      int dwFrom,
      int outputs);

  /**
   * Computes {@code sum[o] = sum[o] + rows[b,o]} for the rows b from {@code first} up to {@code
   * end}.
   *
   * @param rows [B x O]
   * @param sum holds [O] from {@code sumFrom} on, accumulated into
   */
  abstract void addRows(float[] rows, int first, int end, float[] sum, int sumFrom, int outputs);

  /** Does the same for groups of rows, whose sums are a part. */
  public final void addRows(float[] rows, int[] ends, Addend sum, int sumFrom, int outputs) {
    for (int g = 0; g < ends.length; g++) {
      float[] part = sum.open(g, sumFrom, 1, outputs, outputs);
      addRows(rows, first(ends, g), ends[g], part, sum.offset(), outputs);
      sum.close();
    }
  }

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
