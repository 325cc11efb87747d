package dev.lockstep.data.shard;

import dev.lockstep.data.ArrayIo;
import dev.lockstep.data.Example;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.util.Arrays;

/** What some examples should be predicted as, in an array that grows. T: numbers of an example. */
abstract sealed class ShardTargets implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Returns the targets of no example. */
  static ShardTargets none() {
    return new Labels(new int[0]);
  }

  /** Returns an empty array for targets of an example's kind. */
  static ShardTargets like(Example example) {
    return example.targets() == null
        ? none()
        : new Numbers(example.targets().length, new double[0]);
  }

  /** Returns the number of examples for which there is room. */
  abstract int size();

  /** Returns T; 0 where the targets are classes. */
  abstract int columns();

  /** Returns an example's class; -1 where the targets are numbers. */
  abstract int label(int row);

  /** Writes an example's numbers to {@code to[offset]} and on; nothing where it has a class. */
  abstract void copyTo(int row, double[] to, int offset);

  abstract void set(int row, Example example);

  /** Copies the target of another array of this kind. */
  abstract void set(int row, ShardTargets from, int fromRow);

  /** Returns a copy with room for so many. */
  abstract ShardTargets resized(int size);

  /** Returns an array of this kind, of zeros. */
  abstract ShardTargets zeros(int size);

  abstract long sizeBytes();

  /** Returns the number of examples of each class, up to the largest; none for numbers. */
  abstract long[] perClass();

  /** The classes of examples. */
  private static final class Labels extends ShardTargets {
    private static final long serialVersionUID = 1L;

    private transient int[] labels;

    Labels(int[] labels) {
      this.labels = labels;
    }

    @Override
    int size() {
      return labels.length;
    }

    @Override
    int columns() {
      return 0;
    }

    @Override
    int label(int row) {
      return labels[row];
    }

    @Override
    void copyTo(int row, double[] to, int offset) {}

    @Override
    void set(int row, Example example) {
      labels[row] = example.label();
    }

    @Override
    void set(int row, ShardTargets from, int fromRow) {
      labels[row] = from.label(fromRow);
    }

    @Override
    ShardTargets resized(int size) {
      return new Labels(Arrays.copyOf(labels, size));
    }

    @Override
    ShardTargets zeros(int size) {
      return new Labels(new int[size]);
    }

    @Override
    long sizeBytes() {
      return (long) Integer.BYTES * labels.length;
    }

    @Override
    long[] perClass() {
      long[] perClass = new long[Arrays.stream(labels).max().orElse(-1) + 1];
      for (int label : labels) {
        perClass[label]++;
      }
      return perClass;
    }

    private void writeObject(ObjectOutputStream out) throws IOException {
      out.defaultWriteObject();
      out.writeInt(labels.length);
      ArrayIo.write(out, labels, labels.length);
    }

    private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
      in.defaultReadObject();
      labels = ArrayIo.readInts(in, in.readInt());
    }
  }

  /** The numbers that examples should be predicted as, as read. */
  private static final class Numbers extends ShardTargets {
    private static final long serialVersionUID = 1L;

    private final int columns;

    /** [size x T]. */
    private transient double[] values;

    Numbers(int columns, double[] values) {
      this.columns = columns;
      this.values = values;
    }

    @Override
    int size() {
      return values.length / columns;
    }

    @Override
    int columns() {
      return columns;
    }

    @Override
    int label(int row) {
      return Example.NO_LABEL;
    }

    @Override
    void copyTo(int row, double[] to, int offset) {
      System.arraycopy(values, row * columns, to, offset, columns);
    }

    @Override
    void set(int row, Example example) {
      System.arraycopy(example.targets(), 0, values, row * columns, columns);
    }

    @Override
    void set(int row, ShardTargets from, int fromRow) {
      from.copyTo(fromRow, values, row * columns);
    }

    @Override
    ShardTargets resized(int size) {
      return new Numbers(columns, Arrays.copyOf(values, Math.multiplyExact(size, columns)));
    }

    @Override
    ShardTargets zeros(int size) {
      return new Numbers(columns, new double[Math.multiplyExact(size, columns)]);
    }

    @Override
    long sizeBytes() {
      return (long) Double.BYTES * values.length;
    }

    @Override
    long[] perClass() {
      return new long[0];
    }

    private void writeObject(ObjectOutputStream out) throws IOException {
      out.defaultWriteObject();
      out.writeInt(values.length);
      ArrayIo.write(out, values, values.length);
    }

    private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
      in.defaultReadObject();
      values = ArrayIo.readDoubles(in, in.readInt());
    }
  }
}
