package dev.lockstep.linalg;

/**
 * The kernels in vectors of the CPU's preferred width. Dense products copy the weights, once, into
 * panels that stay in the first-level cache; sparse products read the weights in place.
 */
final class VectorKernels extends Kernels {
  static final int LANES = VectorRowTiles.LANES;

  /** With fewer lanes the scalar kernels are as fast. */
  static final int FEWEST_LANES = 4;

  /** The rows of a tile; fewer ones are padded. */
  private static final int ROWS = 4;

  /** The rows of a tile where as many are left: 16 registers hold six rows of two vectors. */
  private static final int TALL = LANES >= 16 ? ROWS : 6;

  /** The length of a panel: at 16 lanes it takes 16 KiB. */
  private static final int DEPTH = 64;

  private static final int NARROW = 2 * LANES;

  /** The width of a tile; CPUs with vectors of 16 lanes have the registers for twice the width. */
  private static final int WIDE = LANES >= 16 ? 4 * LANES : NARROW;

  /**
   * The weights' rows that a sparse product keeps in the first-level cache at a time: with eight
   * vectors of 16 lanes in a row, 48 KiB.
   */
  private static final int SLICE = 96;

  /** The entry of each row at which a sparse product goes on in the next slice. */
  private int[] next = new int[0];

  /** [DEPTH x tile's width]. */
  private final float[] panel = new float[DEPTH * WIDE];

  /** A row of as many ones as the batch has examples. */
  private final CsrMatrix ones = new CsrMatrix(0);

  /** [TALL x tile's width], for a tile that would cross the edge of the result. */
  private final float[] edgeTile = new float[TALL * WIDE];

