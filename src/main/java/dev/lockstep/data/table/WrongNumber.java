package dev.lockstep.data.table;

import dev.lockstep.data.CellException;
import dev.lockstep.data.CellException.Fault;
import org.apache.spark.unsafe.types.UTF8String;

/** Says what is wrong with a cell that should be a number. */
final class WrongNumber {
  private WrongNumber() {}

  /** Returns the exception for a cell of text. */
  static CellException of(String name, UTF8String cell) {
    String value = Utf8.shown(cell.getBytes());
    if (value.isBlank()) {
      return new CellException(name, "is empty", Fault.MISSING);
    }
    String shown = CellException.quote(value);
    float number = (float) FloatText.parse(cell);
    if (Float.isFinite(number)) {
      return new CellException(name, shown + " is not a number with a decimal comma");
    }
    return FloatText.isDecimal(value) && Float.isInfinite(number)
        ? new CellException(name, shown + " is too large a number")
        : new CellException(name, shown + " is not a number" + NumberHint.of(value), Fault.TEXT);
  }

  /** Returns what to say of a number that no float is as large as. */
  static String whyNoFloat(double value) {
    return Double.isFinite(value) ? " is too large a number" : " is not a finite number";
  }
}
