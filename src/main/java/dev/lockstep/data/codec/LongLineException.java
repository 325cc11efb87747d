package dev.lockstep.data.codec;

import java.io.IOException;

/** A line is longer than a table's row can be. */
public final class LongLineException extends IOException {
  private static final long serialVersionUID = 1L;

  /** A line of a million cells needs less; a longer one is not a row, and would fill the memory. */
  public static final int MAX_LINE_BYTES = 1 << 26;

  public static final String MESSAGE =
      "is longer than " + (MAX_LINE_BYTES >> 20) + " MiB; a line is a row";

  LongLineException() {
    super(MESSAGE);
  }
}
