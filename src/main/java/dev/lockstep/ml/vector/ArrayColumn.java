package dev.lockstep.ml.vector;

import dev.lockstep.data.table.TableColumn;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.functions;
import scala.collection.Seq;

/** A column of arrays of numbers as vectors. */
record ArrayColumn(String name) implements UDF1<Seq<?>, Vector> {
  /** Returns the rows with vectors in place of the arrays. */
  Dataset<Row> addTo(Dataset<Row> rows) {
    return rows.withColumn(
        name, functions.udf(this, SQLDataTypes.VectorType()).apply(TableColumn.reference(name)));
  }

  @Override
  public Vector call(Seq<?> array) {
    if (array == null) {
      throw Features.wrong(name, "is empty");
    }
    double[] x = new double[array.size()];
    for (int i = 0; i < x.length; i++) {
      if (!(array.apply(i) instanceof Number number)) {
        throw Features.wrong(name, "element " + i + " is empty");
      }
      x[i] = number.doubleValue();
    }
    return Vectors.dense(x);
  }
}
