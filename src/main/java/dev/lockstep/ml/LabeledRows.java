package dev.lockstep.ml;

import dev.lockstep.data.DataException;
import dev.lockstep.data.DataSet;
import dev.lockstep.data.Example;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.ml.attribute.AttributeGroup;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * Rows of a data frame as examples.
 *
 * @param rows of label, features and weight; those of weight 0 are left out
 * @param columns what these are called
 */
record LabeledRows(Dataset<Row> rows, Columns columns) {
  private static final String NAME = "the data set";

  /**
   * What to read.
   *
   * @param weight null for no weights
   */
  record Columns(String label, String features, String weight) {}

  static LabeledRows of(Dataset<?> dataset, Columns columns) {
    Column one = functions.lit(1.0);
    Column weight = columns.weight == null ? one : functions.col(columns.weight).cast("double");
    Dataset<Row> rows =
        dataset.select(
            functions.col(columns.label).cast("double").as("label"),
            functions.col(columns.features).as("features"),
            weight.as("weight"));
    return new LabeledRows(
        columns.weight == null ? rows : rows.where("not (weight <=> 0.0)"), columns);
  }

  /** By the column's metadata, else by the first row. */
  int features() {
    int known = AttributeGroup.fromStructField(rows.schema().apply("features")).size();
    if (known >= 0) {
      return known;
    }
    Row first =
        rows.select("features").takeAsList(1).stream()
            .findFirst()
            .orElseThrow(() -> new DataException(NAME + ": has no examples"));
    if (first.isNullAt(0)) {
      throw new DataException("column " + columns.features + ": the vector is null");
    }
    return ((Vector) first.get(0)).size();
  }

  /** As many as wanted, or for 0 as many as follow from the number of rows. */
  int shards(int wanted) {
    return wanted == 0 ? DataSet.defaultShards(rows.count()) : wanted;
  }

  /** The rows as cached shards, which are the caller's to release. */
  DataSet load(JavaSparkContext spark, int features, ClassLimit limit, int shards, long seed) {
    int placement = Math.max(1, Math.min(shards, spark.defaultParallelism()));
    JavaRDD<Example> examples =
        rows.javaRDD()
            .map(new ToExample(columns.label, columns.features, columns.weight, features, limit));
    return DataSet.load(NAME, examples, features, new DataSet.Sharding(shards, seed, placement));
  }

  private record ToExample(
      String labelCol, String featuresCol, String weightCol, int features, ClassLimit limit)
      implements Function<Row, Example> {
    @Override
    public Example call(Row row) {
      return new Example(label(row), features(row), weight(row));
    }

    private int label(Row row) {
      if (row.isNullAt(0)) {
        throw wrong(labelCol, "the label is null");
      }
      double label = row.getDouble(0);
      if (!(label >= 0) || label != Math.rint(label) || Double.isInfinite(label)) {
        throw wrong(labelCol, "label " + label + " is not a whole number from 0");
      }
      if (label >= limit.classes()) {
        throw wrong(labelCol, "label " + label + " is not below " + limit);
      }
      return (int) label;
    }

    private float[] features(Row row) {
      if (row.isNullAt(1)) {
        throw wrong(featuresCol, "the vector is null");
      }
      Vector vector = (Vector) row.get(1);
      if (vector.size() != features) {
        throw wrong(
            featuresCol,
            "a vector of " + vector.size() + " features, where " + features + " are expected");
      }
      float[] x = Features.toFloats(vector);
      for (int i = 0; i < x.length; i++) {
        if (!Float.isFinite(x[i])) {
          throw wrong(featuresCol, "feature " + i + " is " + vector.apply(i) + ", no finite float");
        }
      }
      return x;
    }

    private float weight(Row row) {
      if (row.isNullAt(2)) {
        throw wrong(weightCol, "the weight is null");
      }
      float weight = (float) row.getDouble(2);
      if (!(weight > 0) || Float.isInfinite(weight)) {
        throw wrong(weightCol, "weight " + row.getDouble(2) + " is not 0 or a positive float");
      }
      return weight;
    }

    private static DataException wrong(String column, String problem) {
      return new DataException("column " + column + ": " + problem);
    }
  }
}
