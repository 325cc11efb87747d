package dev.lockstep.ml.vector;

import dev.lockstep.data.table.TableColumn;
import dev.lockstep.input.InputColumn;
import dev.lockstep.ml.param.MlpParams;
import dev.lockstep.model.Model;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * A DataFrame as Spark's predictors want it, with a column of vectors: arrays become vectors, and
 * so do the columns of a raw table. What they do with it is given back in the DataFrame's own form.
 *
 * @param vectors the name of the column of vectors
 * @param raw the columns that become vectors; empty where there are vectors or arrays
 * @param own what the DataFrame has in place of vectors, under their name; empty for vectors, and
 *     where there is no such column
 */
public record FeatureView(String vectors, Optional<RawColumns> raw, Optional<StructField> own) {
  /** The name under which the DataFrame's own column waits. */
  private static final String ASIDE = "lockstep own features";

  /** Returns the view of an estimator; the rows decide later which columns it takes. */
  public static FeatureView ofEstimator(MlpParams stage, StructType schema) {
    boolean ofColumns = stage.isSet(stage.featuresCols());
    return of(stage.getFeaturesCol(), schema, ofColumns ? List.of() : null);
  }

  /** Returns the view of a model. */
  public static FeatureView ofModel(MlpParams stage, Model model, StructType schema) {
    List<InputColumn> columns = columns(stage, model, schema);
    return of(stage.getFeaturesCol(), schema, columns.isEmpty() ? null : columns);
  }

  /**
   * Returns the columns that a model takes by their names: those that its estimator was told to
   * take, or those of its training set where there is no column of vectors. None if it takes
   * vectors.
   */
  public static List<InputColumn> columns(MlpParams stage, Model model, StructType schema) {
    boolean hasVectors = List.of(schema.fieldNames()).contains(stage.getFeaturesCol());
    return hasVectors && !stage.isSet(stage.featuresCols()) ? List.of() : model.inputColumns();
  }

  private static FeatureView of(String vectors, StructType schema, List<InputColumn> raw) {
    Optional<StructField> field =
        Arrays.stream(schema.fields()).filter(f -> f.name().equals(vectors)).findFirst();
    boolean stays = raw == null && field.filter(f -> isArray(f)).isEmpty();
    return new FeatureView(
        vectors, Optional.ofNullable(raw).map(RawColumns::new), stays ? Optional.empty() : field);
  }

  private static boolean isArray(StructField field) {
    return TableColumn.of(field, 0)
        .filter(
            column ->
                column.kind() == TableColumn.Kind.FLOATS
                    || column.kind() == TableColumn.Kind.DOUBLES)
        .isPresent();
  }

  /**
   * Returns the schema that a predictor makes of this one.
   *
   * @param predictor returns the schema with more columns, of one with vectors
   */
  public StructType transformed(StructType schema, UnaryOperator<StructType> predictor) {
    if (raw.isEmpty() && own.isEmpty()) {
      return predictor.apply(schema);
    }
    raw.ifPresent(columns -> columns.requireIn(schema));
    List<StructField> fields = new ArrayList<>();
    StructField vector = new StructType().add(vectors, SQLDataTypes.VectorType()).apply(0);
    for (StructField field : schema.fields()) {
      fields.add(field.name().equals(vectors) ? vector : field);
    }
    if (own.isEmpty()) {
      fields.add(vector);
    }
    StructType all = predictor.apply(new StructType(fields.toArray(StructField[]::new)));
    return new StructType(
        Arrays.stream(all.fields())
            .filter(field -> own.isPresent() || !field.name().equals(vectors))
            .map(field -> field.name().equals(vectors) ? own.get() : field)
            .toArray(StructField[]::new));
  }

  /**
   * Returns the rows that a predictor makes of these.
   *
   * @param predictor returns the rows with more columns, of those with vectors
   */
  public Dataset<Row> transformed(Dataset<?> rows, Function<Dataset<?>, Dataset<Row>> predictor) {
    if (raw.isEmpty() && own.isEmpty()) {
      return predictor.apply(rows);
    }
    Dataset<Row> kept =
        own.isEmpty() ? rows.toDF() : rows.withColumn(ASIDE, TableColumn.reference(vectors));
    Dataset<Row> done =
        predictor.apply(
            raw.isPresent()
                ? raw.get().addTo(kept, vectors)
                : new ArrayColumn(vectors).addTo(kept));
    return own.isEmpty()
        ? done.drop(vectors)
        : done.withColumn(vectors, TableColumn.reference(ASIDE)).drop(ASIDE);
  }
}
