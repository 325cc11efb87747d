package dev.lockstep.data.csv;

import dev.lockstep.data.CellException;

/**
 * Tells a file's blank lines and comments from its rows. They are skipped, but a compressed file
 * must not expand to gigabytes of them, because a few bytes would keep a task busy for hours.
 */
final class BlankLines {
  private final CsvSyntax syntax;
  private final long fileBytes;
  private long blankBytes;
  private long rowBytes;

  /**
   * Creates a reader of blank lines before the first line.
   *
   * @param fileBytes the size, on the disk, of the file or of the part of it that is read
   */
  BlankLines(CsvSyntax syntax, long fileBytes) {
    this.syntax = syntax;
    this.fileBytes = fileBytes;
  }

  /** Returns true if the next line is not a row, as below. */
  boolean isNext(byte[] line) {
    return isNext(line, 0, line.length);
  }

  /**
   * Returns true if the next line has only spaces and tabs, or is a comment.
   *
   * @throws CellException if blank lines exceed both the rows and the file's size by 64 MiB
   */
  boolean isNext(byte[] bytes, int from, int to) {
    if (!syntax.isSkipped(bytes, from, to)) {
      rowBytes += 1 + to - from;
      return false;
    }
    blankBytes += 1 + to - from;
    if (blankBytes - Math.max(rowBytes, fileBytes) > CsvLines.MAX_LINE_BYTES) {
      throw new CellException(
          "is one of more than "
              + (CsvLines.MAX_LINE_BYTES >> 20)
              + " MiB of blank lines in a compressed file with fewer bytes of rows; write it without them");
    }
    return true;
  }
}
