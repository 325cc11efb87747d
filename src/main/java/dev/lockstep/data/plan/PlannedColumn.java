package dev.lockstep.data.plan;

import dev.lockstep.data.LeftOut;
import dev.lockstep.data.table.CellReader.Truth;
import dev.lockstep.data.table.TableColumn;
import dev.lockstep.input.InputColumn;
import java.util.Optional;

/**
 * What becomes of a column.
 *
 * @param input what its cells are; {@link InputColumn#takesMissing} tells whether some may be
 *     missing. Empty if the column is left out
 * @param reason why it is left out
 * @param truth whether {@code true} and {@code false} are numbers
 */
public record PlannedColumn(
    TableColumn column, Optional<InputColumn> input, String reason, Truth truth) {
  /** The reason of a text column with nearly as many texts as rows. */
  public static final String LIKE_IDS = "nearly every row has a text of its own";

  /** The reasons of columns of dates and of times. */
  static final String DATES = "dates";

  static final String TIMES = "times";

  static PlannedColumn of(TableColumn column, InputColumn input, Truth truth) {
    return new PlannedColumn(column, Optional.of(input), "", truth);
  }

  static PlannedColumn leftOut(TableColumn column, String reason) {
    return new PlannedColumn(column, Optional.empty(), reason, Truth.NONE);
  }

  LeftOut leftOut() {
    return new LeftOut(column.name(), reason);
  }
}
