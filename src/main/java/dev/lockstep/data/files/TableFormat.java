package dev.lockstep.data.files;

import java.util.Locale;
import java.util.Optional;

/** How a table lies in its files. */
public enum TableFormat {
  CSV,
  PARQUET;

  /** The format that a file's name tells. */
  public static Optional<TableFormat> ofFile(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    if (lower.endsWith(".csv") || lower.endsWith(".csv.gz")) {
      return Optional.of(CSV);
    }
    return lower.endsWith(".parquet") ? Optional.of(PARQUET) : Optional.empty();
  }

  /** As on the command line. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
