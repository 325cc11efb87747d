package dev.lockstep.data.files;

import dev.lockstep.input.InputColumn;
import java.util.ArrayList;
import java.util.List;

/**
 * A user's choices about a table.
 *
 * @param format null for the one that the files' names tell
 * @param classes the names of all classes; null for the labels that the training set has
 * @param predicted what the label columns hold
 * @param width the number of features of LIBSVM files; null for the greatest place in them
 */
public record TableOptions(
    TableFormat format,
    Columns columns,
    Dialect dialect,
    List<String> classes,
    Predicted predicted,
    Integer width) {
  public static final TableOptions DEFAULT =
      new TableOptions(null, Columns.DEFAULT, Dialect.DEFAULT, null);

  public static final String DEFAULT_LABEL = "label";

  public TableOptions {
    classes = classes == null ? null : List.copyOf(classes);
  }

  /** Creates the choices of a table with classes. */
  public TableOptions(TableFormat format, Columns columns, Dialect dialect, List<String> classes) {
    this(format, columns, dialect, classes, Predicted.CLASSES);
  }

  /** Creates the choices of a table of any width. */
  public TableOptions(
      TableFormat format,
      Columns columns,
      Dialect dialect,
      List<String> classes,
      Predicted predicted) {
    this(format, columns, dialect, classes, predicted, null);
  }

  /** Returns the same choices for a table of a model's width. */
  public TableOptions withWidth(int features) {
    return new TableOptions(format, columns, dialect, classes, predicted, features);
  }

  /** Creates the choices of a table with the classes of its labels and the usual dialect. */
  public TableOptions(TableFormat format, String label, String weight) {
    this(format, new Columns(label, weight), Dialect.DEFAULT, null);
  }

  /** Returns the same choices with these classes; null for the labels of the training set. */
  public TableOptions withClasses(List<String> names) {
    return new TableOptions(format, columns, dialect, names, predicted, width);
  }

  /** Returns the same choices of a table whose label columns hold something else. */
  public TableOptions predicting(Predicted other) {
    return new TableOptions(format, columns, dialect, classes, other, width);
  }

  /** Returns the same choices with other label columns. */
  public TableOptions labelled(String label) {
    Columns named = new Columns(label, columns.weight(), columns.inputs());
    return new TableOptions(format, named, dialect, classes, predicted, width);
  }

  /**
   * Returns the same choices for features that an earlier reading found; none of them stands for
   * all columns, as numbers.
   */
  public TableOptions withKnown(List<InputColumn> known) {
    return new TableOptions(format, columns.withKnown(known), dialect, classes, predicted, width);
  }

  /** Returns the same choices, but for the features' columns. */
  public TableOptions withInputs(InputChoices inputs) {
    Columns others = new Columns(columns.label(), columns.weight(), inputs);
    return new TableOptions(format, others, dialect, classes, predicted, width);
  }

  /** Returns the names of the settings that are made, but for the classes. */
  public List<String> made() {
    List<String> made = new ArrayList<>();
    if (format != null) {
      made.add("format");
    }
    if (label() != null) {
      made.add("label");
    }
    if (weight() != null) {
      made.add("weight");
    }
    made.addAll(dialect.texts().keySet());
    made.addAll(inputs().made());
    return made;
  }

  /** Returns the choices of the features' columns. */
  public InputChoices inputs() {
    return columns.inputs();
  }

  /** Returns the column of the labels, as {@link Columns#label}. */
  public String label() {
    return columns.label();
  }

  /** Returns the column of the examples' weights, as {@link Columns#weight}. */
  public String weight() {
    return columns.weight();
  }
}
