package dev.lockstep.scorer;

import dev.lockstep.input.InputColumn;
import dev.lockstep.linalg.exact.Magnitude;
import dev.lockstep.model.Model;
import dev.lockstep.model.ModelFormat;
import dev.lockstep.model.Safetensors;
import dev.lockstep.nn.BlockScorer;
import dev.lockstep.nn.Network;
import dev.lockstep.nn.TargetScaling;
import dev.lockstep.text.DamagedFileException;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.IntToDoubleFunction;

/**
 * Scores rows with a saved model; any number of threads may do so at once. The bits are those of
 * the command {@code predict} and of {@code MlpClassificationModel}, whatever the rows beside a
 * row, the thread and the machine.
 *
 * <p>Where Java was started with the module {@code jdk.incubator.vector}, it is faster; the bits
 * are the same.
 */
public final class Scorer {
  /** Of more rows, this many are computed at once. */
  private static final int BLOCK = 256;

  private final Model model;
  private final Network network;
  private final RowCells cells;

  /** Buffers for one row, and for a block, that no thread uses now. */
  private final Queue<BlockScorer> forRow = new ConcurrentLinkedQueue<>();

  private final Queue<BlockScorer> forBlock = new ConcurrentLinkedQueue<>();

  private Scorer(Model model) {
    this.model = model;
    network = model.network();
    cells = new RowCells(model);
  }

  /**
   * Reads a model.
   *
   * @param path a {@code model.safetensors}, or a run folder with one
   * @throws DamagedFileException if there is none, or it is not a model of this version; the
   *     message is one line that names the file
   * @throws IOException if the file system fails
   */
  public static Scorer load(Path path) throws IOException {
    Path file = Files.isDirectory(path) ? path.resolve(Model.FILE_NAME) : path;
    try (var in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
      return of(ModelFormat.read(file, Safetensors.of(file, in, Files.size(file))));
    } catch (NoSuchFileException e) {
      throw new DamagedFileException(file, "no such file", e);
    }
  }

  /** Scores with a model that has been read. */
  public static Scorer of(Model model) {
    return new Scorer(model);
  }

  /** Returns the model. */
  public Model model() {
    return model;
  }

  /** Returns the number of features of a row: of its cells, where some are categories. */
  public int features() {
    return model.preprocessing().cells();
  }

  /** Returns the columns of a row; those of a model without names are named by their places. */
  public List<InputColumn> columns() {
    return cells.columns();
  }

  /** Returns the features' names in their order; none where the model has none. */
  public List<String> featureNames() {
    return model.featureNames();
  }

  /** Returns the classes' names in their order; none where numbers are predicted. */
  public List<String> classNames() {
    return model.task().hasClasses() ? model.names() : List.of();
  }

  /** Returns the names of the numbers that are predicted; none where classes are. */
  public List<String> targetNames() {
    return model.task().hasClasses() ? List.of() : model.names();
  }

  /**
   * Scores a row of a table.
   *
   * @param row the cells by the columns' names; others are not looked at. A number or a boolean for
   *     a column of numbers; text, a number or a boolean for one of categories; text of ISO 8601 or
   *     a value of {@code java.time} for one of dates or times; null where the cell is missing
   * @throws IllegalArgumentException if a column has no cell, or a wrong one; the message names it
   */
  public Prediction predict(Map<String, ?> row) {
    return predictRows(List.of(row)).get(0);
  }

  /** Scores a row of a table, its cells in the columns' order. See {@link #predict(Map)}. */
  public Prediction predict(Object... row) {
    requireRow(row.length);
    double[] x = new double[features()];
    cells.read(row, x);
    return predict(1, (scorer, first, rows) -> scorer.logits(x, first, rows)).get(0);
  }

  /** Scores rows of a table. See {@link #predict(Map)}. */
  public List<Prediction> predictRows(List<? extends Map<String, ?>> rows) {
    double[] x = new double[Math.multiplyExact(rows.size(), features())];
    for (int r = 0; r < rows.size(); r++) {
      try {
        cells.read(rows.get(r), x, r * features());
      } catch (IllegalArgumentException e) {
        if (rows.size() == 1) {
          throw e;
        }
        throw new IllegalArgumentException("row " + (r + 1) + ": " + e.getMessage(), e);
      }
    }
    return predict(rows.size(), (scorer, first, count) -> scorer.logits(x, first, count));
  }

  /**
   * Scores a row.
   *
   * @param features as in the training data, [features]; not changed. Where the model has other
   *     columns than numbers, or fills missing cells: a category's place in its column's list or
   *     -1, a date's days and a time's seconds since 1970, NaN for a missing cell
   * @throws IllegalArgumentException if their number is wrong, or one is not finite or not of its
   *     column
   */
  public Prediction predict(float[] features) {
    requireRow(features.length);
    requireFinite(features);
    return predict(1, (scorer, first, rows) -> scorer.logits(features, first, rows)).get(0);
  }

