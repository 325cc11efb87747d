package dev.lockstep.data.shard.exact;

import dev.lockstep.data.ArrayIo;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.BitSet;

/**
 * Doubles [rows x features] as steps away from the nearest floats: a third of the bytes of {@link
 * ListedValues}, where no float equals most features.
 */
public final class Residuals implements ExactValues {
  private static final long serialVersionUID = 1L;
  private static final int MOST = Integer.MAX_VALUE - 8;

  private final int features;

  /** The bits of the double less those of the nearest float's double, [rows x features]. */
  private transient int[] steps;

  /** Starts with rows that have no such features. */
  public Residuals(int features, int rows) {
    this.features = features;
    steps = new int[features * rows];
  }

  /** Returns true if this form takes fewer bytes for so many values that no float equals. */
  public static boolean suit(int features, int rows, long values) {
    long cells = (long) features * rows;
    return cells <= MOST && values * (Integer.BYTES + Double.BYTES) >= cells * Integer.BYTES;
  }

  /** Returns true if there is a number of steps to a value; if not, floats are too far apart. */
  public static boolean holds(double value) {
    long steps = steps(value);
    return (float) value != 0 && (int) steps == steps;
  }

  private static long steps(double value) {
    return Double.doubleToRawLongBits(value) - Double.doubleToRawLongBits((float) value);
  }

  /** Sets a value that is {@link #holds held}. */
  public void set(int row, int feature, double value) {
    steps[row * features + feature] = (int) steps(value);
  }

  /** Copies a row of another. */
  public void set(int row, Residuals other, int otherRow) {
    System.arraycopy(other.steps, otherRow * features, steps, row * features, features);
  }

  @Override
  public long count() {
    long count = 0;
    for (int step : steps) {
      count += step == 0 ? 0 : 1;
    }
    return count;
  }

  @Override
  public void copyTo(int row, double[] x) {
    int from = row * features;
    for (int i = 0; i < features; i++) {
      x[i] = Double.longBitsToDouble(Double.doubleToRawLongBits(x[i]) + steps[from + i]);
    }
  }

  @Override
  public BitSet features() {
    BitSet left = new BitSet(features);
    left.set(0, features);
    for (int from = 0; from < steps.length && !left.isEmpty(); from += features) {
      for (int i = left.nextSetBit(0); i >= 0; i = left.nextSetBit(i + 1)) {
        left.set(i, steps[from + i] == 0);
      }
    }
    left.flip(0, features);
    return left;
  }

  @Override
  public long sizeBytes() {
    return (long) Integer.BYTES * steps.length;
  }

  private void writeObject(ObjectOutputStream out) throws IOException {
    out.defaultWriteObject();
    out.writeInt(steps.length);
    ArrayIo.write(out, steps, steps.length);
  }

  private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
    in.defaultReadObject();
    steps = ArrayIo.readInts(in, in.readInt());
  }
}
