package dev.lockstep.data.files;

import java.util.Locale;
import java.util.Optional;

/** The format of a table's files. */
public enum TableFormat {
  CSV,
  PARQUET;

  /** Returns the format that a file's name ends in. */
  public static Optional<TableFormat> ofFile(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    if (lower.endsWith(".csv") || lower.endsWith(".csv.gz")) {
      return Optional.of(CSV);
    }
    return lower.endsWith(".parquet") ? Optional.of(PARQUET) : Optional.empty();
  }

  /** Returns the name on the command line. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
