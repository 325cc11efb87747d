package dev.lockstep.data.idx;

import dev.lockstep.data.DataException;
import dev.lockstep.data.fetch.BoundedGzip;
import dev.lockstep.text.Counted;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.util.List;
import java.util.Locale;
import java.util.zip.ZipException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * An IDX file of unsigned bytes, raw or gzipped; its header has been checked against its size.
 *
 * @param path the file's path
 * @param gzipped true if it is compressed
 * @param count the header's first dimension, the number of rows
 * @param rowBytes the product of the other dimensions, 1 where there are none
 * @param width the last dimension of a picture; 1 where rows are numbers or lists
 * @param headerBytes the place of the first row
 */
public record IdxFile(
    String path, boolean gzipped, int count, int rowBytes, int width, int headerBytes)
    implements Serializable {
  private static final int UNSIGNED_BYTES = 0x08;
  private static final int MAX_ROW_BYTES = 1 << 24;

  /** The most bytes to which deflate can expand one. */
  private static final long MAX_EXPANSION = 1032;

  /** Returns true if a file of a data set can have this name. */
  public static boolean isOne(String name) {
    return name.matches("(train|t10k)-(images|labels)[.-]idx[13]-ubyte(\\.gz)?");
  }

  /**
   * Finds and checks one of a folder's files.
   *
   * @param names the file's possible names; each may end in ".gz" too
   * @param rank the number of dimensions
   */
  static IdxFile open(Path folder, List<String> names, int rank, Configuration conf) {
    try {
      FileSystem files = folder.getFileSystem(conf);
      for (String name : names) {
        for (String ending : List.of("", ".gz")) {
          Path path = new Path(folder, name + ending);
          if (files.exists(path)) {
            return open(path, !ending.isEmpty(), rank, files);
          }
        }
      }
      throw new DataException(folder + ": has no " + names.get(0) + ", raw or .gz");
    } catch (IOException e) {
      throw new DataException(folder + ": cannot be read: " + e.getMessage(), e);
    }
  }

  private static IdxFile open(Path path, boolean gzipped, int rank, FileSystem files)
      throws IOException {
    long fileBytes = files.getFileStatus(path).getLen();
    int headerBytes = 4 + 4 * rank;
    int[] dimensions = new int[rank];
    try (DataInputStream in = stream(path, gzipped, files, 0)) {
      int magic = in.readInt();
      int expected = UNSIGNED_BYTES << 8 | rank;
      if (magic != expected) {
        throw new DataException(
            String.format(
                Locale.ROOT,
                "%s: not IDX with %d dimensions of unsigned bytes: it begins with 0x%08x, not 0x%08x",
                path,
                rank,
                magic,
                expected));
      }
      for (int d = 0; d < rank; d++) {
        dimensions[d] = in.readInt();
      }
    } catch (EOFException e) {
      throw new DataException(path + ": ends within its header", e);
    } catch (ZipException e) {
      throw new DataException(path + ": damaged gzip: " + e.getMessage(), e);
    }
    return checked(path, gzipped, fileBytes, headerBytes, dimensions);
  }

  private static IdxFile checked(
      Path path, boolean gzipped, long fileBytes, int headerBytes, int[] dimensions) {
    long rowBytes = 1;
    for (int d = 0; d < dimensions.length; d++) {
      if (dimensions[d] < (d == 0 ? 0 : 1)) {
        throw new DataException(path + ": dimension " + d + " is " + dimensions[d]);
      }
      rowBytes *= d == 0 ? 1 : dimensions[d];
      if (rowBytes > MAX_ROW_BYTES) {
        throw new DataException(
            path
                + ": a row of more than "
                + MAX_ROW_BYTES
                + " bytes: dimension "
                + d
                + " is "
                + dimensions[d]);
      }
    }
    if (dimensions[0] == 0) {
      throw new DataException(path + ": is empty: its header says 0 rows");
    }
    long needed = headerBytes + dimensions[0] * rowBytes;
    if (gzipped ? needed > MAX_EXPANSION * fileBytes : needed != fileBytes) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "%s: its header says %s of %s, %d bytes in all, but the file has %d%s",
              path,
              Counted.of(dimensions[0], "row"),
              Counted.of(rowBytes, "byte"),
              needed,
              fileBytes,
              gzipped ? " compressed" : ""));
    }
    int width = dimensions.length < 3 ? 1 : dimensions[dimensions.length - 1];
    return new IdxFile(path.toString(), gzipped, dimensions[0], (int) rowBytes, width, headerBytes);
  }

  /** Returns a stream from a row on. */
  DataInputStream rows(int from, Configuration conf) throws IOException {
    long offset = headerBytes + (long) from * rowBytes;
    Path file = new Path(path);
    try {
      return stream(file, gzipped, file.getFileSystem(conf), offset);
    } catch (EOFException | ZipException e) {
      throw damaged(from, e);
    }
  }

  /** Reads a row; after the last one, checks that nothing follows. */
  void read(DataInputStream in, int row, byte[] bytes) throws IOException {
    try {
      in.readFully(bytes);
      if (row == count - 1 && in.read() >= 0) {
        throw new DataException(
            path + ": goes on after row " + row + ", the last of the " + count + " in its header");
      }
    } catch (EOFException | ZipException e) {
      throw damaged(row, e);
    }
  }

  private DataException damaged(int row, IOException e) {
    // Inflating runs ahead of the rows, and a checksum comes last: the damage may lie before or
    // after.
    String what =
        e instanceof EOFException
            ? "ends early at or before"
            : "damaged gzip: " + e.getMessage() + ", noticed at";
    return new DataException(path + ": " + what + " row " + row + " of " + count, e);
  }

  private static DataInputStream stream(Path path, boolean gzipped, FileSystem files, long offset)
      throws IOException {
    FSDataInputStream raw = files.open(path);
    try {
      if (!gzipped) {
        raw.seek(offset);
      }
      InputStream in = gzipped ? new BoundedGzip(raw) : raw;
      DataInputStream data = new DataInputStream(new BufferedInputStream(in, 1 << 16));
      if (gzipped) {
        data.skipNBytes(offset);
      }
      return data;
    } catch (IOException | RuntimeException e) {
      raw.close();
      throw e;
    }
  }
}
