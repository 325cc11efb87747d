package dev.lockstep.data;

import java.util.List;
import java.util.Optional;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Where examples come from. A table says what its columns and labels are; images have neither names
 * nor labels of their own, but classes from 0.
 */
public interface ExampleSource {

  /** What the user calls it; stands in messages and files. */
  String name();

  /** The number of examples; no fewer than {@link #examples} gives. */
  long count();

  /** The number of features of each. */
  int features();

  /** Labels are below it. */
  int classLimit();

  /** Returns the features' names, one for each; none where they have none. */
  default List<String> featureNames() {
    return List.of();
  }

  /** Returns which labels become which classes; empty where the labels are classes already. */
  default Optional<LabelEncoder> labels() {
    return Optional.empty();
  }

  /** Returns the columns that are neither label, weight nor feature. */
  default List<LeftOut> leftOut() {
    return List.of();
  }

  /** Returns true for a table with which no test set lies. */
  default boolean isAlone() {
    return false;
  }

  /**
   * Refuses labels that are hardly classes, but amounts or names of rows.
   *
   * @param advice what else to do, for the message
   * @throws DataException that says how many different labels there are
   */
  default void requireClasses(String advice) {}

  /**
   * The examples, in any order and any partitions. A wrong one fails its task with a {@link
   * DataException}.
   *
   * @param limit labels must be below it; no higher than the source's own
   */
  JavaRDD<Example> examples(JavaSparkContext spark, int limit);
}
