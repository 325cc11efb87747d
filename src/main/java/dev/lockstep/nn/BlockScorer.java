package dev.lockstep.nn;

import dev.lockstep.input.InputScaling;
import dev.lockstep.input.Preprocessing;
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
  private final Preprocessing preprocessing;
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
  public BlockScorer(
      Network network, Preprocessing preprocessing, float[] parameters, int capacity) {
    if (preprocessing.inputs() != network.features()) {
      throw new IllegalArgumentException(
          "a preprocessing to " + preprocessing.inputs() + " inputs, for " + network.features());
    }
    this.network = network;
    this.preprocessing = preprocessing;
    scaling = preprocessing.scaling();
    this.parameters = parameters;
    mlp = new Mlp(network, capacity);
    compressed = new CsrMatrix(network.features());
  }

  /** Allocates the buffers for rows of numbers of which none is missing. */
  public BlockScorer(Network network, InputScaling scaling, float[] parameters, int capacity) {
    this(network, Preprocessing.plain(network.features(), scaling), parameters, capacity);
  }

  /**
   * Returns the last layer's pre-activations.
   *
   * @param x raw rows, [rows x K]
   * @return [rows x O]; a buffer that the next call overwrites
   * @throws IllegalArgumentException if a cell is not one of its column's
   */
  public float[] logits(double[] x, int rows) {
    return logits(x, 0, rows);
  }

  /** Returns the same for some of the rows: {@code first} and those behind it. */
  public float[] logits(double[] x, int first, int rows) {
    if (preprocessing.isPlain()) {
      scaling.narrow(x, first, rows, network.features(), narrow(rows));
      return ofNarrow(rows);
    }
    compressed.clear();
    preprocessing.encode(x, first, rows, compressed);
    if (compressed.entries() <= mostEntries(rows)) {
      return mlp.logits(parameters, compressed);
    }
    compressed.copyTo(narrow(rows));
    return mlp.logits(parameters, narrow, rows);
  }

  /**
   * Returns the same for rows of floats, which stay as they are.
   *
   * @param x [any x K]
   */
  public float[] logits(float[] x, int first, int rows) {
    if (preprocessing.isPlain() && !scaling.isWide()) {
      int features = network.features();
      System.arraycopy(x, first * features, narrow(rows), 0, rows * features);
      return ofNarrow(rows);
    }
    double[] exact = new double[rows * preprocessing.cells()];
    for (int i = 0; i < exact.length; i++) {
      exact[i] = x[first * preprocessing.cells() + i];
    }
    return logits(exact, 0, rows);
  }

  /** Returns the same for the first rows. */
  public float[] logits(float[] x, int rows) {
    return logits(x, 0, rows);
  }

  private float[] narrow(int rows) {
    int count = rows * network.features();
    if (narrow.length < count) {
      narrow = new float[count];
    }
    return narrow;
  }

  /** Scores the rows in {@link #narrow}, which are not scaled yet. */
  private float[] ofNarrow(int rows) {
    float[] x = narrow;
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

  /** Returns true if it pays to leave zeros out. */
  private boolean compress(float[] x, int rows) {
    int features = network.features();
    int most = mostEntries(rows);
    compressed.clear();
    for (int r = 0; r < rows && compressed.entries() <= most; r++) {
      compressed.addRow(x, r * features);
    }
    return compressed.entries() <= most;
  }

  /**
   * Returns with how many numbers that are not zero it pays to leave zeros out. A product of few
   * rows is slower than reading the weights.
   */
  private int mostEntries(int rows) {
    int all = rows * network.features();
    return rows <= FEW_ROWS ? all : all / SPARSE;
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
