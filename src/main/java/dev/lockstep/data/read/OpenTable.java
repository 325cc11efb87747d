package dev.lockstep.data.read;

import dev.lockstep.data.plan.ColumnPlan;
import dev.lockstep.data.plan.ColumnReport;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * A table that is open.
 *
 * @param reader of its rows
 * @param plan of its features; without columns where one column holds all of them
 * @param reports looks at all rows, and says what becomes of each column
 * @param settings the names of those that say how it is read
 */
record OpenTable(
    String name,
    SourceRows rows,
    RowReader reader,
    RowPlace place,
    Beside beside,
    ColumnPlan plan,
    Supplier<List<ColumnReport>> reports,
    Set<String> settings) {

  /** Returns the same table with another reader. */
  OpenTable with(RowReader other) {
    return new OpenTable(name, rows, other, place, beside, plan, reports, settings);
  }

  TableLabels labels() {
    return new TableLabels(name, rows, reader, place);
  }
}
