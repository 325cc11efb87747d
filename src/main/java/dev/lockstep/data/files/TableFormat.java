package dev.lockstep.data.files;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The format of a table's files.
 *
 * @param name on the command line
 */
public record TableFormat(String name) {
  public static final TableFormat CSV = new TableFormat("csv");
  public static final TableFormat PARQUET = new TableFormat("parquet");

  private static final List<TableFormat> KNOWN = List.of(CSV, PARQUET);

  /**
   * Returns the format of this name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static TableFormat named(String name) {
    return KNOWN.stream()
        .filter(format -> format.name.equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("'" + name + "' is not one of " + names()));
  }

  /** Returns the names of the formats, for a message. */
  public static String names() {
    return KNOWN.stream().map(TableFormat::name).collect(Collectors.joining(", "));
  }

  /** Returns the format that a file's name ends in. */
  public static Optional<TableFormat> ofFile(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    if (lower.endsWith(".csv") || lower.endsWith(".csv.gz")) {
      return Optional.of(CSV);
    }
    return lower.endsWith(".parquet") ? Optional.of(PARQUET) : Optional.empty();
  }

  public boolean isCsv() {
    return equals(CSV);
  }

  /** Returns the name on the command line. */
  @Override
  public String toString() {
    return name;
  }
}
