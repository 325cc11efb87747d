package dev.lockstep.data;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.compress.CompressionCodec;
import org.apache.hadoop.io.compress.CompressionCodecFactory;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.execution.datasources.csv.CSVFileFormat;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * Files of comma-separated cells, all of the same columns. Spark reads them; this knows their
 * columns, and finds the first row of a file that is wrong once Spark or the numbers have failed.
 *
 * @param header whether a file's first row has the columns' names; without, these are 1, 2, 3 and
 *     so on
 * @param columns the names
 */
record CsvFiles(boolean header, List<String> columns) implements Serializable {

  /**
   * By the first row of the first file: if every cell is a number, it is an example.
   *
   * @param header whether the first row has the names; null to look
   * @param fewest cells that a row must have
   * @throws DataException where that row makes no sense
   */
  static CsvFiles of(Path first, Boolean header, int fewest, Configuration conf) {
    List<String> cells = CsvLine.split(line(first, 1, conf).orElseThrow(() -> empty(first)));
    if (cells.size() < fewest) {
      throw new DataException(
          show(first)
              + ": its first row has one cell only, "
              + CellException.quote(cells.get(0))
              + "; cells are separated by commas");
    }
    boolean data = header == null ? cells.stream().allMatch(CsvFiles::isNumber) : !header;
    if (data) {
      return new CsvFiles(
          false, IntStream.rangeClosed(1, cells.size()).mapToObj(String::valueOf).toList());
    }
    requireNames(first, cells);
    return new CsvFiles(true, cells);
  }

  /** Whether it can be a feature. */
  static boolean isNumber(String cell) {
    return Float.isFinite((float) FloatText.parse(UTF8String.fromString(cell)));
  }

  /** The cells of a file's first row that is no header; none if there is no such row. */
  List<String> firstRow(Path file, Configuration conf) {
    return line(file, header ? 2 : 1, conf).map(CsvLine::split).orElse(List.of());
  }

  private static void requireNames(Path first, List<String> cells) {
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < cells.size(); i++) {
      String name = cells.get(i);
      if (name.isEmpty()) {
        throw new DataException(show(first) + ": row 1: column " + (i + 1) + " has no name");
      }
      if (!seen.add(name.toLowerCase(Locale.ROOT))) {
        throw new DataException(
            show(first) + ": row 1: two columns are named " + CellException.quote(name));
      }
    }
  }

  /** The first line that is not blank, the second, and so on; empty if there are fewer. */
  private static Optional<String> line(Path file, int number, Configuration conf) {
    try (BufferedReader lines = open(file, conf)) {
      int seen = 0;
      String line = lines.readLine();
      for (boolean begin = true; line != null; begin = false) {
        line = begin ? withoutMark(line) : line;
        if (!line.isBlank() && ++seen == number) {
          return Optional.of(line);
        }
        line = lines.readLine();
      }
      return Optional.empty();
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private static DataException empty(Path file) {
    return new DataException(show(file) + ": is empty");
  }

  /** All columns as text. */
  StructType schema() {
    StructType schema = new StructType();
    for (String column : columns) {
      schema = schema.add(column, DataTypes.StringType);
    }
    return schema;
  }

  /** All cells as text, in the columns' order; a row of more or fewer cells fails its task. */
  Dataset<Row> read(SparkSession session, ListedFiles files) {
    Map<String, String> options =
        Map.of(
            "mode", "FAILFAST",
            "header", String.valueOf(header),
            "enforceSchema", "false",
            "escape", "\"",
            "ignoreLeadingWhiteSpace", "true",
            "ignoreTrailingWhiteSpace", "true",
            "maxColumns", String.valueOf(columns.size() + 16));
    return files.read(session, new CSVFileFormat(), options, schema());
  }

  /**
   * The first row of a file that is wrong; empty if all are as they should be.
   *
   * @param check reads a row; throws a {@link CellException} where it cannot
   */
  Optional<DataException> firstFault(Path file, Consumer<InternalRow> check, Configuration conf) {
    try (BufferedReader lines = open(file, conf)) {
      boolean headerToCome = header;
      int row = 1;
      for (String line = lines.readLine(); line != null; line = lines.readLine(), row++) {
        line = row == 1 ? withoutMark(line) : line;
        if (line.isBlank()) {
          continue;
        }
        Optional<String> problem =
            headerToCome ? headerProblem(line) : problem(CsvLine.split(line), check);
        headerToCome = false;
        if (problem.isPresent()) {
          String comma = problem.get().startsWith("column ") ? ", " : ": ";
          return Optional.of(
              new DataException(show(file) + ": row " + row + comma + problem.get()));
        }
      }
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of(unreadable(file, e));
    }
  }

  private Optional<String> headerProblem(String line) {
    List<String> names = CsvLine.split(line);
    for (int i = 0; i < Math.min(names.size(), columns.size()); i++) {
      if (!names.get(i).equalsIgnoreCase(columns.get(i))) {
        return Optional.of(
            String.format(
                Locale.ROOT,
                "name %d is %s, but %s in the first file's header",
                i + 1,
                CellException.quote(names.get(i)),
                CellException.quote(columns.get(i))));
      }
    }
    return cellsProblem(names);
  }

  private Optional<String> cellsProblem(List<String> cells) {
    return cells.size() == columns.size()
        ? Optional.empty()
        : Optional.of("has " + cells.size() + " cells, not " + columns.size());
  }

  private Optional<String> problem(List<String> cells, Consumer<InternalRow> check) {
    Optional<String> ragged = cellsProblem(cells);
    if (ragged.isPresent()) {
      return ragged;
    }
    Object[] row = cells.stream().map(c -> c.isEmpty() ? null : UTF8String.fromString(c)).toArray();
    try {
      check.accept(new GenericInternalRow(row));
      return Optional.empty();
    } catch (CellException e) {
      return Optional.of(e.getMessage());
    }
  }

  private static BufferedReader open(Path file, Configuration conf) throws IOException {
    InputStream in = file.getFileSystem(ListedFiles.confFor(file, conf)).open(file);
    CompressionCodec codec = new CompressionCodecFactory(conf).getCodec(file);
    InputStream text = codec == null ? in : codec.createInputStream(in);
    return new BufferedReader(new InputStreamReader(text, StandardCharsets.UTF_8));
  }

  private static String withoutMark(String line) {
    return line.startsWith("\ufeff") ? line.substring(1) : line;
  }

  private static DataException unreadable(Path file, IOException e) {
    return new DataException(show(file) + ": cannot be read: " + e.getMessage(), e);
  }

  /** A file as a person calls it. */
  static String show(Path file) {
    return "file".equals(file.toUri().getScheme()) ? file.toUri().getPath() : file.toString();
  }
}
