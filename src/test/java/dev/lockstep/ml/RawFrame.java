package dev.lockstep.ml;

import dev.lockstep.scorer.RawTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** The rows of {@link RawTable} as a DataFrame. */
public final class RawFrame {
  private RawFrame() {}

  public static Dataset<Row> rows() {
    StructType schema =
        new StructType()
            .add("id", DataTypes.IntegerType)
            .add("port", DataTypes.DoubleType)
            .add("deck", DataTypes.StringType)
            .add("joined", DataTypes.DateType)
            .add("age", DataTypes.DoubleType)
            .add("fare", DataTypes.DoubleType)
            .add("alone", DataTypes.DoubleType)
            .add("sex", DataTypes.StringType);
    List<Row> rows = new ArrayList<>();
    for (Map<String, Object> row : RawTable.values()) {
      Object day = row.get("joined");
      Object alone = row.get("alone");
      rows.add(
          RowFactory.create(
              rows.size(),
              row.get("port"),
              row.get("deck"),
              day == null ? null : java.sql.Date.valueOf(day.toString()),
              row.get("age") == null ? (Object) Double.NaN : row.get("age"),
              row.get("fare"),
              alone instanceof Boolean is ? (is ? 1.0 : 0.0) : alone,
              row.get("sex")));
    }
    return SparkSession.builder().getOrCreate().createDataFrame(rows, schema);
  }
}
