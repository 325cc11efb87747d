package dev.lockstep.data;

import dev.lockstep.input.InputColumn;
import dev.lockstep.input.NumberColumn;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * A source of examples. A table has named columns and labels; images have neither names nor labels,
 * but classes from 0.
 */
public interface ExampleSource {

  /** Returns the user's name of the source, for messages and files. */
  String name();

  /** Returns the number of examples, or a larger number if not all are usable. */
  long count();

  /** Returns the number of features of an example. */
  int features();

  /** Returns the bound of labels; all are below it. */
  int classLimit();

  /** Returns the features' names, one for each; empty if they have none. */
  default List<String> featureNames() {
    return List.of();
  }

  /**
   * Returns what the features' cells are, one for each, as a later reading of other rows should
   * take them; numbers of which none is missing where nothing else is said. None if they have no
   * names.
   */
  default List<InputColumn> inputColumns() {
    return featureNames().stream().map(name -> (InputColumn) NumberColumn.of(name)).toList();
  }

  /** Returns the size of the pictures that the features are; empty if nothing tells it. */
  default Optional<ImageSize> image() {
    return Optional.empty();
  }

  /** Returns the labels' encoding as classes; empty where the labels are classes already. */
  default Optional<LabelEncoder> labels() {
    return Optional.empty();
  }

  /** Returns the names of the numbers to predict; none where classes are. */
  default List<String> targetNames() {
    return List.of();
  }

  /**
   * Returns this source with its labels as numbers to predict, if they are numbers and some are not
   * whole, and the user has left it open; else this source.
   */
  default ExampleSource withNumbers() {
    return this;
  }

  /**
   * Returns the column that holds the labels if nobody names one, where columns have no names and
   * this one is read so; empty elsewhere.
   */
  default Optional<String> guessedLabel() {
    return Optional.empty();
  }

  /** Returns the columns that are neither label, weight nor feature. */
  default List<LeftOut> leftOut() {
    return List.of();
  }

  /**
   * Returns what stands in each of a table's columns that may be a feature, what becomes of it and
   * why; looks at all rows.
   */
  default List<ColumnLine> columnLines() {
    return List.of();
  }

  /** Returns lines about files that lie in the source's place and are not read. */
  default List<String> warnings() {
    return List.of();
  }

  /** Returns the names of the settings of tables that say how this source is read. */
  default Set<String> tableSettings() {
    return Set.of();
  }

  /** Returns true for a table without a test set. */
  default boolean isAlone() {
    return false;
  }

  /**
   * Refuses labels that look like amounts or names of rows, not like classes.
   *
   * @param advice the other way, for the message
   * @throws DataException if so; the message says how many different labels there are
   */
  default void requireClasses(String advice) {}

  /**
   * Returns the examples, in any order and any partitions. A wrong example fails its task with a
   * {@link DataException}.
   *
   * @param limit labels must be below it; at most the source's own limit
   */
  JavaRDD<Example> examples(JavaSparkContext spark, int limit);
}
