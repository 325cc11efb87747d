package dev.lockstep.data.shard;

import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.BitSet;

/**
 * Doubles [rows x features] as steps away from the nearest floats: a third of the bytes of {@link
 * ListedValues}, where no float equals most features.
 */
final class Residuals implements ExactValues {
  private static final long serialVersionUID = 1L;
  private static final int MOST = Integer.MAX_VALUE - 8;

  private final int features;

  /** The bits of the double less those of the nearest float's double, [rows x features]. */
  private transient int[] steps;

  private Residuals(int features, int[] steps) {
    this.features = features;
    this.steps = steps;
  }

  /** Returns true if this form takes fewer bytes for so many values that no float equals. */
  static boolean suit(int features, int rows, long values) {
    long cells = (long) features * rows;
    return cells <= MOST && values * (Integer.BYTES + Double.BYTES) >= cells * Integer.BYTES;
  }

  /** Returns true if there is a number of steps to a value; if not, floats are too far apart. */
  static boolean holds(double value) {
    long steps = steps(value);
    return (float) value != 0 && (int) steps == steps;
  }

  private static long steps(double value) {
    return Double.doubleToRawLongBits(value) - Double.doubleToRawLongBits((float) value);
  }

  /** Returns listed values in this form; all must be {@link #holds held}. */
  static Residuals of(int features, int rows, ListedValues values) {
    Residuals all = new Residuals(features, new int[rows * features]);
    values.forEach((row, feature, x) -> all.steps[row * features + feature] = (int) steps(x));
    return all;
  }

  /** Returns the blocks' values in the places' order; those of every block are in this form. */
  static Residuals merged(int features, PlacesById places) {
    Residuals all = new Residuals(features, new int[places.count() * features]);
    for (int i = 0; i < places.count(); i++) {
      if (places.block(i).exact() instanceof Residuals some) {
        System.arraycopy(some.steps, places.row(i) * features, all.steps, i * features, features);
      }
    }
    return all;
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
