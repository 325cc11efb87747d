package dev.lockstep.ml.vector;

import dev.lockstep.data.DataException;
import dev.lockstep.data.table.SparkValue;
import dev.lockstep.data.table.TableColumn;
import dev.lockstep.input.InputColumn;
import dev.lockstep.input.JavaValue;
import java.util.List;
import java.util.Set;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructType;

/** A table's columns as vectors of raw cells. */
public record RawColumns(List<InputColumn> columns) implements UDF1<Row, Vector> {
  /**
   * Checks that a table has the columns.
   *
   * @throws DataException that names the first one missing
   */
  void requireIn(StructType schema) {
    Set<String> names = Set.of(schema.fieldNames());
    for (InputColumn column : columns) {
      if (!names.contains(column.name())) {
        throw new DataException("there is no column '" + column.name() + "', which the model has");
      }
    }
  }

  /** Returns the rows with a column of vectors. */
  Dataset<Row> addTo(Dataset<?> dataset, String vectors) {
    requireIn(dataset.schema());
    Column[] cells =
        columns.stream().map(column -> TableColumn.reference(column.name())).toArray(Column[]::new);
    return dataset.withColumn(
        vectors, functions.udf(this, SQLDataTypes.VectorType()).apply(functions.struct(cells)));
  }

  @Override
  public Vector call(Row row) {
    double[] cells = new double[columns.size()];
    for (int c = 0; c < cells.length; c++) {
      try {
        cells[c] = JavaValue.cell(columns.get(c), SparkValue.plain(row.get(c)));
      } catch (IllegalArgumentException e) {
        throw new DataException(e.getMessage(), e);
      }
    }
    return Vectors.dense(cells);
  }
}
