package dev.lockstep.data.read;

import dev.lockstep.data.CellException;
import dev.lockstep.data.DataException;
import dev.lockstep.data.files.InputChoices;
import dev.lockstep.data.files.Predicted;
import dev.lockstep.data.plan.ColumnPlan;
import dev.lockstep.data.table.FeatureReader;
import dev.lockstep.data.table.TableColumn;
import dev.lockstep.data.table.TableColumns;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Opens Spark ML's DataFrames, whose labels are classes already or numbers to predict, so that no
 * pass has to learn them. Rows of weight 0 are left out.
 *
 * @param name its name in messages
 * @param answer the column of what is predicted
 * @param weight the column of the rows' weights; null for none
 */
public record FrameTable(String name, Dataset<?> dataset, Answer answer, String weight) {
  /**
   * The column of what is predicted.
   *
   * @param limit of labels that are classes; null for numbers
   * @param counts true for numbers of which none may be negative
   */
  public record Answer(String column, ClassLimit limit, boolean counts) {
    /** Returns the column of labels that are classes. */
    public static Answer classes(String column, ClassLimit limit) {
      return new Answer(column, limit, /* counts= */ false);
    }

    Predicted predicted() {
      return limit != null ? Predicted.CLASSES : counts ? Predicted.COUNTS : Predicted.NUMBERS;
    }

    /** Returns the column of numbers to predict. */
    public static Answer numbers(String column, boolean counts) {
      return new Answer(column, null, counts);
    }
  }

  /** Returns the rows for which a condition is true. */
  public FrameTable where(Column condition) {
    return new FrameTable(name, dataset.toDF().where(condition), answer, weight);
  }

  /**
   * Returns the examples whose features stand in one column.
   *
   * @param features the column of vectors, or of arrays of floats or doubles
   * @param width the number of features; empty to take that of the first row
   */
  public TableSource ofVectors(String features, OptionalInt width) {
    StructField field = dataset.select(features).schema().fields()[0];
    TableColumn vectors =
        TableColumn.of(field, 1)
            .filter(column -> column.kind().isRow())
            .map(column -> TableColumn.of(features, 1, column.kind()))
            .orElseThrow(
                () ->
                    new DataException(
                        "column "
                            + features
                            + ": holds "
                            + TableColumns.typeName(field)
                            + ", not vectors or arrays of floats or doubles"));
    List<Column> columns = new ArrayList<>();
    columns.add(functions.col(answer.column).cast("double").as("label"));
    columns.add(functions.col(features).as("features"));
    if (weight != null) {
      columns.add(functions.col(weight).cast("double").as("weight"));
    }
    Dataset<Row> rows = withoutWeightless(dataset.toDF()).select(columns.toArray(Column[]::new));
    int known =
        width.isPresent() ? width.getAsInt() : FeatureReader.firstWidth(name, rows, vectors);
    RowReader reader =
        reader(
            TableColumn.of(answer.column, 0, TableColumn.Kind.DOUBLE),
            new FeatureReader(List.of(vectors), known),
            weight == null ? null : TableColumn.of(weight, 2, TableColumn.Kind.DOUBLE));
    OpenTable table =
        new OpenTable(
            name,
            SourceRows.of(rows),
            reader,
            RowPlace.of(name, -1),
            Beside.NOTHING,
            ColumnPlan.ofNumbers(List.of(vectors), List.of()),
            List::of,
            Set.of());
    return source(table, reader);
  }

  /**
   * Returns the examples of columns of numbers and text; looks at the rows where their columns'
   * types do not tell what they are.
   *
   * @throws DataException if a column is not there, or is not for such examples
   */
  public TableSource ofColumns(InputChoices inputs) {
    Dataset<Row> all = withoutWeightless(asDoubles(answer.column, dataset.toDF()));
    Dataset<Row> rows = weight == null ? all : asDoubles(weight, all);
    TypedTable table =
        new TypedTable(
            name,
            new StructType(requireFeatures(rows.schema(), inputs)),
            wanted ->
                rows.select(wanted.stream().map(TableColumn::reference).toArray(Column[]::new)),
            Beside.NOTHING,
            /* format= */ null,
            /* nulls= */ List.of());
    OpenTable open =
        table.open(
            answer.column, List.of(), weight, inputs, /* isSeen= */ false, answer.predicted());
    RowReader reader = open.reader();
    return source(open, reader(reader.label(), reader.features(), reader.weight()));
  }

  private static Dataset<Row> asDoubles(String column, Dataset<Row> rows) {
    return rows.withColumn(column, TableColumn.reference(column).cast("double"));
  }

  /** Returns the fields without those that hold many numbers a row. */
  private StructField[] requireFeatures(StructType schema, InputChoices inputs) {
    for (StructField field : schema.fields()) {
      boolean named = inputs.features() != null && inputs.features().contains(field.name());
      if (named && isRow(field)) {
        throw new DataException(
            "column " + CellException.shown(field.name()) + ": holds many numbers a row; ",
            "{featuresCol} takes one such column, {features} do not");
      }
    }
    return Arrays.stream(schema.fields())
        .filter(field -> !isRow(field))
        .toArray(StructField[]::new);
  }

  private static boolean isRow(StructField field) {
    return TableColumn.of(field, 0).filter(column -> column.kind().isRow()).isPresent();
  }

  private Dataset<Row> withoutWeightless(Dataset<Row> rows) {
    return weight == null
        ? rows
        : rows.where(functions.not(functions.col(weight).cast("double").eqNullSafe(0.0)));
  }

  private RowReader reader(TableColumn label, FeatureReader features, TableColumn weights) {
    return answer.limit == null
        ? RowReader.of(List.of(label), features, weights, answer.predicted())
        : new RowReader(label, features, weights, null, answer.limit);
  }

  private static TableSource source(OpenTable table, RowReader reader) {
    return new TableSource(table.with(reader), TableSource.UNKNOWN, null);
  }
}
