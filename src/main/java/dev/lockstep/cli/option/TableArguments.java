package dev.lockstep.cli.option;

import dev.lockstep.data.files.Columns;
import dev.lockstep.data.files.Dialect;
import dev.lockstep.data.files.InputChoices;
import dev.lockstep.data.files.Predicted;
import dev.lockstep.data.files.TableFormat;
import dev.lockstep.data.files.TableOptions;
import dev.lockstep.model.Model;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options for a user's own table. */
public final class TableArguments {
  @Option(
      names = "--format",
      converter = FormatText.class,
      description =
          "Of a table: csv, parquet, json, orc, libsvm; with a package that Spark is given: avro, delta, iceberg, or a class. Default: what the files' names tell")
  public TableFormat format;

  @Option(
      names = "--label",
      paramLabel = "COLUMN",
      description =
          "The labels' column of a table; for regression several with commas too. Default: 'label';"
              + " where columns have no names, the only one of text, or the first")
  String label;

  @Option(
      names = "--weight",
      paramLabel = "COLUMN",
      description =
          "The column of a table that says how much an example counts in training. Default: none")
  public String weight;

  @Mixin private final DialectArguments text = new DialectArguments();

  /** Of an earlier reading. */
  private Dialect earlierDialect = Dialect.DEFAULT;

  /** The choices of the features' columns. */
  public InputChoices inputs = InputChoices.DEFAULT;

  /** The names of all classes; null for the labels of the table. */
  public List<String> classes;

  /** The names of the settings that the options make; null until somebody asks. */
  private List<String> made;

  /** What the label columns hold. */
  private Predicted predicted = Predicted.CLASSES;

  /**
   * Takes missing options from an earlier reading.
   *
   * @param sameFiles true if these are the files that were read then
   */
  public void orElse(TableOptions earlier, boolean sameFiles) {
    List<String> unused = made(); // What is taken from the earlier reading is not made.
    format = format == null && sameFiles ? earlier.format() : format;
    Columns columns = columns().orElse(earlier.columns());
    label = columns.label();
    weight = columns.weight();
    earlierDialect = earlier.dialect();
    inputs = columns.inputs();
    classes = classes == null ? earlier.classes() : classes;
    predicted = earlier.predicted();
  }

  /** Returns the names of the settings that the options make, but for the features' columns. */
  public List<String> made() {
    if (made == null) {
      Columns named = new Columns(label, weight);
      made = new TableOptions(format, named, text.orElse(Dialect.DEFAULT), null).made();
    }
    return made;
  }

  /** Takes a missing dialect from a model's file. */
  void orElse(Model model) {
    earlierDialect = DialectArguments.of(model);
  }

  public TableOptions options() {
    return new TableOptions(format, columns(), text.orElse(earlierDialect), classes, predicted);
  }

  private Columns columns() {
    return new Columns(label, weight, inputs);
  }
}
