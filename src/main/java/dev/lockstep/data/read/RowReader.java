package dev.lockstep.data.read;

import dev.lockstep.data.CellException;
import dev.lockstep.data.CellText;
import dev.lockstep.data.Example;
import dev.lockstep.data.LabelEncoder;
import dev.lockstep.data.files.Predicted;
import dev.lockstep.data.table.FeatureReader;
import dev.lockstep.data.table.TableColumn;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.sql.catalyst.InternalRow;

/**
 * Converts rows of a table to examples.
 *
 * @param weight null where all examples weigh the same
 * @param labels null where labels are classes already, and while the labels are not known: then
 *     every label is class 0
 * @param limit null where labels become classes
 * @param targets the columns of numbers to predict, the first of them the label's; none for classes
 * @param counts true if no number to predict may be negative
 */
public record RowReader(
    TableColumn label,
    FeatureReader features,
    TableColumn weight,
    LabelEncoder labels,
    ClassLimit limit,
    List<TableColumn> targets,
    boolean counts)
    implements Serializable {

  /** Creates a reader of labels. */
  RowReader(
      TableColumn label,
      FeatureReader features,
      TableColumn weight,
      LabelEncoder labels,
      ClassLimit limit) {
    this(label, features, weight, labels, limit, List.of(), /* counts= */ false);
  }

  /** Creates a reader of labels that are not known yet. */
  public RowReader(TableColumn label, FeatureReader features, TableColumn weight) {
    this(label, features, weight, null, null);
  }

  /** Returns this reader with known classes of the labels. */
  RowReader with(LabelEncoder known) {
    return new RowReader(label, features, weight, known, limit, targets, counts);
  }

  /** Returns the reader of labels, which are not known yet, or of numbers to predict. */
  static RowReader of(
      List<TableColumn> answers, FeatureReader features, TableColumn weight, Predicted predicted) {
    RowReader ofLabels = new RowReader(answers.get(0), features, weight);
    return predicted.areNumbers()
        ? ofLabels.predicting(answers, predicted == Predicted.COUNTS)
        : ofLabels;
  }

  /** Returns this reader for numbers to predict in the labels' column. */
  RowReader ofNumbers() {
    return predicting(List.of(label), /* noneNegative= */ false);
  }

  /** Returns this reader for numbers to predict in place of labels. */
  private RowReader predicting(List<TableColumn> numbers, boolean noneNegative) {
    return new RowReader(
        numbers.get(0), features, weight, null, limit, List.copyOf(numbers), noneNegative);
  }

  /** Returns this reader for rows with these columns. */
  RowReader in(List<String> names) {
    Map<String, Integer> columns = TableColumn.places(names);
    return new RowReader(
        label.in(columns),
        features.in(columns),
        weight == null ? null : weight.in(columns),
        labels,
        limit,
        targets.stream().map(target -> target.in(columns)).toList(),
        counts);
  }

  /**
   * Returns the example in a row.
   *
   * @param x [features], a buffer
   * @throws CellException that names the column and the value
   */
  Example read(InternalRow row, double[] x) {
    double[] numbers = targets.isEmpty() ? null : numbers(row);
    int classLabel =
        numbers != null ? Example.NO_LABEL : limit == null ? classOf(row) : limit.read(row, label);
    CellText[] texts = features.readWithTexts(row, x);
    Example example = Example.of(classLabel, x, weight == null ? 1 : weightOf(row), texts);
    return numbers == null ? example : example.predicting(numbers);
  }

  /** Returns a target's number; the advice for wrong cells of features is not for it. */
  private static double number(TableColumn target, InternalRow row) {
    try {
      return target.number(row);
    } catch (CellException e) {
      throw new CellException(target.name(), e.problem());
    }
  }

  private double[] numbers(InternalRow row) {
    double[] numbers = new double[targets.size()];
    for (int t = 0; t < numbers.length; t++) {
      TableColumn target = targets.get(t);
      numbers[t] = number(target, row);
      if (counts && numbers[t] < 0) {
        throw new CellException(
            target.name(),
            CellException.quote(target.shown(row)) + " is negative: a count is 0 or more");
      }
    }
    return numbers;
  }

  /** Returns the columns that are read. */
  List<TableColumn> columns() {
    List<TableColumn> columns = new ArrayList<>(features.columns());
    columns.addAll(targets.isEmpty() ? List.of(label) : targets);
    if (weight != null) {
      columns.add(weight);
    }
    return columns;
  }

  private int classOf(InternalRow row) {
    String text = label.label(row);
    int classLabel = labels == null ? 0 : labels.classOf(text);
    if (classLabel < 0) {
      String classes =
          labels.names().stream()
              .limit(10)
              .map(CellException::shown)
              .collect(Collectors.joining(", "));
      throw new CellException(
          label.name(),
          String.format(
              Locale.ROOT,
              "label %s is not one of the %d %s: %s%s",
              CellException.quote(text),
              labels.size(),
              labels.isFixed() ? "classes" : "that training has seen",
              classes,
              labels.size() > 10 ? ", ..." : ""));
    }
    return classLabel;
  }

  private float weightOf(InternalRow row) {
    if (limit != null) {
      return ClassLimit.weight(row, weight);
    }
    double number = weight.number(row);
    float value = (float) number;
    if (value <= 0) {
      String cell = CellException.quote(weight.shown(row));
      throw new CellException(
          weight.name(),
          number > 0
              ? cell + " is too small a weight: as a float it is 0"
              : "a weight must be positive: " + cell);
    }
    return value;
  }
}
