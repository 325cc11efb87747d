package dev.lockstep.data.shard;

import dev.lockstep.data.DataException;
import dev.lockstep.data.Example;
import dev.lockstep.data.ExampleId;
import dev.lockstep.data.shard.exact.ExactValues;
import dev.lockstep.input.Encoder;
import dev.lockstep.input.InputScaling;
import dev.lockstep.linalg.CsrMatrix;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A shard's rows as read, on their way to the form that a network takes. It is made block by block,
 * as shards are, because dense rows of all examples could be too large; where the rows as read lie
 * in a file, the new ones do too.
 *
 * @param exact null where floats equal all features
 * @param idHigh of the examples' ids, like {@code idLow}
 */
@SuppressWarnings("ArrayRecordComponent") // It is never compared.
record RowsAsRead(StoredRows rows, ExactValues exact, long[] idHigh, long[] idLow) {

  /** Writes an example's features, as read, to {@code x}; {@code buffer} has the same length. */
  static void copy(StoredRows rows, ExactValues exact, int example, double[] x, float[] buffer) {
    rows.copyTo(example, buffer, 0);
    for (int i = 0; i < x.length; i++) {
      x[i] = buffer[i];
    }
    if (exact != null) {
      exact.copyTo(example, x);
    }
  }

  private int features() {
    return rows.features();
  }

  private int size() {
    return idHigh.length;
  }

  private void copy(int example, double[] x, float[] buffer) {
    copy(rows, exact, example, x, buffer);
  }

  /** Makes the examples with the new features. */
  private interface Make {
    /** Returns an example; the next call may overwrite its features. */
    Example of(int example);
  }

  /**
   * Returns the rows narrowed for a scaling.
   *
   * @param order the place of each feature among the shard's; null to leave them
   */
  StoredRows narrowed(InputScaling scaling, int[] order) {
    float[] floats = new float[features()];
    double[] x = new double[features()];
    float[] narrow = new float[order == null ? x.length : order.length];
    double[] ordered = order == null ? x : new double[narrow.length];
    return merged(
            narrow.length,
            example -> {
              copy(example, x, floats);
              for (int i = 0; order != null && i < order.length; i++) {
                ordered[i] = x[order[i]];
              }
              scaling.narrow(ordered, 0, 1, ordered.length, narrow);
              return new Example(0, narrow);
            })
        .rows;
  }

  /**
   * Returns the rows narrowed for a model of plain numbers.
   *
   * @throws DataException if a cell is missing
   */
  StoredRows narrowed(Encoder encoder) {
    float[] floats = new float[features()];
    double[] x = new double[features()];
    double[] ordered = new double[encoder.cells()];
    float[] narrow = new float[ordered.length];
    return merged(
            narrow.length,
            example -> {
              copy(example, x, floats);
              copyPlain(encoder, x, ordered);
              encoder.scaling().narrow(ordered, 0, 1, ordered.length, narrow);
              return new Example(0, narrow);
            })
        .rows;
  }

  private static void copyPlain(Encoder encoder, double[] x, double[] ordered) {
    try {
      encoder.copyPlain(x, ordered);
    } catch (IllegalArgumentException e) {
      throw new DataException(e.getMessage(), e);
    }
  }

  /** Returns the numbers of the rows, where something stands for those that are missing. */
  MergedBlocks numbers(Encoder encoder) {
    float[] floats = new float[features()];
    double[] x = new double[features()];
    double[] numbers = new double[encoder.numbers()];
    return merged(
        numbers.length,
        example -> {
          copy(example, x, floats);
          encoder.copyNumbers(x, numbers);
          return Example.of(0, numbers, 1);
        });
  }

  private MergedBlocks merged(int features, Make make) {
    List<ShardBlock> blocks = new ArrayList<>();
    try (HeapShare heap = HeapShare.like(rows)) {
      for (int example = 0; example < size(); example++) {
        if (example % ShardBlock.EXAMPLES == 0) {
          blocks.add(new ShardBlock(features));
        }
        ShardBlock block = blocks.get(blocks.size() - 1);
        block.add(new ExampleId(idHigh[example], idLow[example]), make.of(example));
        if (block.count() == ShardBlock.EXAMPLES || example == size() - 1) {
          heap.take(block.trim());
        }
      }
      heap.end();
    }
    return new MergedBlocks(features, blocks);
  }

  /** Returns the rows with all zeros. */
  StoredRows dense() {
    Rows dense = new Rows(features());
    dense.reserve(size());
    float[] x = new float[features()];
    for (int example = 0; example < size(); example++) {
      rows.copyTo(example, x, 0);
      dense.add(x);
    }
    return dense;
  }

  /** Returns a network's inputs of the rows. */
  StoredRows encoded(Encoder encoder) {
    CsrMatrix inputs = new CsrMatrix(encoder.inputs());
    float[] floats = new float[features()];
    double[] x = new double[features()];
    List<ShardBlock> blocks = new ArrayList<>();
    try (HeapShare heap = HeapShare.like(rows)) {
      for (int example = 0; example < size(); example++) {
        copy(example, x, floats);
        encode(encoder, x, inputs);
        if (inputs.rows() == ShardBlock.EXAMPLES || example == size() - 1) {
          ShardBlock block = block(example + 1 - inputs.rows(), inputs);
          blocks.add(block);
          heap.take(block);
          inputs.clear();
        }
      }
      heap.end();
    }
    return new MergedBlocks(encoder.inputs(), blocks).rows;
  }

  private static void encode(Encoder encoder, double[] x, CsrMatrix inputs) {
    try {
      encoder.encode(x, inputs);
    } catch (IllegalArgumentException e) {
      throw new DataException(e.getMessage(), e);
    }
  }

  private ShardBlock block(int first, CsrMatrix inputs) {
    int count = inputs.rows();
    return new ShardBlock(
        stored(inputs),
        Arrays.copyOfRange(idHigh, first, first + count),
        Arrays.copyOfRange(idLow, first, first + count));
  }

  private static StoredRows stored(CsrMatrix inputs) {
    int features = inputs.columns();
    if (CsrRows.isSparse(features, inputs.rows(), inputs.entries())) {
      return CsrRows.of(inputs);
    }
    Rows dense = new Rows(features);
    dense.reserve(inputs.rows());
    float[] x = new float[features];
    for (int row = 0; row < inputs.rows(); row++) {
      Arrays.fill(x, 0);
      for (int n = inputs.start(row); n < inputs.start(row + 1); n++) {
        x[inputs.indices()[n]] = inputs.values()[n];
      }
      dense.add(x);
    }
    return dense;
  }
}
