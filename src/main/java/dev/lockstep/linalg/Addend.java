package dev.lockstep.linalg;

/**
 * Arrays of numbers that are computed part by part: what is done with a part is done while it is in
 * the caches. There is an array for each group of examples. Every element belongs to one part; the
 * parts come in any order, and a part comes once for each group, in the groups' order.
 */
public abstract class Addend {
  /** Returns an addend whose parts, of all groups, add to what is in an array. */
  public static Addend of(float[] array) {
    return new InPlace(array);
  }

  /**
   * Begins a group's part, [rows x columns]. Its numbers are to be added to the array that is
   * returned, in rows {@link #stride} apart, from {@link #offset} on; they are zero unless the
   * addend is an array with others.
   *
   * @param group from 0
   * @param from the place of the part's first element
   * @param distance of the part's rows
   */
  public abstract float[] open(int group, int from, int rows, int columns, int distance);

  /** Returns the place of the open part's first element in its array. */
  public abstract int offset();

  /** Returns the distance of the open part's rows in its array. */
  public abstract int stride();

  /** Ends the part: all of its numbers are added. */
  public abstract void close();

  private static final class InPlace extends Addend {
    private final float[] array;
    private int from;
    private int distance;

    private InPlace(float[] array) {
      this.array = array;
    }

    @Override
    public float[] open(int group, int from, int rows, int columns, int distance) {
      this.from = from;
      this.distance = distance;
      return array;
    }

    @Override
    public int offset() {
      return from;
    }

    @Override
    public int stride() {
      return distance;
    }

    @Override
    public void close() {}
  }
}
