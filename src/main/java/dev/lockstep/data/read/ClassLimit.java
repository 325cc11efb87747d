package dev.lockstep.data.read;

import dev.lockstep.data.CellException;
import dev.lockstep.data.table.TableColumn;
import java.io.Serializable;
import org.apache.spark.sql.catalyst.InternalRow;

/**
 * Labels that are classes already: whole numbers from 0, below a limit.
 *
 * @param classes the limit
 * @param reason the origin of the limit, for messages
 */
public record ClassLimit(int classes, String reason) implements Serializable {

  /**
   * Returns the class in a row.
   *
   * @param column of doubles
   */
  int read(InternalRow row, TableColumn column) {
    if (row.isNullAt(column.ordinal())) {
      throw new CellException(column.name(), "the label is null");
    }
    double label = row.getDouble(column.ordinal());
    if (!(label >= 0) || label != Math.rint(label) || Double.isInfinite(label)) {
      throw new CellException(column.name(), "label " + label + " is not a whole number from 0");
    }
    if (label >= classes) {
      throw new CellException(column.name(), "label " + label + " is not below " + this);
    }
    return (int) label;
  }

  /**
   * Returns the weight in a row; rows of weight 0 have been left out.
   *
   * @param column of doubles
   */
  static float weight(InternalRow row, TableColumn column) {
    if (row.isNullAt(column.ordinal())) {
      throw new CellException(column.name(), "the weight is null");
    }
    double value = row.getDouble(column.ordinal());
    float weight = (float) value;
    if (!(weight > 0) || Float.isInfinite(weight)) {
      throw new CellException(column.name(), "weight " + value + " is not 0 or a positive float");
    }
    return weight;
  }

  /** Returns the limit as messages show it. */
  @Override
  public String toString() {
    return classes + " (" + reason + ")";
  }
}
