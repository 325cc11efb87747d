package dev.lockstep.cli.option;

import dev.lockstep.data.files.TableFormat;
import dev.lockstep.data.files.TableOptions;
import java.util.List;
import picocli.CommandLine.Option;

/** The options for a user's own table. */
public final class TableArguments {
  @Option(
      names = "--format",
      description = "Of a table: ${COMPLETION-CANDIDATES}. Default: what the files' names tell")
  public TableFormat format;

  @Option(
      names = "--label",
      paramLabel = "COLUMN",
      description =
          "The labels' column of a table. Default: 'label', or the first where columns have no names")
  String label;

  @Option(
      names = "--weight",
      paramLabel = "COLUMN",
      description =
          "The column of a table that says how much an example counts in training. Default: none")
  public String weight;

  /** The names of all classes; null for the labels of the table. */
  public List<String> classes;

  /**
   * Takes missing options from an earlier reading.
   *
   * @param sameFiles true if these are the files that were read then
   */
  public void orElse(TableOptions earlier, boolean sameFiles) {
    format = format == null && sameFiles ? earlier.format() : format;
    label = label == null ? earlier.label() : label;
    weight = weight == null ? earlier.weight() : weight;
    classes = classes == null ? earlier.classes() : classes;
  }

  public TableOptions options() {
    return new TableOptions(format, label, weight, classes);
  }
}
