package dev.lockstep.data.csv;

import dev.lockstep.data.CellException;

/**
 * The blank lines of a file, told from its rows. They are passed over, but no compressed file
 * expands to gigabytes of them: a few bytes would keep a task busy for hours.
 */
final class BlankLines {
  private final long fileBytes;
  private long blankBytes;
  private long rowBytes;

  /**
   * Has seen no line yet.
   *
   * @param fileBytes of the file, or of the part of it that is read, as it lies on the disk
   */
  BlankLines(long fileBytes) {
    this.fileBytes = fileBytes;
  }

  /**
   * Returns true if the next line has nothing but spaces and tabs.
   *
   * @throws CellException if blank lines exceed both the rows and the file's size by 64 MiB
   */
  boolean isNext(byte[] line) {
    if (!CsvLine.isBlank(line)) {
      rowBytes += 1 + line.length;
      return false;
    }
    blankBytes += 1 + line.length;
    if (blankBytes - Math.max(rowBytes, fileBytes) > CsvLines.MAX_LINE_BYTES) {
      throw new CellException(
          "is one of more than "
              + (CsvLines.MAX_LINE_BYTES >> 20)
              + " MiB of blank lines in a compressed file with less of rows; write it without them");
    }
    return true;
  }
}
