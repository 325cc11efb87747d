package dev.lockstep.data.csv;

import dev.lockstep.data.DataException;
import dev.lockstep.data.codec.LongLineException;
import dev.lockstep.data.files.ListedFiles;
import dev.lockstep.data.files.TableFile;
import java.io.Closeable;
import java.io.IOException;
import java.util.Arrays;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.util.LineReader;

/**
 * The rows of one file, as Spark's tasks see them: unpacked and in the charset of cells, without a
 * byte-order mark and line ends; LF, CRLF and CR end a line. A row is a line, or the lines of its
 * quoted cells.
 */
final class CsvLines implements Closeable {
  static final int MAX_LINE_BYTES = LongLineException.MAX_LINE_BYTES;

  /** A byte-order mark. */
  static final byte[] MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

  private final Path file;
  private final CsvSyntax syntax;
  private final long fileBytes;
  private final LineReader lines;
  private final OpenQuote quote;
  private final Text text = new Text();

  /** The number of lines that are read. */
  private int read;

  private int row;

  private CsvLines(Path file, CsvSyntax syntax, long fileBytes, LineReader lines) {
    this.file = file;
    this.syntax = syntax;
    this.fileBytes = fileBytes;
    this.lines = lines;
    quote = new OpenQuote(syntax);
  }

  /**
   * Opens a file.
   *
   * @throws DataException if its first bytes are not text, or not compressed as its name says
   */
  static CsvLines open(Path file, CsvSyntax syntax, Configuration conf) throws IOException {
    FileSystem files = file.getFileSystem(ListedFiles.confFor(file, conf));
    long fileBytes = files.getFileStatus(file).getLen();
    return new CsvLines(
        file,
        syntax,
        fileBytes,
        new LineReader(TextFile.openChecked(files, file, syntax, conf), conf));
  }

  /** Returns the next row; null at the end. */
  byte[] next() throws IOException {
    byte[] all = line();
    row = read;
    if (all == null || !syntax.isMultiLine()) {
      return all;
    }
    boolean more = quote.isAfter(all, 0, all.length);
    while (more) {
      byte[] line = line();
      more = line != null && quote.isAfter(line, 0, line.length);
      if (line != null) {
        int end = all.length;
        requireShort(end + 1L + line.length);
        all = Arrays.copyOf(all, end + 1 + line.length);
        all[end] = '\n';
        System.arraycopy(line, 0, all, end + 1, line.length);
      }
    }
    quote.end();
    return all;
  }

  /** Returns the next line; null at the end. */
  private byte[] line() throws IOException {
    if (lines.readLine(text, MAX_LINE_BYTES + 1, MAX_LINE_BYTES + 1) == 0) {
      return null;
    }
    read++;
    row = Math.max(1, row);
    requireShort(text.getLength());
    byte[] bytes = text.copyBytes();
    return read == 1 && startsWithMark(bytes, bytes.length)
        ? Arrays.copyOfRange(bytes, MARK.length, bytes.length)
        : bytes;
  }

  private void requireShort(long bytes) {
    if (bytes > MAX_LINE_BYTES) {
      int begun = syntax.isMultiLine() ? row : read;
      throw new DataException(
          TableFile.show(file) + ": row " + begun + ": " + LongLineException.MESSAGE);
    }
  }

  /** Returns true if bytes, up to a limit, begin with a byte-order mark. */
  static boolean startsWithMark(byte[] bytes, int limit) {
    return limit >= MARK.length && Arrays.equals(bytes, 0, MARK.length, MARK, 0, MARK.length);
  }

  /** Returns the file's size on the disk, compressed or not. */
  long fileBytes() {
    return fileBytes;
  }

  /** Returns the number of the last row's first line, from 1. */
  int row() {
    return row;
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }
}
