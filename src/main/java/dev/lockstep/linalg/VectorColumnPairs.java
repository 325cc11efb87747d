package dev.lockstep.linalg;

import java.util.Arrays;

/**
 * The weights' gradient of compressed examples, two columns at a time. Neighbours are mostly zero
 * or not together, as pixels are; so a vector of deltas that was loaded once serves both. Up to 64
 * examples are laid out by columns first: a column's values, zeros too, and a bit for each example
 * that has one.
 */
final class VectorColumnPairs {
  private static final int LANES = VectorRowTiles.LANES;
  private static final int DEPTH = VectorPairRuns.DEPTH;

  /** Sixteen vectors of results need more than 16 registers. */
  private static final boolean HAS_32_REGISTERS = LANES >= 16;

  /** By column, the examples that have a value: bit r of the r-th. */
  private long[] examples = new long[0];

  /** [columns x DEPTH] */
  private float[] values = new float[0];

  /** Stands for the row behind the last one where the columns are odd. */
  private float[] spare = new float[0];

  /**
   * For the last outputs, fewer than a vector's lanes: of the rows of a pair, and of the deltas.
   */
  private final float[] zEdge = new float[LANES];

  private final float[] yEdge = new float[LANES];
  private final float[] edge = new float[LANES];

  /** See {@link Kernels#multiplyTransposed}. */
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
    for (int b = first; b < last; b += DEPTH) {
      layOut(x, next, b, Math.min(last, b + DEPTH), from, end);
      for (int c = 0; c < end - from; c += 2) {
        int to = dwFrom + c * outputs;
        if ((examples[c] | examples[c + 1]) == 0) {
          continue;
        }
        if (from + c + 1 < end) {
          addPair(c, delta, b * outputs, outputs, dW, to, dW, to + outputs);
        } else {
          addPair(c, delta, b * outputs, outputs, dW, to, spare(outputs), 0);
        }
      }
    }
  }

  private float[] spare(int outputs) {
    if (spare.length < outputs) {
      spare = new float[outputs];
    }
    return spare;
  }

  /**
   * Lays out the entries of the rows {@code first} up to {@code last}, below column {@code end}.
   */
  private void layOut(CsrMatrix x, int[] next, int first, int last, int from, int end) {
    int columns = (end - from + 1) & ~1;
    if (examples.length < columns) {
      examples = new long[columns];
      values = new float[columns * DEPTH];
    }
    Arrays.fill(examples, 0, columns, 0);
    Arrays.fill(values, 0, columns * DEPTH, 0);
    for (int r = first; r < last; r++) {
      next[r] = scatter(x, next[r], x.start[r + 1], from, end, r - first, examples, values);
    }
  }

  private static int scatter(
      CsrMatrix x,
      int begin,
      int stop,
      int from,
      int end,
      int row,
      long[] examples,
      float[] values) {
    int[] index = x.index;
    float[] value = x.value;
    int n = begin;
    for (; n < stop && index[n] < end; n++) {
      int column = index[n] - from;
      examples[column] |= 1L << row;
      values[column * DEPTH + row] = value[n];
    }
    return n;
  }

  /** Adds the products of two columns with the deltas to the rows z and y of the gradient. */
  private void addPair(
      int column,
      float[] delta,
      int deltaFrom,
      int outputs,
      float[] z,
      int zFrom,
      float[] y,
      int yFrom) {
    long either = examples[column] | examples[column + 1];
    int x = column * DEPTH;
    int o = 0;
    for (; HAS_32_REGISTERS && o + 8 * LANES <= outputs; o += 8 * LANES) {
      VectorPairRuns.run8(
          either, values, x, delta, deltaFrom + o, outputs, z, zFrom + o, y, yFrom + o);
    }
    for (; o + 4 * LANES <= outputs; o += 4 * LANES) {
      VectorPairRuns.run4(
          either, values, x, delta, deltaFrom + o, outputs, z, zFrom + o, y, yFrom + o);
    }
    for (; o + LANES <= outputs; o += LANES) {
      VectorPairRuns.run1(
          either, values, x, delta, deltaFrom + o, outputs, z, zFrom + o, y, yFrom + o);
    }
    if (o < outputs) {
      int count = outputs - o;
      System.arraycopy(z, zFrom + o, zEdge, 0, count);
      System.arraycopy(y, yFrom + o, yEdge, 0, count);
      VectorPairRuns.runPart(
          either, values, x, delta, deltaFrom + o, outputs, count, zEdge, yEdge, edge);
      System.arraycopy(zEdge, 0, z, zFrom + o, count);
      System.arraycopy(yEdge, 0, y, yFrom + o, count);
    }
  }
}
