package dev.lockstep.predict;

import dev.lockstep.storage.RunFiles;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Joins the parts that tasks wrote to one CSV file, byte after byte, so that cells stay as they
 * are, line breaks included.
 */
final class OneFile {
  private static final int BUFFER_BYTES = 1 << 16;

  private final String header;
  private final boolean numbered;
  private final List<Path> parts = new ArrayList<>();

  /**
   * Creates a file without parts.
   *
   * @param columns the header's names
   * @param numbered true if each row begins with its number, from 1
   */
  OneFile(String[] columns, boolean numbered) {
    header = Arrays.stream(columns).map(OneFile::quoted).collect(Collectors.joining(","));
    this.numbered = numbered;
  }

  /** Returns a hidden folder beside the file, for the next parts; it does not exist yet. */
  Path newParts(Path file, Configuration conf) throws IOException {
    Path whole = file.getFileSystem(conf).makeQualified(file);
    Path folder = RunFiles.child(whole.getParent(), "." + file.getName() + "." + UUID.randomUUID());
    parts.add(folder);
    return folder;
  }

  /** Creates or replaces the file. */
  void join(Path file, Configuration conf) throws IOException {
    RunFiles.write(
        file,
        conf,
        out -> {
          BufferedOutputStream text = new BufferedOutputStream(out, BUFFER_BYTES);
          text.write((header + "\n").getBytes(StandardCharsets.UTF_8));
          long rows = 0;
          for (Path folder : parts) {
            FileSystem fs = folder.getFileSystem(conf);
            for (Path part : inOrder(fs, folder)) {
              rows = copy(fs, part, text, rows);
            }
          }
          text.flush();
        });
  }

  private long copy(FileSystem fs, Path part, OutputStream out, long before) throws IOException {
    try (InputStream in = new BufferedInputStream(fs.open(part), BUFFER_BYTES)) {
      if (numbered) {
        return number(in, out, before);
      }
      in.transferTo(out);
      return before;
    }
  }

  /** Copies rows, each after its number; a line end between quotes does not end a row. */
  private static long number(InputStream in, OutputStream out, long before) throws IOException {
    long rows = before;
    boolean begins = true;
    boolean quoted = false;
    for (int b = in.read(); b >= 0; b = in.read()) {
      if (begins) {
        rows++;
        out.write((rows + ",").getBytes(StandardCharsets.UTF_8));
      }
      out.write(b);
      quoted ^= b == '"';
      begins = b == '\n' && !quoted;
    }
    return rows;
  }

  void discard(Configuration conf) throws IOException {
    for (Path folder : parts) {
      folder.getFileSystem(conf).delete(folder, true);
      folder.getFileSystem(conf).cancelDeleteOnExit(folder);
    }
  }

  /**
   * Returns the parts in the order of their numbers, which are written in the digits of the
   * executor's language.
   */
  private static List<Path> inOrder(FileSystem fs, Path folder) throws IOException {
    return Arrays.stream(fs.listStatus(folder))
        .map(FileStatus::getPath)
        .filter(path -> path.getName().startsWith("part-"))
        .sorted(
            Comparator.comparingInt((Path path) -> number(path.getName()))
                .thenComparing(Path::getName))
        .toList();
  }

  private static int number(String part) {
    int from = "part-".length();
    return Integer.parseInt(part, from, part.indexOf('-', from), 10);
  }

  private static String quoted(String name) {
    boolean plain = name.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return plain ? name : '"' + name.replace("\"", "\"\"") + '"';
  }
}
