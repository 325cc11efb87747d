package dev.lockstep.data.csv;

import dev.lockstep.data.CellException;
import dev.lockstep.data.codec.LongLineException;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.execution.datasources.PartitionedFile;
import org.apache.spark.util.TaskCompletionListener;

/**
 * The lines of a part of a file that is not compressed, as Hadoop's reader has them: LF, CRLF and
 * CR end a line, and a line belongs to the part in which the line before it ends.
 */
final class PlainLines implements Iterator<LineRow>, Closeable {
  private static final int BUFFER_BYTES = 1 << 18;

  private final InputStream in;
  private final LineRow line;

  /** The last place in the file at which a line of this part may begin. */
  private final long last;

  private byte[] buffer;

  /** The bytes from here up to {@link #limit} are to be read. */
  private int begin;

  private int limit;

  /** The place of {@code buffer[begin]} in the file. */
  private long position;

  /** True if {@link #line} is the next one. */
  private boolean read;

  PlainLines(InputStream in, PartitionedFile part, int bufferBytes) {
    this(in, part, part.start() + part.length(), bufferBytes);
  }

  private PlainLines(InputStream in, PartitionedFile part, long last, int bufferBytes) {
    this.in = in;
    line = new LineRow(part);
    position = part.start();
    this.last = last;
    buffer = new byte[bufferBytes];
  }

  /** Opens a part for a task, which closes it when it ends. */
  static PlainLines open(PartitionedFile part, Configuration conf) throws IOException {
    FSDataInputStream in = part.toPath().getFileSystem(conf).open(part.toPath());
    PlainLines lines = new PlainLines(in, part, BUFFER_BYTES);
    lines.closeWithTask();
    if (part.start() > 0) {
      in.seek(part.start());
    }
    lines.begin();
    return lines;
  }

  /**
   * Returns the lines of a whole file for a task, which closes it when it ends.
   *
   * @param text that need not have the bytes of the file
   */
  static PlainLines ofAll(InputStream text, PartitionedFile file) throws IOException {
    PlainLines lines = new PlainLines(text, file, Long.MAX_VALUE, BUFFER_BYTES);
    lines.closeWithTask();
    lines.begin();
    return lines;
  }

  private void closeWithTask() {
    TaskContext task = TaskContext.get();
    if (task != null) {
      task.addTaskCompletionListener((TaskCompletionListener) ended -> close());
    }
  }

  /** Skips a byte-order mark, or the end of a line of the part before. */
  void begin() throws IOException {
    if (position > 0) {
      readLine();
      return;
    }
    while (limit < CsvLines.MARK.length && fill()) {
      // Reads on.
    }
    if (CsvLines.startsWithMark(buffer, limit)) {
      begin = CsvLines.MARK.length;
      position = begin;
      read = readLine(); // It belongs to this part, even if that ends within the mark.
    }
  }

  @Override
  public boolean hasNext() {
    try {
      read = read || (position <= last && readLine());
      return read;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public LineRow next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    read = false;
    return line;
  }

  /** Reads the next line; returns false at the end of the file. */
  private boolean readLine() throws IOException {
    int length = LineEnds.find(buffer, begin, limit) - begin;
    while (begin + length == limit) {
      if (length > CsvLines.MAX_LINE_BYTES) {
        throw new CellException(LongLineException.MESSAGE);
      }
      if (!fill()) {
        break;
      }
      length = LineEnds.find(buffer, begin + length, limit) - begin;
    }
    int whole = length;
    if (begin + length < limit) {
      whole++;
      boolean more = begin + whole < limit || fill();
      if (more && buffer[begin + length] == '\r' && buffer[begin + whole] == '\n') {
        whole++;
      }
    }
    line.set(buffer, begin, begin + length);
    begin += whole;
    position += whole;
    return whole > 0;
  }

  /** Reads more bytes behind those that are to be read; returns false at the end of the file. */
  private boolean fill() throws IOException {
    int kept = limit - begin;
    if (begin > 0) {
      System.arraycopy(buffer, begin, buffer, 0, kept);
    } else if (kept == buffer.length) {
      buffer = Arrays.copyOf(buffer, 2 * kept);
    }
    begin = 0;
    limit = kept;
    int count = in.read(buffer, kept, buffer.length - kept);
    limit += Math.max(0, count);
    return count > 0;
  }

  @Override
  public void close() {
    try {
      in.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
