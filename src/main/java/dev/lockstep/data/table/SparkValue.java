package dev.lockstep.data.table;

/** Makes plain values of those in Spark's rows. */
public final class SparkValue {
  private SparkValue() {}

  /**
   * Returns a value as {@link dev.lockstep.input.JavaValue} takes it: one of {@code java.time} for
   * a date or a time, null for NaN, which is a missing cell, else the value itself.
   *
   * @param cell of a {@code Row}
   */
  public static Object plain(Object cell) {
    if (cell instanceof java.sql.Date date) {
      return date.toLocalDate();
    }
    if (cell instanceof java.sql.Timestamp time) {
      return time.toInstant();
    }
    boolean isMark = cell instanceof Number number && Double.isNaN(number.doubleValue());
    return isMark ? null : cell;
  }
}
