package dev.lockstep.data.read;

import dev.lockstep.data.plan.ColumnPlan;
import dev.lockstep.data.table.FeatureReader;
import dev.lockstep.data.table.TableColumn;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * Opens Spark ML's DataFrames, whose labels are classes already, so that no pass has to learn them.
 */
public final class ClassTable {
  private ClassTable() {}

  /**
   * Opens a DataFrame and leaves out rows of weight 0.
   *
   * @param name its name in messages
   * @param features the column of vectors
   * @param weight null for none
   * @param width the number of features; empty to take that of the first row
   */
  public static TableSource of(
      String name,
      Dataset<?> dataset,
      String label,
      String features,
      String weight,
      OptionalInt width,
      ClassLimit limit) {
    List<Column> columns = new ArrayList<>();
    columns.add(functions.col(label).cast("double").as("label"));
    columns.add(functions.col(features).as("features"));
    if (weight != null) {
      columns.add(functions.col(weight).cast("double").as("weight"));
    }
    Dataset<Row> all = dataset.select(columns.toArray(Column[]::new));
    Dataset<Row> rows = weight == null ? all : all.where("not (weight <=> 0.0)");
    TableColumn vectors = TableColumn.of(features, 1, TableColumn.Kind.VECTOR);
    int known =
        width.isPresent() ? width.getAsInt() : FeatureReader.firstWidth(name, rows, vectors);
    RowReader reader =
        new RowReader(
            TableColumn.of(label, 0, TableColumn.Kind.DOUBLE),
            new FeatureReader(List.of(vectors), known),
            weight == null ? null : TableColumn.of(weight, 2, TableColumn.Kind.DOUBLE),
            null,
            limit);
    RowPlace place = RowPlace.of(name, -1);
    OpenTable table =
        new OpenTable(
            name,
            SourceRows.of(rows),
            reader,
            place,
            Beside.NOTHING,
            ColumnPlan.ofNumbers(List.of(vectors), List.of()),
            List::of);
    return new TableSource(table, TableSource.UNKNOWN, null);
  }
}
