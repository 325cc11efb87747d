package dev.lockstep.data.csv;

import dev.lockstep.data.DataException;
import dev.lockstep.data.files.FileKind;
import dev.lockstep.data.files.ListedFiles;
import dev.lockstep.data.files.TableFile;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.io.compress.CompressionCodec;
import org.apache.hadoop.io.compress.CompressionCodecFactory;
import org.apache.hadoop.util.LineReader;

/**
 * The lines of one file, as Spark's tasks see them: gzip expanded, without a byte-order mark and
 * line ends; LF, CRLF and CR end a line.
 */
final class CsvLines implements Closeable {
  /** A line of a million cells needs less; a longer one is not a row, and would fill the memory. */
  static final int MAX_LINE_BYTES = 1 << 26;

  /** A byte-order mark. */
  static final byte[] MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

  private final Path file;
  private final long fileBytes;
  private final LineReader lines;
  private final Text line = new Text();
  private int row;

  private CsvLines(Path file, long fileBytes, LineReader lines) {
    this.file = file;
    this.fileBytes = fileBytes;
    this.lines = lines;
  }

  /**
   * Opens a file.
   *
   * @throws DataException if its first bytes are not text, or not compressed as its name says
   */
  static CsvLines open(Path file, Configuration conf) throws IOException {
    CompressionCodec codec = new CompressionCodecFactory(conf).getCodec(file);
    FileSystem files = file.getFileSystem(ListedFiles.confFor(file, conf));
    long fileBytes = files.getFileStatus(file).getLen();
    InputStream in = files.open(file);
    try {
      if (codec != null) {
        BufferedInputStream packed = new BufferedInputStream(in, FileKind.LOOKED_AT_BYTES);
        requirePacked(file, packed);
        in = codec.createInputStream(packed);
      }
      BufferedInputStream text = new BufferedInputStream(in, FileKind.LOOKED_AT_BYTES);
      Optional<FileKind> kind = FileKind.of(first(text));
      if (kind.isPresent()) {
        throw new DataException(
            TableFile.show(file) + (codec == null ? ": is " : ": holds "),
            kind.get().name()
                + "; "
                + (codec == null ? kind.get().advice() : kind.get().adviceWithin()));
      }
      return new CsvLines(file, fileBytes, new LineReader(text, conf));
    } catch (IOException | RuntimeException e) {
      in.close();
      throw e;
    }
  }

  private static void requirePacked(Path file, BufferedInputStream packed) throws IOException {
    byte[] first = first(packed);
    boolean gzip = first.length > 1 && first[0] == 0x1f && first[1] == (byte) 0x8b;
    if (file.getName().endsWith(".gz") && !gzip) {
      String what =
          FileKind.of(first)
              .map(kind -> kind.name() + "; " + kind.advice())
              .orElse("not gzip; name it as what it is");
      throw new DataException(
          TableFile.show(file),
          first.length == 0 ? ": is empty" : ": its name ends in .gz, but it is " + what);
    }
  }

  private static byte[] first(BufferedInputStream in) throws IOException {
    in.mark(FileKind.LOOKED_AT_BYTES);
    byte[] first = in.readNBytes(FileKind.LOOKED_AT_BYTES);
    in.reset();
    return first;
  }

  /** Returns the next line; null at the end. */
  byte[] next() throws IOException {
    if (lines.readLine(line, MAX_LINE_BYTES + 1, MAX_LINE_BYTES + 1) == 0) {
      return null;
    }
    row++;
    if (line.getLength() > MAX_LINE_BYTES) {
      throw new DataException(
          TableFile.show(file) + ": row " + row + ": " + LongLineException.MESSAGE);
    }
    byte[] bytes = line.copyBytes();
    return row == 1 && startsWithMark(bytes, bytes.length)
        ? Arrays.copyOfRange(bytes, MARK.length, bytes.length)
        : bytes;
  }

  /** Returns true if bytes, up to a limit, begin with a byte-order mark. */
  static boolean startsWithMark(byte[] bytes, int limit) {
    return limit >= MARK.length && Arrays.equals(bytes, 0, MARK.length, MARK, 0, MARK.length);
  }

  /** Returns the file's size on the disk, compressed or not. */
  long fileBytes() {
    return fileBytes;
  }

  /** Returns the number of the last line, from 1. */
  int row() {
    return row;
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }
}
