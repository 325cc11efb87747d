package dev.lockstep.data.read;

import dev.lockstep.data.csv.CsvFiles;
import dev.lockstep.data.table.InternalRows;
import dev.lockstep.data.table.TableColumn;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.functions;

/**
 * The rows of a table: a query of Spark's SQL, or CSV files.
 *
 * @param query null for files
 * @param files null for a query
 * @param csv null for a query
 */
record SourceRows(Dataset<Row> query, TableFiles files, CsvFiles csv) {
  static SourceRows of(Dataset<Row> query) {
    return new SourceRows(query, null, null);
  }

  static SourceRows of(TableFiles files, CsvFiles csv) {
    return new SourceRows(null, files, csv);
  }

  /** Returns the number of rows of a query. */
  long count() {
    // A count of no columns: nothing that is cached or in files has to be unpacked.
    return InternalRows.of(query.select(new Column[0])).count();
  }

  /**
   * Returns rows with one column at its place; in a query of files with the rows' numbers, that is
   * the first, and the second are the numbers.
   */
  JavaRDD<InternalRow> column(TableColumn column, RowPlace place) {
    return csv != null
        ? csvRows(List.of(column))
        : InternalRows.of(
            place.rowIndex() < 0
                ? query
                : query.select(
                    TableColumn.reference(column.name()), functions.col(InternalRows.ROW_INDEX)));
  }

  /**
   * Returns rows with some columns; in a query at the places of their list, and behind them the
   * rows' numbers, in a query of files with such; in files where they stand.
   */
  JavaRDD<InternalRow> columns(List<TableColumn> wanted, RowPlace place) {
    if (csv != null) {
      return csvRows(wanted);
    }
    List<Column> columns = new ArrayList<>();
    wanted.forEach(column -> columns.add(TableColumn.reference(column.name())));
    if (place.rowIndex() >= 0) {
      columns.add(functions.col(InternalRows.ROW_INDEX));
    }
    return InternalRows.of(query.select(columns.toArray(Column[]::new)));
  }

  /** Returns the rows of CSV files; the cells of other columns are null. */
  JavaRDD<InternalRow> csvRows(List<TableColumn> wanted) {
    SparkContext spark = SparkContext.getOrCreate();
    return files.csvRows(JavaSparkContext.fromSparkContext(spark), csv, wanted);
  }
}
