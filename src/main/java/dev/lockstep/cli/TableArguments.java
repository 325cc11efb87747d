package dev.lockstep.cli;

import dev.lockstep.data.TableFormat;
import dev.lockstep.data.TableOptions;
import picocli.CommandLine.Option;

/** How a person's own table is to be understood. */
final class TableArguments {
  @Option(
      names = "--format",
      description = "Of a table: ${COMPLETION-CANDIDATES}. Default: what the files' names tell")
  TableFormat format;

  @Option(
      names = "--label",
      paramLabel = "COLUMN",
      description =
          "The labels' column of a table. Default: 'label', or the first where columns have no names")
  String label;

  @Option(
      names = "--weight",
      paramLabel = "COLUMN",
      description = "The column of a table that says how much an example counts. Default: none")
  String weight;

  TableOptions options() {
    return new TableOptions(format, label, weight);
  }
}
