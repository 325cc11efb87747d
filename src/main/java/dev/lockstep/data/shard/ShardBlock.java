package dev.lockstep.data.shard;

import dev.lockstep.data.ArrayIo;
import dev.lockstep.data.Example;
import dev.lockstep.data.ExampleId;
import dev.lockstep.data.shard.exact.ExactValues;
import dev.lockstep.data.shard.exact.ListedValues;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.util.Arrays;

/**
 * Some examples on their way to a shard, in primitive arrays, in the order in which they were read.
 */
final class ShardBlock implements Serializable {
  private static final long serialVersionUID = 1L;

  /** The examples of a block: few enough to send, and to allocate again and again. */
  static final int EXAMPLES = 512;

  /** Null after packing. */
  private Rows rows;

  /** The packed rows: fewer bytes, where most features are zeros. */
  private StoredRows packed;

  private transient long[] idHigh = new long[0];
  private transient long[] idLow = new long[0];

  /** Null before the first example. */
  private ShardTargets targets;

  /** Null while all weights are 1. */
  private float[] weights;

  /** Null while floats equal all features. */
  private ExactValues exact;

  /** The same, while examples are added. */
  private transient ListedValues listed;

  ShardBlock(int features) {
    rows = new Rows(features);
  }

  /** Creates a block of rows alone, which are all there. */
  ShardBlock(StoredRows rows, long[] idHigh, long[] idLow) {
    packed = rows;
    this.idHigh = idHigh;
    this.idLow = idLow;
    targets = ShardTargets.none().zeros(rows.count());
  }

  void add(ExampleId id, Example example) {
    int row = rows.count();
    if (targets == null) {
      targets = ShardTargets.like(example);
    }
    if (row == idHigh.length) {
      resize(Math.max(16, 2 * row));
    }
    rows.add(example.features());
    if (listed == null && example.exact() != null) {
      listed = new ListedValues(row);
    }
    if (listed != null) {
      listed.add(example.exact());
    }
    idHigh[row] = id.high();
    idLow[row] = id.low();
    targets.set(row, example);
    if (weights == null && example.weight() != 1) {
      weights = new float[idHigh.length];
      Arrays.fill(weights, 0, row, 1);
    }
    if (weights != null) {
      weights[row] = example.weight();
    }
  }

  float weight(int row) {
    return weights == null ? 1 : weights[row];
  }

  boolean isWeighted() {
    return weights != null;
  }

  /** Returns the targets of its examples. */
  ShardTargets targets() {
    return targets == null ? ShardTargets.none() : targets;
  }

  long idHigh(int row) {
    return idHigh[row];
  }

  long idLow(int row) {
    return idLow[row];
  }

  ExampleId id(int row) {
    return new ExampleId(idHigh[row], idLow[row]);
  }

  /** Returns the numbers that floats do not equal, once packed; null where there are none. */
  ExactValues exact() {
    return exact;
  }

  /** Writes a row's features, as read, to {@code x}; {@code buffer} has the same length. */
  void copyExact(int row, double[] x, float[] buffer) {
    stored().copyTo(row, buffer, 0);
    for (int i = 0; i < x.length; i++) {
      x[i] = buffer[i];
    }
    if (exact != null) {
      exact.copyTo(row, x);
    }
  }

  int count() {
    return rows == null ? idHigh.length : rows.count();
  }

  StoredRows stored() {
    return rows == null ? packed : rows;
  }

  /** Releases memory that was allocated ahead; no more examples can be added. */
  ShardBlock trim() {
    resize(count());
    if (CsrRows.isSparse(rows)) {
      packed = new CsrRows(rows);
    } else {
      rows.reserve(count());
      packed = rows;
    }
    rows = null;
    exact = listed == null ? null : listed.trim(packed.features());
    listed = null;
    return this;
  }

  /** Returns the size of its arrays in bytes. */
  long sizeBytes() {
    long perExample = 2L * Long.BYTES + (weights == null ? 0 : Float.BYTES);
    return stored().sizeBytes()
        + (exact == null ? 0 : exact.sizeBytes())
        + targets().sizeBytes()
        + perExample * idHigh.length;
  }

  /** Moves the rows to a file; they can be read again when it is mapped. */
  void moveRows(ScratchFile file) {
    packed = MappedRows.write(stored(), file);
    rows = null;
  }

  private void writeObject(ObjectOutputStream out) throws IOException {
    out.defaultWriteObject();
    out.writeInt(idHigh.length);
    ArrayIo.write(out, idHigh, idHigh.length);
    ArrayIo.write(out, idLow, idLow.length);
  }

  private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
    in.defaultReadObject();
    int capacity = in.readInt();
    idHigh = ArrayIo.readLongs(in, capacity);
    idLow = ArrayIo.readLongs(in, capacity);
  }

  private void resize(int capacity) {
    idHigh = Arrays.copyOf(idHigh, capacity);
    idLow = Arrays.copyOf(idLow, capacity);
    targets = targets == null ? null : targets.resized(capacity);
    weights = weights == null ? null : Arrays.copyOf(weights, capacity);
  }
}
