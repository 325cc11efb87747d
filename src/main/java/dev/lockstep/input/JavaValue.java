package dev.lockstep.input;

import dev.lockstep.text.DamagedFileException;
import java.math.BigDecimal;
import java.time.temporal.TemporalAccessor;

/** Makes raw cells of values of Java's types. */
public final class JavaValue {
  private JavaValue() {}

  /**
   * Returns the raw cell of a value.
   *
   * @param value a number, a boolean, text, a value of {@code java.time}, or null
   * @throws IllegalArgumentException if it cannot be a cell of the column; the message names both
   */
  public static double cell(InputColumn column, Object value) {
    try {
      boolean isMark = value instanceof Number mark && Double.isNaN(mark.doubleValue());
      if (value == null || (isMark && column.takesMissing())) {
        return column.missing();
      }
      if (value instanceof Number number) {
        return column.cell(number.doubleValue(), text(number));
      }
      if (value instanceof Boolean is) {
        return column.cell(is ? 1 : 0, is.toString());
      }
      if (value instanceof CharSequence
          || value instanceof Character
          || value instanceof Enum<?>
          || value instanceof TemporalAccessor) {
        return column.cell(value.toString());
      }
    } catch (IllegalArgumentException e) {
      String shown = value == null ? "" : ": " + DamagedFileException.quote(String.valueOf(value));
      throw new IllegalArgumentException(
          "column " + column.name() + shown + " " + e.getMessage(), e);
    }
    throw new IllegalArgumentException(
        "column " + column.name() + ": a " + value.getClass().getName() + " is not a cell");
  }

  private static String text(Number number) {
    return number instanceof Double d
        ? textOf(d)
        : number instanceof Float f
            ? textOf(f)
            : number instanceof BigDecimal decimal ? CategoryText.of(decimal) : number.toString();
  }

  private static String textOf(double number) {
    return Double.isFinite(number) ? CategoryText.of(number) : String.valueOf(number);
  }

  private static String textOf(float number) {
    return Float.isFinite(number) ? CategoryText.of(number) : String.valueOf(number);
  }
}
