package dev.lockstep.data.csv;

import java.io.IOException;

/** A line is longer than a table's row can be. */
final class LongLineException extends IOException {
  private static final long serialVersionUID = 1L;
  static final String MESSAGE =
      "is longer than " + (CsvLines.MAX_LINE_BYTES >> 20) + " MiB; a line is a row";

  LongLineException() {
    super(MESSAGE);
  }
}
