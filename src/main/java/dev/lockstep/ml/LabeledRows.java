package dev.lockstep.ml;

import dev.lockstep.data.DataException;
import dev.lockstep.data.Example;
import dev.lockstep.data.shard.DataSet;
import dev.lockstep.data.shard.SourceSets;
import dev.lockstep.data.shard.Split;
import dev.lockstep.data.shard.TestFifth;
import dev.lockstep.data.table.InternalRows;
import dev.lockstep.data.table.VectorCells;
import java.io.Serializable;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.ml.attribute.AttributeGroup;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.functions;

/**
 * Rows of a data frame as examples.
 *
 * @param rows of label, features and weight; those of weight 0 are left out
 * @param cells the same, as they lie in Spark
 * @param columns what these are called
 */
record LabeledRows(Dataset<Row> rows, JavaRDD<InternalRow> cells, Columns columns) {
  private static final String NAME = "the data set";
  private static final int LABEL = 0;
  private static final int FEATURES = 1;
  private static final int WEIGHT = 2;

  /**
   * What to read.
   *
   * @param weight null for no weights
   */
  record Columns(String label, String features, String weight) implements Serializable {}

  static LabeledRows of(Dataset<?> dataset, Columns columns) {
    Column one = functions.lit(1.0);
    Column weight = columns.weight == null ? one : functions.col(columns.weight).cast("double");
    Dataset<Row> all =
        dataset.select(
            functions.col(columns.label).cast("double").as("label"),
            functions.col(columns.features).as("features"),
            weight.as("weight"));
    Dataset<Row> rows = columns.weight == null ? all : all.where("not (weight <=> 0.0)");
    return new LabeledRows(rows, InternalRows.of(rows), columns);
  }

  /** By the column's metadata, else by the first row. */
  int features() {
    int known = AttributeGroup.fromStructField(rows.schema().apply("features")).size();
    if (known >= 0) {
      return known;
    }
    List<Integer> first = cells.map(new Width(columns.features)).take(1);
    if (first.isEmpty()) {
      throw new DataException(NAME + ": has no examples");
    }
    return first.get(0);
  }

  /** As many as wanted, or for 0 as many as follow from the number of rows. */
  int shards(int wanted) {
    if (wanted != 0) {
      return wanted;
    }
    // Of no columns: what is cached or read from files need not be unpacked to be counted.
    long count = InternalRows.of(rows.select(new Column[0])).count();
    return DataSet.defaultShards(count);
  }

  /**
   * The rows as cached shards, which are the caller's to release.
   *
   * @param heldOut share of the rows that is held out of training
   */
  Split load(
      JavaSparkContext spark,
      int features,
      ClassLimit limit,
      int shards,
      long seed,
      double heldOut) {
    int placement = Math.max(1, Math.min(shards, spark.defaultParallelism()));
    JavaRDD<Example> examples = cells.mapPartitions(new ToExamples(columns, features, limit));
    DataSet.Sharding sharding = new DataSet.Sharding(shards, seed, placement);
    return SourceSets.of(NAME, examples, features, sharding, heldOut, TestFifth.NONE).split();
  }

  private static void requireVector(InternalRow row, String column) {
    if (row.isNullAt(FEATURES)) {
      throw Features.wrong(column, "the vector is null");
    }
  }

  private record Width(String column) implements Function<InternalRow, Integer> {
    @Override
    public Integer call(InternalRow row) {
      requireVector(row, column);
      return VectorCells.size(row, FEATURES);
    }
  }

  private record ToExamples(Columns columns, int features, ClassLimit limit)
      implements FlatMapFunction<Iterator<InternalRow>, Example> {
    @Override
    public Iterator<Example> call(Iterator<InternalRow> rows) {
      double[] x = new double[features];
      return new Iterator<>() {
        @Override
        public boolean hasNext() {
          return rows.hasNext();
        }

        @Override
        public Example next() {
          return read(rows.next(), x);
        }
      };
    }

    private Example read(InternalRow row, double[] x) {
      int label = label(row);
      readFeatures(row, x);
      return Example.of(label, x, weight(row));
    }

    private int label(InternalRow row) {
      if (row.isNullAt(LABEL)) {
        throw Features.wrong(columns.label, "the label is null");
      }
      double label = row.getDouble(LABEL);
      if (!(label >= 0) || label != Math.rint(label) || Double.isInfinite(label)) {
        throw Features.wrong(columns.label, "label " + label + " is not a whole number from 0");
      }
      if (label >= limit.classes()) {
        throw Features.wrong(columns.label, "label " + label + " is not below " + limit);
      }
      return (int) label;
    }

    private void readFeatures(InternalRow row, double[] x) {
      requireVector(row, columns.features);
      Features.requireSize(VectorCells.size(row, FEATURES), features, columns.features);
      VectorCells.copyTo(row, FEATURES, x, 0, features);
      int wrong = Features.firstNotFinite(x);
      if (wrong >= 0) {
        throw Features.notFinite(wrong, x[wrong], columns.features);
      }
    }

    private float weight(InternalRow row) {
      if (row.isNullAt(WEIGHT)) {
        throw Features.wrong(columns.weight, "the weight is null");
      }
      double value = row.getDouble(WEIGHT);
      float weight = (float) value;
      if (!(weight > 0) || Float.isInfinite(weight)) {
        throw Features.wrong(columns.weight, "weight " + value + " is not 0 or a positive float");
      }
      return weight;
    }
  }
}