  /** Scores a row whose features floats may not hold. See {@link #predict(float[])}. */
  public Prediction predict(double[] features) {
    requireRow(features.length);
    requireFinite(features.length, i -> features[i]);
    return predict(1, (scorer, first, rows) -> scorer.logits(features, first, rows)).get(0);
  }

  /**
   * Scores rows.
   *
   * @param features [rows x features], row after row; not changed
   * @throws IllegalArgumentException if they are not whole rows, or one is not finite
   */
  public List<Prediction> predictAll(float[] features) {
    int count = rows(features.length);
    requireFinite(features);
    return predict(count, (scorer, first, rows) -> scorer.logits(features, first, rows));
  }

  /** Scores rows whose features floats may not hold. See {@link #predictAll(float[])}. */
  public List<Prediction> predictAll(double[] features) {
    int count = rows(features.length);
    requireFinite(features.length, i -> features[i]);
    return predict(count, (scorer, first, rows) -> scorer.logits(features, first, rows));
  }

  private int rows(int numbers) {
    if (numbers % features() != 0) {
      throw new IllegalArgumentException(
          numbers + " numbers are not rows of " + features() + " features");
    }
    return numbers / features();
  }

  /** Computes some rows' logits. */
  private interface Logits {
    float[] of(BlockScorer scorer, int first, int rows);
  }

  private List<Prediction> predict(int rows, Logits logits) {
    Queue<BlockScorer> scorers = rows == 1 ? forRow : forBlock;
    int capacity = rows == 1 ? 1 : BLOCK;
    BlockScorer free = scorers.poll();
    BlockScorer scorer =
        free == null
            ? new BlockScorer(network, model.preprocessing(), model.parameters(), capacity)
            : free;
    List<Prediction> predictions = new ArrayList<>(rows);
    for (int first = 0; first < rows; first += capacity) {
      int count = Math.min(capacity, rows - first);
      float[] values = logits.of(scorer, first, count);
      Optional<TargetScaling> targets = model.task().targetScaling();
      if (targets.isPresent()) {
        addNumbers(predictions, scorer, values, count, targets.get());
      } else {
        addClasses(predictions, scorer, values, count);
      }
    }
    scorers.add(scorer);
    return predictions;
  }

  private static void addNumbers(
      List<Prediction> predictions,
      BlockScorer scorer,
      float[] outputs,
      int count,
      TargetScaling scaling) {
    scorer.toOutputs(outputs, count);
    int width = scaling.targets();
    for (int row = 0; row < count; row++) {
      float[] own = Arrays.copyOfRange(outputs, row * width, (row + 1) * width);
      double[] values = new double[width];
      for (int t = 0; t < width; t++) {
        values[t] = scaling.toValue(t, own[t]);
      }
      predictions.add(new Prediction(null, -1, own, values));
    }
  }

  private void addClasses(
      List<Prediction> predictions, BlockScorer scorer, float[] outputs, int count) {
    int[] classes = new int[count];
    for (int row = 0; row < count; row++) {
      classes[row] = network.classOf(outputs, row);
    }
    scorer.toOutputs(outputs, count);
    int width = network.outputs();
    for (int row = 0; row < count; row++) {
      float[] own = new float[width];
      System.arraycopy(outputs, row * width, own, 0, width);
      predictions.add(new Prediction(classNames().get(classes[row]), classes[row], own));
    }
  }

  private void requireRow(int numbers) {
    if (numbers != features()) {
      throw new IllegalArgumentException(numbers + " features, where the model has " + features());
    }
  }

  private void requireFinite(float[] features) {
    if (!model.preprocessing().isPlain()
        || !Float.isFinite(Magnitude.largest(features, 0, features.length))) {
      requireFinite(features.length, i -> features[i]);
    }
  }

  private void requireFinite(int numbers, IntToDoubleFunction feature) {
    if (!model.preprocessing().isPlain()) {
      requireCells(numbers, feature);
      return;
    }
    for (int i = 0; i < numbers; i++) {
      double value = feature.applyAsDouble(i);
      if (!Float.isFinite((float) value)) {
        String row = numbers == features() ? "" : "row " + (i / features() + 1) + ": ";
        throw new IllegalArgumentException(row + "feature " + i % features() + " is " + value);
      }
    }
  }

  private void requireCells(int numbers, IntToDoubleFunction cell) {
    for (int i = 0; i < numbers; i++) {
      try {
        model.preprocessing().requireCell(i % features(), cell.applyAsDouble(i));
      } catch (IllegalArgumentException e) {
        String row = numbers == features() ? "" : "row " + (i / features() + 1) + ": ";
        throw new IllegalArgumentException(row + e.getMessage(), e);
      }
    }
  }
}
