package dev.lockstep.nn;

import dev.lockstep.input.InputScaling;
import dev.lockstep.linalg.CsrMatrix;

/**
 * Scores rows with a trained network, a block at a time; for one thread at a time. Blocks of mostly
 * zeros take less time and give the same bits.
 */
public final class BlockScorer {
  /** Leaving out zeros is faster where at most one feature in three is not zero. */
  private static final int SPARSE = 3;

  private static final int FEW_ROWS = 4;

  private final Network network;
  private final InputScaling scaling;
  private final float[] parameters;
  private final Mlp mlp;
  private final CsrMatrix compressed;

  /** [rows x I], for rows that stay as they are. */
  private float[] narrow = new float[0];

  /**
   * Allocates the buffers.
   *
   * @param parameters [P]; not copied
   * @param capacity the most rows in a block
   */
  public BlockScorer(Network network, InputScaling scaling, float[] parameters, int capacity) {
    scaling.requireFeatures(network.features());
    this.network = network;
    this.scaling = scaling;
    this.parameters = parameters;
    mlp = new Mlp(network, capacity);
    compressed = new CsrMatrix(network.features());
  }

  /**
   * Returns the last layer's pre-activations.
   *
   * @param x features as read, [rows x I]
   * @return [rows x O]; a buffer that the next call overwrites
   */
  public float[] logits(double[] x, int rows) {
    return logits(x, 0, rows);
  }

  /** Returns the same for some of the rows: {@code first} and those behind it. */
  public float[] logits(double[] x, int first, int rows) {
    scaling.narrow(x, first, rows, network.features(), narrow(rows));
    return logits(narrow, rows);
  }

  /**
   * Returns the same for rows of floats, which stay as they are.
   *
   * @param x [any x I]
   */
  public float[] logits(float[] x, int first, int rows) {
    int features = network.features();
    if (scaling.isWide()) {
      double[] exact = new double[rows * features];
      for (int i = 0; i < exact.length; i++) {
        exact[i] = x[first * features + i];
      }
      return logits(exact, 0, rows);
    }
    System.arraycopy(x, first * features, narrow(rows), 0, rows * features);
    return logits(narrow, rows);
  }

  private float[] narrow(int rows) {
    int count = rows * network.features();
    if (narrow.length < count) {
      narrow = new float[count];
    }
    return narrow;
  }

  /**
   * Returns the last layer's pre-activations.
   *
   * @param x features as floats, {@link InputScaling#narrow narrowed} where some are wide, [rows x
   *     I]; scaled in place
   * @return [rows x O]; a buffer that the next call overwrites
   */
  public float[] logits(float[] x, int rows) {
    if (!scaling.isUniform()) {
      scaling.apply(x, rows, network.features());
    }
    if (compress(x, rows)) {
      if (scaling.isUniform()) { // Zeros stay zeros.
        scaling.applyUniformly(compressed.values(), compressed.entries());
      }
      return mlp.logits(parameters, compressed);
    }
    if (scaling.isUniform()) {
      scaling.apply(x, rows, network.features());
    }
    return mlp.logits(parameters, x, rows);
  }

  /**
   * Returns true if the rows have so many zeros, or are so few, that it pays to leave zeros out: a
   * product of few rows is slower than reading the weights.
   */
  private boolean compress(float[] x, int rows) {
    int features = network.features();
    int most = rows <= FEW_ROWS ? rows * features : rows * features / SPARSE;
    compressed.clear();
    for (int r = 0; r < rows && compressed.entries() <= most; r++) {
      compressed.addRow(x, r * features);
    }
    return compressed.entries() <= most;
  }

  /**
   * Turns logits into outputs: probabilities under cross-entropy, the output activation's values
   * otherwise.
   *
   * @param logits as {@link #logits} returned them; overwritten
   */
  public void toOutputs(float[] logits, int rows) {
    network.loss().function().outputs(network.outputLayer(), logits, rows);
  }
}
