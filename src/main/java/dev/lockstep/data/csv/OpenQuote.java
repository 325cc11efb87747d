package dev.lockstep.data.csv;

/** Tells whether a quoted cell goes on after a line's end, line after line. */
final class OpenQuote {
  private final CsvSyntax syntax;
  private final byte quote;
  private boolean open;

  /** Creates the state before a row. */
  OpenQuote(CsvSyntax syntax) {
    this.syntax = syntax;
    quote = (byte) syntax.quote();
  }

  /** Reads the next line; returns true if its row goes on in the line after it. */
  boolean isAfter(byte[] bytes, int from, int to) {
    if (!open && syntax.isSkipped(bytes, from, to)) {
      return false;
    }
    int at = from;
    while (true) {
      if (!open) {
        at = cell(bytes, at, to);
        open = at < to && bytes[at] == quote;
        at += open ? 1 : 0;
      }
      if (open) {
        at = close(bytes, at, to);
        open = at > to;
      }
      while (at < to && !isDelimiter(bytes[at])) {
        at++;
      }
      if (at >= to) {
        return open;
      }
      at++;
    }
  }

  /** Goes on to the next row, whatever this one was. */
  void end() {
    open = false;
  }

  private boolean isDelimiter(byte b) {
    return b == syntax.delimiter() || (syntax.isSpaced() && b == '\t');
  }

  private int cell(byte[] bytes, int from, int to) {
    int at = from;
    while (at < to && syntax.isBlank(bytes[at])) {
      at++;
    }
    return at;
  }

  /** Returns the place after the closing quote; beyond {@code to} if there is none. */
  private int close(byte[] bytes, int from, int to) {
    int at = from;
    while (at < to) {
      if (bytes[at] != quote) {
        at++;
      } else if (at + 1 < to && bytes[at + 1] == quote) {
        at += 2;
      } else {
        return at + 1;
      }
    }
    return to + 1;
  }
}
