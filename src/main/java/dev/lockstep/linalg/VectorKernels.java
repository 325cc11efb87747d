package dev.lockstep.linalg;

/**
 * The kernels in vectors of the CPU's preferred width. Dense products are those of {@link
 * VectorProducts}; sparse products read the weights in place.
 */
final class VectorKernels extends Kernels {
  static final int LANES = VectorRowTiles.LANES;

  /** With fewer lanes the scalar kernels are as fast. */
  static final int FEWEST_LANES = 4;

  /**
   * The weights' rows that a sparse product keeps in the first-level cache at a time: with eight
   * vectors of 16 lanes in a row, 48 KiB.
   */
  private static final int SLICE = 96;

  /** The entry of each row at which a sparse product goes on in the next slice. */
  private int[] next = new int[0];

  /** A row of as many ones as the batch has examples. */
  private final CsrMatrix ones = new CsrMatrix(0);

  /** For the last outputs of a sparse product, fewer than a vector's lanes. */
  private final float[] edge = new float[LANES];

  /** The transpose of a gradient with few columns. */
  private float[] narrow = new float[0];

  private final VectorProducts products = new VectorProducts();
  private final VectorColumnPairs pairs = new VectorColumnPairs();

  private VectorKernels() {}

  static Kernels create() {
    return new VectorKernels();
  }

  @Override
  public int lanes() {
    return LANES;
  }

  @Override
  public void multiply(
      float[] x,
      float[] w,
      int wFrom,
      float[] z,
      int batch,
      int inputs,
      int outputs,
      int from,
      int end) {
    products.multiply(x, w, wFrom, z, batch, inputs, outputs, from, end);
  }

  @Override
  void multiplyTransposed(
      float[] x,
      float[] delta,
      int first,
      int last,
      float[] dW,
      int dwFrom,
      int inputs,
      int outputs,
      int from,
      int end) {
    if (outputs <= LANES && inputs > LANES && end - from == outputs) {
      // The transpose has wide rows.
      float[] transpose = scratch(inputs * outputs);
      transpose(dW, dwFrom, transpose, 0, inputs, outputs);
      products.multiplyTransposed(delta, x, first, last, transpose, 0, outputs, inputs, 0, inputs);
      transpose(transpose, 0, dW, dwFrom, outputs, inputs);
    } else {
      products.multiplyTransposed(x, delta, first, last, dW, dwFrom, inputs, outputs, from, end);
    }
  }

  @Override
  public void multiplyTransposed(
      float[] x, float[] delta, int[] ends, Addend dW, int dwFrom, int inputs, int outputs) {
    if (outputs <= LANES || ends[ends.length - 1] > VectorProducts.MOST_EXAMPLES) {
      super.multiplyTransposed(x, delta, ends, dW, dwFrom, inputs, outputs);
    } else {
      products.multiplyTransposed(x, delta, ends, dW, dwFrom, inputs, outputs);
    }
  }

  private float[] scratch(int length) {
    if (narrow.length < length) {
      narrow = new float[length];
    }
    return narrow;
  }

  @Override
  void multiply(
      CsrMatrix x, int first, int end, float[] w, int wFrom, float[] z, int zFrom, int outputs) {
    int o = 0;
    for (; o + 8 * LANES <= outputs; o += 8 * LANES) {
      if (x.columns() <= SLICE) {
        run8(x, first, end, w, wFrom + o, z, zFrom + o, outputs);
      } else {
        run8BySlices(x, first, end, w, wFrom + o, z, zFrom + o, outputs);
      }
    }
    for (; o + 4 * LANES <= outputs; o += 4 * LANES) {
      for (int r = first; r < end; r++) {
        VectorRuns.run4(
            x.index,
            x.value,
            x.start[r],
            x.start[r + 1],
            w,
            wFrom + o,
            outputs,
            z,
            zFrom + (r - first) * outputs + o);
      }
    }
    for (; o + LANES <= outputs; o += LANES) {
      for (int r = first; r < end; r++) {
        VectorRuns.run1(
            x.index,
            x.value,
            x.start[r],
            x.start[r + 1],
            w,
            wFrom + o,
            outputs,
            z,
            zFrom + (r - first) * outputs + o);
      }
    }
    for (int r = first; o < outputs && r < end; r++) {
      VectorRuns.runPart(
          x.index,
          x.value,
          x.start[r],
          x.start[r + 1],
          w,
          wFrom + o,
          outputs,
          z,
          zFrom + (r - first) * outputs + o,
          outputs - o,
          edge);
    }
  }

  private static void run8(
      CsrMatrix x, int first, int end, float[] w, int wFrom, float[] z, int zFrom, int outputs) {
    for (int r = first; r < end; r++) {
      int to = zFrom + (r - first) * outputs;
      VectorRuns.run8(x.index, x.value, x.start[r], x.start[r + 1], w, wFrom, outputs, z, to);
    }
  }

  /** Multiplies slice by slice: all rows pass one slice of the weights before the next. */
  private void run8BySlices(
      CsrMatrix x, int first, int end, float[] w, int wFrom, float[] z, int zFrom, int outputs) {
    if (next.length < end - first) {
      next = new int[end - first];
    }
    System.arraycopy(x.start, first, next, 0, end - first);
    for (int from = 0; from < x.columns(); from += SLICE) {
      int limit = from + SLICE;
      for (int r = 0; r < end - first; r++) {
        int n = next[r];
        int last = x.start[first + r + 1];
        if (n < last && x.index[n] < limit) {
          next[r] =
              VectorRuns.run8Below(
                  x.index, x.value, n, last, limit, w, wFrom, outputs, z, zFrom + r * outputs);
        }
      }
    }
  }

  @Override
  void multiplyTransposed(
      CsrMatrix x,
      int[] next,
      int first,
      int last,
      int from,
      int end,
      float[] delta,
      float[] dW,
      int dwFrom,
      int outputs) {
    pairs.multiplyTransposed(x, next, first, last, from, end, delta, dW, dwFrom, outputs);
  }

  @Override
  void addRows(float[] rows, int first, int end, float[] sum, int sumFrom, int outputs) {
    // fma(1, row, sum) equals row + sum.
    ones.setToOnes(end - first);
    multiply(ones, rows, first * outputs, sum, sumFrom, outputs);
  }
}
