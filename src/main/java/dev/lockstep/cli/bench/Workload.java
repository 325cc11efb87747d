package dev.lockstep.cli.bench;

import dev.lockstep.linalg.CsrMatrix;
import java.util.ArrayList;
import java.util.List;

/**
 * Examples in batches, dense and compressed.
 *
 * @param batch the number of examples in each
 * @param features of an example
 * @param dense [batch x features] each
 * @param compressed the same
 * @param labels [batch] each
 */
record Workload(
    int batch, int features, List<float[]> dense, List<CsrMatrix> compressed, List<int[]> labels) {

  /** Returns whole batches of scaled features; the rest is not used. */
  static Workload of(float[][] rows, int[] labels, int batch) {
    int features = rows[0].length;
    Workload workload =
        new Workload(batch, features, new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    for (int from = 0; from + batch <= rows.length; from += batch) {
      float[] x = new float[batch * features];
      int[] y = new int[batch];
      CsrMatrix sparse = new CsrMatrix(features);
      for (int b = 0; b < batch; b++) {
        System.arraycopy(rows[from + b], 0, x, b * features, features);
        sparse.addRow(x, b * features);
        y[b] = labels[from + b];
      }
      workload.dense.add(x);
      workload.compressed.add(sparse);
      workload.labels.add(y);
    }
    return workload;
  }

  int examples() {
    return batch * labels.size();
  }

  /** Returns the number of features that are not zero, over all examples. */
  long entries() {
    return compressed.stream().mapToLong(CsrMatrix::entries).sum();
  }
}
