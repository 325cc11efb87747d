package dev.lockstep.linalg;

/**
 * The kernels as plain loops: the reference for the vector kernels, and the fallback without them.
 */
public final class ScalarKernels extends Kernels {
  @Override
  public int lanes() {
    return 1;
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
    for (int b = 0; b < batch; b++) {
      for (int i = 0; i < inputs; i++) {
        float factor = x[b * inputs + i];
        if (factor != 0) {
          addScaled(factor, w, wFrom + i * outputs + from, z, b * outputs + from, end - from);
        }
      }
    }
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
    for (int b = first; b < last; b++) {
      for (int i = 0; i < inputs; i++) {
        float factor = x[b * inputs + i];
        if (factor != 0) {
          int to = dwFrom + i * outputs + from;
          addScaled(factor, delta, b * outputs + from, dW, to, end - from);
        }
      }
    }
  }

  @Override
  void multiply(
      CsrMatrix x, int first, int end, float[] w, int wFrom, float[] z, int zFrom, int outputs) {
    for (int row = first; row < end; row++) {
      int to = zFrom + (row - first) * outputs;
      for (int n = x.start[row]; n < x.start[row + 1]; n++) {
        addScaled(x.value[n], w, wFrom + x.index[n] * outputs, z, to, outputs);
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
    for (int b = first; b < last; b++) {
      int n = next[b];
      for (; n < x.start[b + 1] && x.index[n] < end; n++) {
        int to = dwFrom + (x.index[n] - from) * outputs;
        addScaled(x.value[n], delta, b * outputs, dW, to, outputs);
      }
      next[b] = n;
    }
  }

  @Override
  void addRows(float[] rows, int first, int end, float[] sum, int sumFrom, int outputs) {
    for (int b = first; b < end; b++) {
      addScaled(1, rows, b * outputs, sum, sumFrom, outputs);
    }
  }

  private static void addScaled(
      float factor, float[] from, int fromIndex, float[] to, int toIndex, int count) {
    for (int o = 0; o < count; o++) {
      to[toIndex + o] = Math.fma(factor, from[fromIndex + o], to[toIndex + o]);
    }
  }
}
