package dev.lockstep.ml.fit;

import dev.lockstep.data.files.InputChoices;
import dev.lockstep.data.read.ClassLimit;
import dev.lockstep.data.read.FrameTable;
import dev.lockstep.data.read.TableSource;
import dev.lockstep.data.shard.DataSet;
import dev.lockstep.data.shard.Sharding;
import dev.lockstep.data.shard.SourceSets;
import dev.lockstep.data.shard.Split;
import dev.lockstep.data.shard.TestPart;
import dev.lockstep.data.table.TableColumn;
import dev.lockstep.data.table.TableColumns;
import dev.lockstep.input.InputColumn;
import dev.lockstep.ml.param.MlpParams;
import dev.lockstep.ml.vector.FeatureView;
import dev.lockstep.ml.vector.Features;
import dev.lockstep.model.Model;
import dev.lockstep.report.Measured;
import dev.lockstep.train.state.Evaluator;
import java.util.List;
import java.util.OptionalInt;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.ml.attribute.AttributeGroup;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;

/** The rows of a DataFrame as shards, to train on and to be measured on. */
public final class Rows {
  private static final String NAME = "the data set";

  private Rows() {}

  /** Returns a DataFrame with the columns that an estimator's params name. */
  static FrameTable frame(MlpParams stage, Dataset<?> dataset, FrameTable.Answer answer) {
    boolean weighted = stage.isDefined(stage.weightCol()) && !stage.getWeightCol().isEmpty();
    return new FrameTable(NAME, dataset, answer, weighted ? stage.getWeightCol() : null);
  }

  /** Returns the size of a column's vectors, if it is known; else that in the metadata. */
  static OptionalInt width(OptionalInt known, Dataset<?> dataset, String features) {
    if (known.isPresent()) {
      return known;
    }
    StructField field = dataset.select(features).schema().fields()[0];
    boolean isVector = field.dataType().equals(SQLDataTypes.VectorType());
    int size = isVector ? AttributeGroup.fromStructField(field).size() : -1;
    return size >= 0 ? OptionalInt.of(size) : OptionalInt.empty();
  }

  /** Returns the division into shards. */
  static Sharding sharding(JavaSparkContext spark, int shards, long seed) {
    return new Sharding(shards, seed, Math.max(1, Math.min(shards, spark.defaultParallelism())));
  }

  /** Divides and caches the rows; the caller releases the sets. */
  static Split split(
      JavaSparkContext spark, TableSource rows, Sharding sharding, double validation) {
    return SourceSets.of(spark, rows, rows.classLimit(), sharding, validation, TestPart.NONE)
        .split();
  }

  /** Returns whether a column is true; null is not. */
  static Column indicator(Dataset<?> dataset, String column) {
    Column marks = TableColumn.reference(column);
    StructField field = dataset.select(marks).schema().fields()[0];
    if (!field.dataType().equals(DataTypes.BooleanType)) {
      throw Features.wrong(
          column,
          "holds " + TableColumns.typeName(field) + ", and validationIndicatorCol booleans");
    }
    return marks.eqNullSafe(true);
  }

  static void release(DataSet data) {
    data.shards().unpersist(false);
  }

  /** Returns a model's measures on the rows of a DataFrame with labels; weights do not count. */
  public static Measured measure(MlpParams stage, Model model, Dataset<?> dataset) {
    JavaSparkContext spark =
        JavaSparkContext.fromSparkContext(dataset.sparkSession().sparkContext());
    String label = stage.getLabelCol();
    boolean ofCounts = model.network().loss().function().isOfCounts();
    FrameTable.Answer answer =
        model.task().hasClasses()
            ? FrameTable.Answer.classes(
                label, new ClassLimit(model.network().classes(), "the model's classes"))
            : FrameTable.Answer.numbers(label, ofCounts);
    FrameTable frame = new FrameTable(NAME, dataset, answer, null);
    List<InputColumn> inputs = FeatureView.columns(stage, model, dataset.schema());
    return Failures.inWordsOfParams(
        stage,
        () -> {
          TableSource rows =
              inputs.isEmpty()
                  ? frame.ofVectors(
                      stage.getFeaturesCol(), OptionalInt.of(model.network().features()))
                  : frame.ofColumns(InputChoices.DEFAULT.withKnown(inputs));
          int shards = DataSet.defaultShards(rows.count());
          DataSet data =
              split(spark, rows, sharding(spark, shards, 0), 0)
                  .train()
                  .prepared(model.preprocessing(), model.featureNames());
          try {
            return Evaluator.measure(spark, data, model);
          } finally {
            release(data);
          }
        });
  }
}