  /** [ROWS x DEPTH], for a tile that would cross the last column of factors. */
  private final float[] edgeFactors = new float[ROWS * DEPTH];

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
      float[] x, float[] w, int wFrom, float[] z, int batch, int inputs, int outputs) {
    for (int o = 0; o < outputs; o += width(outputs - o)) {
      int width = width(outputs - o);
      int count = Math.min(width, outputs - o);
      for (int i = 0; i < inputs; i += DEPTH) {
        int depth = Math.min(DEPTH, inputs - i);
        pack(w, wFrom + i * outputs + o, outputs, depth, count, width);
        for (int b = 0; b < batch; b += rows(batch - b)) {
          int rows = rows(batch - b);
          rowTile(
              x, b * inputs + i, inputs, rows, depth, width, count, z, b * outputs + o, outputs);
        }
      }
    }
  }

  @Override
  public void multiplyTransposed(
      float[] x, float[] delta, float[] dW, int dwFrom, int batch, int inputs, int outputs) {
    for (int o = 0; o < outputs; o += width(outputs - o)) {
      int width = width(outputs - o);
      int count = Math.min(width, outputs - o);
      for (int b = 0; b < batch; b += DEPTH) {
        int depth = Math.min(DEPTH, batch - b);
        pack(delta, b * outputs + o, outputs, depth, count, width);
        for (int i = 0; i < inputs; i += rows(inputs - i)) {
          int rows = rows(inputs - i);
          int at = dwFrom + i * outputs + o;
          columnTile(x, b * inputs + i, inputs, rows, depth, width, count, dW, at, outputs);
        }
      }
    }
  }

  @Override
  public void multiply(CsrMatrix x, float[] w, int wFrom, float[] z, int zFrom, int outputs) {
    int o = 0;
    for (; o + 8 * LANES <= outputs; o += 8 * LANES) {
      if (x.columns() <= SLICE) {
        run8(x, w, wFrom + o, z, zFrom + o, outputs);
      } else {
        run8BySlices(x, w, wFrom + o, z, zFrom + o, outputs);
      }
    }
    for (; o + 4 * LANES <= outputs; o += 4 * LANES) {
      for (int r = 0; r < x.rows(); r++) {
        VectorRuns.run4(
            x.index,
            x.value,
            x.start[r],
            x.start[r + 1],
            w,
            wFrom + o,
            outputs,
            z,
            zFrom + r * outputs + o);
      }
    }
    for (; o + LANES <= outputs; o += LANES) {
      for (int r = 0; r < x.rows(); r++) {
        VectorRuns.run1(
            x.index,
            x.value,
            x.start[r],
            x.start[r + 1],
            w,
            wFrom + o,
            outputs,
            z,
            zFrom + r * outputs + o);
      }
    }
    for (int r = 0; o < outputs && r < x.rows(); r++) {
      VectorRuns.runPart(
          x.index,
          x.value,
          x.start[r],
          x.start[r + 1],
          w,
          wFrom + o,
          outputs,
          z,
          zFrom + r * outputs + o,
          outputs - o,
          edgeTile);
    }
  }

  private static void run8(CsrMatrix x, float[] w, int wFrom, float[] z, int zFrom, int outputs) {
    for (int r = 0; r < x.rows(); r++) {
      int end = x.start[r + 1];
      VectorRuns.run8(x.index, x.value, x.start[r], end, w, wFrom, outputs, z, zFrom + r * outputs);
    }
  }

  /** Multiplies slice by slice: all rows pass one slice of the weights before the next. */
  private void run8BySlices(CsrMatrix x, float[] w, int wFrom, float[] z, int zFrom, int outputs) {
    if (next.length < x.rows()) {
      next = new int[x.rows()];
    }
    System.arraycopy(x.start, 0, next, 0, x.rows());
    for (int from = 0; from < x.columns(); from += SLICE) {
      int limit = from + SLICE;
      for (int r = 0; r < x.rows(); r++) {
        int n = next[r];
        int end = x.start[r + 1];
        if (n < end && x.index[n] < limit) {
          next[r] =
              VectorRuns.run8Below(
                  x.index, x.value, n, end, limit, w, wFrom, outputs, z, zFrom + r * outputs);
        }
      }
    }
  }

  @Override
  public void addRows(float[] rows, float[] sum, int sumFrom, int batch, int outputs) {
    // fma(1, row, sum) equals row + sum.
    ones.setToOnes(batch);
    multiply(ones, rows, 0, sum, sumFrom, outputs);
  }

  private static int width(int outputs) {
    return outputs > NARROW ? WIDE : NARROW;
  }

  private static int rows(int left) {
    return left >= TALL ? TALL : Math.min(ROWS, left);
  }

  /** Copies [depth x count] into {@link #panel}, padded to [depth x width]. */
  private void pack(float[] from, int at, int stride, int depth, int count, int width) {
    for (int t = 0; t < depth; t++) {
      System.arraycopy(from, at + t * stride, panel, t * width, count);
    }
  }

  /** Copies the transpose of [depth x rows] into {@link #edgeFactors}. */
  private void packFactors(float[] x, int at, int stride, int depth, int rows) {
    for (int t = 0; t < depth; t++) {
      for (int r = 0; r < rows; r++) {
        edgeFactors[r * DEPTH + t] = x[at + t * stride + r];
      }
    }
  }

  /**
   * Adds to {@code rows} rows of {@code count} results. A row's factors lie side by side; the rows
   * lie {@code xStride} apart.
   */
  private void rowTile(
      float[] x,
      int x0,
      int xStride,
      int rows,
      int depth,
      int width,
      int count,
      float[] z,
      int z0,
      int zStride) {
    if (rows >= ROWS && count == width) {
      wholeRowTile(x, x0, xStride, rows, depth, width, z, z0, zStride);
      return;
    }
    copyTile(z, z0, zStride, edgeTile, 0, width, rows, count);
    wholeRowTile(x, x0, xStride, rows, depth, width, edgeTile, 0, width);
    copyTile(edgeTile, 0, width, z, z0, zStride, rows, count);
  }

  /**
   * Does the same where the factors of a depth lie side by side and the depths {@code xStride}
   * apart.
   */
  private void columnTile(
      float[] x,
      int x0,
      int xStride,
      int rows,
      int depth,
      int width,
      int count,
      float[] z,
      int z0,
      int zStride) {
    if (rows < ROWS) {
      packFactors(x, x0, xStride, depth, rows);
      rowTile(edgeFactors, 0, DEPTH, rows, depth, width, count, z, z0, zStride);
    } else if (count == width) {
      wholeColumnTile(x, x0, xStride, rows, depth, width, z, z0, zStride);
    } else {
      copyTile(z, z0, zStride, edgeTile, 0, width, rows, count);
      wholeColumnTile(x, x0, xStride, rows, depth, width, edgeTile, 0, width);
      copyTile(edgeTile, 0, width, z, z0, zStride, rows, count);
    }
  }

  /** Adds to a whole tile; rows beyond the last take the factors of the last. */
  private void wholeRowTile(
      float[] x,
      int x0,
      int xStride,
      int rows,
      int depth,
      int width,
      float[] z,
      int z0,
      int zStride) {
    if (rows > ROWS) {
      VectorRowTiles.rows6x2(x, x0, xStride, panel, z, z0, zStride, depth);
      return;
    }
    int x1 = x0 + Math.min(1, rows - 1) * xStride;
    int x2 = x0 + Math.min(2, rows - 1) * xStride;
    int x3 = x0 + Math.min(3, rows - 1) * xStride;
    if (width == NARROW) {
      VectorRowTiles.rows4x2(x, x0, x1, x2, x3, panel, z, z0, zStride, depth);
    } else {
      VectorRowTiles.rows4x4(x, x0, x1, x2, x3, panel, z, z0, zStride, depth);
    }
  }

  private void wholeColumnTile(
      float[] x,
      int x0,
      int xStride,
      int rows,
      int depth,
      int width,
      float[] z,
      int z0,
      int zStride) {
    if (rows > ROWS) {
      VectorColumnTiles.columns6x2(x, x0, xStride, panel, z, z0, zStride, depth);
    } else if (width == NARROW) {
      VectorColumnTiles.columns4x2(x, x0, xStride, panel, z, z0, zStride, depth);
    } else {
      VectorColumnTiles.columns4x4(x, x0, xStride, panel, z, z0, zStride, depth);
    }
  }

  private static void copyTile(
      float[] from, int at, int stride, float[] to, int toAt, int toStride, int rows, int count) {
    for (int r = 0; r < rows; r++) {
      System.arraycopy(from, at + r * stride, to, toAt + r * toStride, count);
    }
  }
}
