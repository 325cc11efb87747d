package dev.lockstep.ml;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Data frames for tests. */
final class Frames {
  /** Label and features. */
  static final StructType SCHEMA =
      new StructType()
          .add("label", DataTypes.DoubleType)
          .add("features", SQLDataTypes.VectorType());

  private Frames() {}

  static SparkSession session(JavaSparkContext spark) {
    return SparkSession.builder().sparkContext(spark.sc()).getOrCreate();
  }

  static Row row(double label, double... features) {
    return RowFactory.create(label, Vectors.dense(features));
  }

  static Row row(double label, Vector features) {
    return RowFactory.create(label, features);
  }

  /** Columns {@code label} and {@code features}. */
  static Dataset<Row> of(JavaSparkContext spark, int partitions, List<Row> rows) {
    return session(spark)
        .createDataFrame(spark.parallelize(new ArrayList<>(rows), partitions), SCHEMA);
  }

  /** A stage's parameters that have a value: whether it was set, and the value. */
  static Map<String, String> settings(Params stage) {
    Map<String, String> settings = new TreeMap<>();
    for (Param<?> param : stage.params()) {
      if (stage.isDefined(param)) {
        Object value = stage.getOrDefault(param);
        String text = Arrays.deepToString(new Object[] {value});
        text = text.substring(1, text.length() - 1);
        settings.put(param.name(), (stage.isSet(param) ? "set: " : "default: ") + text);
      }
    }
    return settings;
  }

  /** Exclusive or, all four of its rows. */
  static List<Row> xor() {
    return List.of(row(0, 0, 0), row(1, 0, 1), row(1, 1, 0), row(0, 1, 1));
  }

  /**
   * Three classes in the plane that no straight lines part: three arms of a spiral, {@code count}
   * points.
   */
  static List<Row> spiral(int count) {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int arm = i % 3;
      double along = (double) i / count;
      double turn = 2.5 * along + arm * 2 * Math.PI / 3;
      double far = 0.2 + along;
      rows.add(row(arm, far * StrictMath.sin(turn), far * StrictMath.cos(turn)));
    }
    return rows;
  }
}
