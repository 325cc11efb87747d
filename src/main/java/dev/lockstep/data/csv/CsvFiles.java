package dev.lockstep.data.csv;

import dev.lockstep.data.CellException;
import dev.lockstep.data.DataException;
import dev.lockstep.data.files.TableFile;
import dev.lockstep.data.table.FloatText;
import dev.lockstep.data.table.Utf8;
import dev.lockstep.text.Counted;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * Files of comma-separated cells with the same columns. Tasks read their lines; this class knows
 * their columns and, once a task has failed, finds the first wrong row of a file.
 *
 * @param header true if a file's first row has the columns' names; without it, these are 1, 2, 3
 *     and so on
 * @param columns the names
 */
public record CsvFiles(boolean header, List<String> columns) implements Serializable {
  /**
   * Returns files with the columns of the first file. Its first row is an example if every cell is
   * a number, else the header.
   *
   * @param header whether the first row has the names; null to find out
   * @param fewest the fewest cells that a row must have
   * @throws DataException if the first row is wrong
   */
  public static CsvFiles of(Path first, Boolean header, int fewest, Configuration conf) {
    FirstRow row =
        row(first, 1, conf)
            .orElseThrow(() -> new DataException(TableFile.show(first) + ": is empty"));
    List<UTF8String> cells = row.cells;
    if (cells.size() < fewest) {
      throw new DataException(
          TableFile.show(first)
              + ": its first row has one cell only, "
              + CellException.quote(Utf8.shown(bytes(cells.get(0))))
              + "; cells are separated by commas");
    }
    boolean data = header == null ? cells.stream().allMatch(FloatText::isNumber) : !header;
    return data
        ? new CsvFiles(
            false, IntStream.rangeClosed(1, cells.size()).mapToObj(String::valueOf).toList())
        : new CsvFiles(true, names(TableFile.show(first) + ": row " + row.number, cells));
  }

  /** Returns the cells of a file's first row after its header; none if it has none. */
  public List<String> firstRow(Path file, Configuration conf) {
    return row(file, header ? 2 : 1, conf).map(FirstRow::cells).orElse(List.of()).stream()
        .map(cell -> cell == null ? "" : cell.toString())
        .toList();
  }

  private record FirstRow(int number, List<UTF8String> cells) {}

  private static List<String> names(String row, List<UTF8String> cells) {
    List<String> names = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < cells.size(); i++) {
      UTF8String cell = cells.get(i);
      if (cell == null || cell.numBytes() == 0) {
        throw new DataException(row + ": column " + (i + 1) + " has no name");
      }
      String name;
      try {
        name = Utf8.name(String.valueOf(i + 1), cell);
      } catch (CellException e) {
        throw new DataException(row + ", " + e.getMessage(), e);
      }
      if (!seen.add(name)) {
        throw new DataException(row + ": two columns are named " + CellException.quote(name));
      }
      names.add(name);
    }
    return names;
  }

  /** Returns the first line that is not blank, the second, and so on; empty if there are fewer. */
  private static Optional<FirstRow> row(Path file, int number, Configuration conf) {
    try (CsvLines lines = CsvLines.open(file, conf)) {
      long bytes = 0;
      int seen = 0;
      for (byte[] line = lines.next(); line != null; line = lines.next()) {
        bytes += 1 + line.length;
        if (!CsvLine.isBlank(line) && ++seen == number) {
          return Optional.of(new FirstRow(lines.row(), split(file, lines.row(), line)));
        }
        if (seen < number && bytes > CsvLines.MAX_LINE_BYTES) {
          throw new DataException(
              TableFile.show(file) + ": has no row in its first " + (bytes >> 20) + " MiB");
        }
      }
      return Optional.empty();
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private static List<UTF8String> split(Path file, int row, byte[] line) {
    try {
      return CsvLine.split(line);
    } catch (CellException e) {
      throw new DataException(TableFile.show(file) + ": row " + row + ": " + e.getMessage(), e);
    }
  }

  private static byte[] bytes(UTF8String cell) {
    return cell == null ? new byte[0] : cell.getBytes();
  }

  /** Returns all columns as text. */
  public StructType schema() {
    return new StructType(
        columns.stream()
            .map(column -> DataTypes.createStructField(column, DataTypes.StringType, true))
            .toArray(StructField[]::new));
  }

  /**
   * Returns the first wrong row of a file; empty if all are right.
   *
   * @param check reads a row; throws a {@link CellException} if the row is wrong
   */
  public Optional<DataException> firstFault(
      Path file, Consumer<InternalRow> check, Configuration conf) {
    try (CsvLines lines = CsvLines.open(file, conf)) {
      CsvLine cells = new CsvLine(columns, cell -> true);
      InternalRow row = new CsvCells(cells, 0);
      BlankLines blanks = new BlankLines(lines.fileBytes());
      boolean headerToCome = header;
      for (byte[] line = lines.next(); line != null; line = lines.next()) {
        try {
          if (blanks.isNext(line)) {
            continue;
          }
          if (headerToCome) {
            requireHeader(line);
          } else {
            requireCells(cells.read(line, 0, line.length));
            check.accept(row);
          }
        } catch (CellException e) {
          String comma = e.getMessage().startsWith("column ") ? ", " : ": ";
          return Optional.of(
              new DataException(
                  TableFile.show(file) + ": row " + lines.row() + comma + e.getMessage()));
        }
        headerToCome = false;
      }
      return Optional.empty();
    } catch (DataException e) {
      return Optional.of(e);
    } catch (IOException e) {
      return Optional.of(unreadable(file, e));
    }
  }

  /** Checks that a line is the header of the first file. @throws CellException if it is not */
  void requireHeader(byte[] line) {
    List<UTF8String> names = CsvLine.split(line);
    for (int i = 0; i < Math.min(names.size(), columns.size()); i++) {
      byte[] name = bytes(names.get(i));
      if (!UTF8String.fromBytes(name).equals(UTF8String.fromString(columns.get(i)))) {
        throw new CellException(
            String.format(
                Locale.ROOT,
                "name %d is %s, but %s in the first file's header",
                i + 1,
                CellException.quote(Utf8.shown(name)),
                CellException.quote(columns.get(i))));
      }
    }
    requireCells(names.size());
  }

  /**
   * Checks that a row has as many cells as there are columns.
   *
   * @throws CellException if it has not
   */
  void requireCells(int count) {
    if (count != columns.size()) {
      throw new CellException("has " + Counted.of(count, "cell") + ", not " + columns.size());
    }
  }

  private static DataException unreadable(Path file, IOException e) {
    return new DataException(TableFile.show(file) + ": cannot be read: " + e.getMessage(), e);
  }
}
