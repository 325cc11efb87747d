package dev.lockstep.predict;

import dev.lockstep.model.RunFiles;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
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
 * One CSV file out of the parts that tasks wrote, line after line, so that the driver needs no more
 * memory than a line takes.
 */
final class OneFile {
  private final String header;
  private final boolean numbered;
  private final List<Path> parts = new ArrayList<>();

  /**
   * Begins with no parts.
   *
   * @param columns the header's names
   * @param numbered whether each line is to begin with its number, from 1; then no row has a line
   *     break in it
   */
  OneFile(String[] columns, boolean numbered) {
    header = Arrays.stream(columns).map(OneFile::quoted).collect(Collectors.joining(","));
    this.numbered = numbered;
  }

  /** A hidden folder beside the file, not there yet, for the parts that come next. */
  Path newParts(Path file, Configuration conf) throws IOException {
    Path whole = file.getFileSystem(conf).makeQualified(file);
    Path folder = new Path(whole.getParent(), "." + file.getName() + "." + UUID.randomUUID());
    parts.add(folder);
    return folder;
  }

  /** Creates or replaces the file. */
  void join(Path file, Configuration conf) throws IOException {
    RunFiles.write(
        file,
        conf,
        out -> {
          Writer text = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
          text.write(header + "\n");
          long row = 0;
          for (Path folder : parts) {
            FileSystem fs = folder.getFileSystem(conf);
            for (Path part : inOrder(fs, folder)) {
              row = copy(fs, part, text, row);
            }
          }
          text.flush();
        });
  }

  private long copy(FileSystem fs, Path part, Writer text, long before) throws IOException {
    long row = before;
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(fs.open(part), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        row++;
        text.write(numbered ? row + "," + line : line);
        text.write('\n');
      }
    }
    return row;
  }

  void discard(Configuration conf) throws IOException {
    for (Path folder : parts) {
      folder.getFileSystem(conf).delete(folder, true);
    }
  }

  /** Parts are numbered, in the digits of the executor's language. */
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
