package dev.lockstep.input;

import java.util.List;
import java.util.Locale;

/**
 * A column of numbers; false is 0 and true is 1. A raw row holds the number itself.
 *
 * @param fill the number that stands for a missing cell, finite; null where cells are not missing
 */
public record NumberColumn(String name, Kind kind, Double fill, boolean flag)
    implements InputColumn {
  /** What the number counts. */
  public enum Kind {
    /** Anything. */
    NUMBER,
    /** Days since 1970-01-01. */
    DATE,
    /** Seconds since 1970-01-01, 00:00 UTC. */
    TIMESTAMP;

    /** Returns the name in files. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public NumberColumn {
    if (fill != null && !Double.isFinite(fill)) {
      throw new IllegalArgumentException("column " + name + ": a missing cell's number is " + fill);
    }
    if (fill == null && flag) {
      throw new IllegalArgumentException("column " + name + ": a flag, but no cell is missing");
    }
  }

  /** Returns a column of numbers of which none is missing. */
  public static NumberColumn of(String name) {
    return new NumberColumn(name, Kind.NUMBER, null, false);
  }

  /** Returns true if its numbers are the network's inputs, but for scaling. */
  public boolean isPlain() {
    return kind == Kind.NUMBER && fill == null;
  }

  @Override
  public NumberColumn knowing(InputColumn other) {
    return other.takesMissing() ? this : new NumberColumn(name, kind, null, /* flag= */ false);
  }

  @Override
  public boolean takesMissing() {
    return fill != null;
  }

  @Override
  public List<String> valueNames() {
    return List.of(name);
  }

  @Override
  public int width() {
    return 1;
  }

  @Override
  public double cell(String text) {
    if (text.isBlank()) {
      return missing();
    }
    return switch (kind) {
      case NUMBER -> throw new IllegalArgumentException("is not a number");
      case DATE -> IsoTime.days(text);
      case TIMESTAMP -> IsoTime.seconds(text);
    };
  }

  @Override
  public double cell(double number, String text) {
    if (!Float.isFinite((float) number)) {
      throw new IllegalArgumentException(
          Double.isNaN(number) ? "is not a finite number" : "is larger than a float can be");
    }
    return number;
  }

  @Override
  public void requireCell(double cell) {
    if (Double.isNaN(cell)) {
      missing();
    } else {
      cell(cell, "");
    }
  }
}
