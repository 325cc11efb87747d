package dev.lockstep.linalg.exact;

import dev.lockstep.linalg.Addend;
import dev.lockstep.linalg.Slices;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * A sum of arrays of floating-point numbers whose bits do not depend on the order or the grouping
 * of the addends. Each number is rounded once, to a whole multiple of 2^-exponent, and the
 * multiples are added as {@code long}s, which is associative.
 *
 * <p>Only sums of one exponent add. Too large an exponent overflows, which {@link #overflowed}
 * tells (the values are meaningless then); too small a one rounds too much, which {@link
 * #tooCoarse} tells. {@link #betterExponent} returns one that suits these addends.
 */
public final class ExactSum implements Serializable {
  private static final long serialVersionUID = 1L;

  private static final int MAX_LEADING_BIT = 61;

  /** The error of a sum stays below its largest element's 2^-24. */
  private static final int PRECISION_BITS = 24;

  private static final int NOT_FINITE = Double.MAX_EXPONENT + 1;

  private int exponent;

  /** What was added before a reset stays here until the first addend after it. */
  private long[] multiples;

  /** Null before the first addend that comes in parts. */
  private transient Parts parts;

  /** Where {@link #reaches} has last found an element. */
  private transient int reachedAt;

  private long addends;

  /** The binary exponent of the largest magnitude that was added. */
  private int largestExponent = Double.MIN_EXPONENT - 1;

  /** Creates an empty sum; its length is that of its first addend. */
  public ExactSum(int exponent) {
    requireExponent(exponent);
    this.exponent = exponent;
  }

  /** Empties the sum and sets its exponent. */
  public void reset(int newExponent) {
    requireExponent(newExponent);
    exponent = newExponent;
    addends = 0;
    largestExponent = Double.MIN_EXPONENT - 1;
  }

  /** Checks that a sum can have this exponent. @throws IllegalArgumentException if it cannot */
  public static void requireExponent(int exponent) {
    if (exponent > Double.MAX_EXPONENT || exponent < Double.MIN_EXPONENT) {
      throw new IllegalArgumentException("exponent out of range: " + exponent);
    }
  }

  /** Adds an array; all addends of a sum have the same length. */
  public void add(float[] addend) {
    allocate(addend.length);
    count(1, add(addends == 0, 0, addend, 0, addend.length));
  }

  /**
   * Adds to the elements from {@code at} on, or sets them to their first addend; returns the
   * largest magnitude.
   */
  private float add(boolean isFirst, int at, float[] addend, int from, int end) {
    float largest = Magnitude.largest(addend, from, end);
    double scale = Math.scalb(1.0, exponent);
    boolean isSmall = Math.getExponent(largest) + exponent < Multiples.QUICK_BITS;
    if (isSmall && isFirst) {
      Multiples.set(multiples, at, addend, from, end, scale);
    } else if (isSmall) {
      Multiples.add(multiples, at, addend, from, end, scale);
    } else {
      if (isFirst) {
        Arrays.fill(multiples, at, at + end - from, 0);
      }
      Multiples.addLarge(multiples, at, addend, from, end, scale);
    }
    return largest;
  }

  /**
   * Begins addends that come in parts; {@link #add(Addend)} ends them. Until then there are no
   * others.
   *
   * @param groups the number of addends
   */
  public Addend begin(int length, int groups) {
    allocate(length);
    if (parts == null) {
      parts = new Parts();
    }
    parts.groups = groups;
    parts.largest = 0;
    return parts;
  }

  /** Ends the addends that have begun: all of their parts have come. */
  public void add(Addend addend) {
    if (addend != parts) {
      throw new IllegalArgumentException("an addend of another sum");
    }
    count(parts.groups, parts.largest);
  }

  /** Addends whose parts are computed in a buffer, and added when they are complete. */
  private final class Parts extends Addend {
    private float[] buffer = new float[0];
    private int groups;
    private float largest;
    private boolean isFirst;
    private int from;
    private int rows;
    private int columns;
    private int distance;
    private int stride;

    @Override
    public float[] open(int group, int from, int rows, int columns, int distance) {
      isFirst = addends == 0 && group == 0;
      this.from = from;
      this.rows = columns == distance ? 1 : rows;
      this.columns = columns == distance ? rows * columns : columns;
      this.distance = distance;
      stride = columns;
      if (buffer.length < rows * columns) {
        buffer = new float[rows * columns];
      } else {
        Arrays.fill(buffer, 0, rows * columns, 0f);
      }
      return buffer;
    }

    @Override
    public int offset() {
      return 0;
    }

    @Override
    public int stride() {
      return stride;
    }

    @Override
    public void close() {
      for (int r = 0; r < rows; r++) {
        float ofRow = add(isFirst, from + r * distance, buffer, r * columns, (r + 1) * columns);
        largest = Math.max(largest, ofRow);
      }
    }
  }

  /** Adds a number as an array of one element. */
  public void add(double addend) {
    allocate(1);
    long multiple = (long) Math.rint(addend * Math.scalb(1.0, exponent));
    multiples[0] = addends == 0 ? multiple : multiples[0] + multiple;
    count(1, addend);
  }

  /** Adds another sum of the same exponent. */
  public void add(ExactSum other) {
    addAll(List.of(other), Slices.ONE);
  }

  /** Adds sums of the same exponent, all of them block by block. */
  public void addAll(List<ExactSum> others, Slices slices) {
    boolean wasEmpty = addends == 0;
    others.forEach(other -> requireSame(other.exponent));
    List<ExactSum> present = others.stream().filter(other -> other.addends > 0).toList();
    for (ExactSum other : present) {
      allocate(other.multiples.length);
      addends += other.addends;
      largestExponent = Math.max(largestExponent, other.largestExponent);
    }
    slices.runInBlocks(
        present.isEmpty() ? 0 : multiples.length,
        block -> {
          for (int i = 0; i < present.size(); i++) {
            long[] added = present.get(i).multiples;
            boolean isFirst = wasEmpty && i == 0;
            block.run(multiples.length, (from, end) -> addSlice(added, isFirst, from, end));
          }
        });
  }

  private void addSlice(long[] others, boolean isFirst, int from, int end) {
    if (isFirst) {
      System.arraycopy(others, from, multiples, from, end - from);
    } else {
      Multiples.add(multiples, others, from, end);
    }
  }

  /** Returns the bytes that each element of a slice needs when it is packed. */
  public int packedWidth(int from, int end) {
    return addends == 0 ? 1 : PackedLongs.width(multiples, from, end);
  }

  /**
   * Packs a slice; {@link PackedSum} reads it. Some bytes behind it are overwritten too.
   *
   * @param width from {@link #packedWidth}
   */
  public void pack(int from, int end, int width, ByteBuffer out) {
    int length = addends == 0 ? 0 : end - from;
    PackedSum.writeHead(exponent, addends, largestExponent, length, width, out);
    if (length > 0) {
      PackedLongs.pack(
          multiples, from, end, width, out.array(), out.arrayOffset() + out.position());
      out.position(out.position() + length * width);
    }
  }

  /** Adds packed sums of the same exponent, in slices. */
  public void add(List<PackedSum> others, Slices slices) {
    boolean wasEmpty = addends == 0;
    for (PackedSum other : others) {
      requireSame(other.exponent());
      if (other.addends() > 0) {
        allocate(other.length());
      }
      include(other);
    }
    slices.run(
        length(),
        (from, end) -> {
          boolean isFirst = wasEmpty;
          for (PackedSum other : others) {
            if (other.addends() > 0 && isFirst) {
              other.copy(0, multiples, from, end);
              isFirst = false;
            } else if (other.addends() > 0) {
              other.add(multiples, from, end);
            }
          }
        });
  }

  /**
   * Becomes the sum whose slices are given, in order: each with all addends, and {@link
   * Slices#bound} says where it begins.
   *
   * @param length of the whole sum
   */
  public void join(List<PackedSum> parts, int length, Slices slices) {
    reset(parts.get(0).exponent());
    if (!parts.stream().allMatch(parts.get(0)::hasAddendsOf)) {
      throw new IllegalArgumentException("slices of different sums do not join");
    }
    if (parts.get(0).addends() > 0) {
      allocate(length);
      int count = parts.size();
      slices.run(
          length,
          (from, end) -> {
            for (int part = 0; part < count; part++) {
              int begin = Slices.bound(length, count, part);
              int first = Math.max(from, begin);
              int last = Math.min(end, Slices.bound(length, count, part + 1));
              if (first < last) {
                parts.get(part).copy(begin, multiples, first, last);
              }
            }
          });
    }
    include(parts.get(0));
  }

  private void include(PackedSum other) {
    addends += other.addends();
    largestExponent = Math.max(largestExponent, other.largestExponent());
  }

  private void requireSame(int otherExponent) {
    if (otherExponent != exponent) {
      throw new IllegalArgumentException(
          "sums with exponents " + exponent + " and " + otherExponent + " do not add");
    }
  }

  /** Returns the number of elements; 0 before the first addend. */
  public int length() {
    return addends == 0 ? 0 : multiples.length;
  }

  public int exponent() {
    return exponent;
  }

  /** Returns true if no addend has a NaN or an infinity. */
  public boolean isFinite() {
    return largestExponent < NOT_FINITE;
  }

  /** Returns true if the addends may be too large for the exponent. */
  public boolean overflowed() {
    return leadingBit() > MAX_LEADING_BIT;
  }

  /** Returns the highest bit that an element can have. */
  private int leadingBit() {
    return largestExponent + exponent + addendBits();
  }

  /**
   * Returns true if rounding may have cost more than one part in 2^24 of the largest element and a
   * larger exponent would help.
   */
  public boolean tooCoarse() {
    return !isZero()
        && exponent < largestPossibleExponent()
        && !reaches(addendBits() + PRECISION_BITS - 1);
  }

  /**
   * Returns an exponent for a sum of these addends or of similar ones. Where the elements cancel
   * each other too far, this is the largest possible exponent.
   *
   * @param precisionBits the bits of the largest addend to keep
   */
  public int betterExponent(int precisionBits) {
    if (isZero() || !isFinite()) {
      return exponent;
    }
    int exponentByAddends =
        Math.min(precisionBits - 1 - largestExponent, largestPossibleExponent());
    boolean cancelled = exponent >= exponentByAddends && tooCoarse();
    return cancelled ? largestPossibleExponent() : exponentByAddends;
  }

  /** Returns element {@code i} as the nearest double. */
  public double get(int i) {
    return addends == 0 ? 0 : multiples[i] * Math.scalb(1.0, -exponent);
  }

  /**
   * Divides the elements by a number and rounds each to a float, in slices.
   *
   * @param quotients [{@link #length}], overwritten
   */
  public void divideBy(double divisor, float[] quotients, Slices slices) {
    double factor = Math.scalb(1.0, -exponent) / divisor;
    boolean small = leadingBit() < Multiples.QUICK_BITS;
    slices.run(
        length(),
        (from, end) -> Multiples.multiply(multiples, small, factor, quotients, from, end));
  }

  private void writeObject(ObjectOutputStream out) throws IOException {
    out.writeInt(exponent);
    out.writeLong(addends);
    out.writeInt(largestExponent);
    PackedLongs.write(addends == 0 ? new long[0] : multiples, out);
  }

  private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
    exponent = in.readInt();
    addends = in.readLong();
    largestExponent = in.readInt();
    long[] read = PackedLongs.read(in);
    multiples = read.length == 0 ? null : read;
  }

  private void allocate(int length) {
    if (multiples == null) {
      multiples = new long[length];
    } else if (multiples.length != length) {
      throw new IllegalArgumentException(
          "arrays of " + multiples.length + " and " + length + " elements do not add");
    }
  }

  private void count(int added, double largest) {
    addends += added;
    largestExponent = Math.max(largestExponent, Math.getExponent(largest));
  }

  private boolean isZero() {
    return largestExponent < Double.MIN_EXPONENT;
  }

  private int largestPossibleExponent() {
    return Math.min(MAX_LEADING_BIT - addendBits() - largestExponent, Double.MAX_EXPONENT);
  }

  /** Returns the number of bits by which the sum can exceed its largest addend. */
  private int addendBits() {
    return 64 - Long.numberOfLeadingZeros(Math.max(0, addends - 1));
  }

  /**
   * Returns true if an element has this bit or a higher one. Looks first where the sum before had
   * one, because the same elements are large in many steps.
   */
  private boolean reaches(int bit) {
    if (bit >= Long.SIZE - 1) {
      return false;
    }
    int first = reachedAt < multiples.length ? reachedAt : 0;
    return reaches(bit, first, multiples.length) || reaches(bit, 0, first);
  }

  private boolean reaches(int bit, int from, int end) {
    for (int i = from; i < end; i++) {
      if (Math.abs(multiples[i]) >= 1L << bit) {
        reachedAt = i;
        return true;
      }
    }
    return false;
  }
}
