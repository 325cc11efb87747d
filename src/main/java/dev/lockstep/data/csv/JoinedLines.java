package dev.lockstep.data.csv;

import java.util.Arrays;
import java.util.Iterator;

/**
 * The rows of a whole file whose quoted cells may hold ends of lines; each of these becomes LF. A
 * row that is longer than any row can be ends early, and the reader refuses it.
 */
final class JoinedLines implements Iterator<LineRow> {
  private final Iterator<LineRow> lines;
  private final OpenQuote quote;
  private byte[] row = {};
  private int length;

  JoinedLines(Iterator<LineRow> lines, CsvSyntax syntax) {
    this.lines = lines;
    quote = new OpenQuote(syntax);
  }

  @Override
  public boolean hasNext() {
    return lines.hasNext();
  }

  @Override
  public LineRow next() {
    LineRow line = lines.next();
    if (!quote.isAfter(line.bytes(), line.from(), line.to())) {
      return line;
    }
    length = 0;
    append(line);
    boolean more = true;
    while (more && length <= CsvLines.MAX_LINE_BYTES && lines.hasNext()) {
      line = lines.next();
      more = quote.isAfter(line.bytes(), line.from(), line.to());
      row[length++] = '\n';
      append(line);
    }
    quote.end();
    line.set(row, 0, length);
    return line;
  }

  /** Appends a line, with room for an end. */
  private void append(LineRow line) {
    int count = line.to() - line.from();
    if (length + count + 1 > row.length) {
      row = Arrays.copyOf(row, Math.max(2 * row.length, length + count + 1));
    }
    System.arraycopy(line.bytes(), line.from(), row, length, count);
    length += count;
  }
}
