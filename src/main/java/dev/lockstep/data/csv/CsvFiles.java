package dev.lockstep.data.csv;

import dev.lockstep.data.CellException;
import dev.lockstep.data.DataException;
import dev.lockstep.data.files.TableFile;
import dev.lockstep.data.files.TableOptions;
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
 * Files of delimited cells with the same columns. Tasks read their lines; this class knows their
 * columns and, once a task has failed, finds the first wrong row of a file.
 *
 * @param syntax how their text is read
 * @param header true if a file's first row has the columns' names; without it, these are 1, 2, 3
 *     and so on
 * @param columns the names
 * @param usualLabel the labels' column if none is chosen: without a header the only one whose first
 *     cell is text, or else the first
 * @param unnamed those columns to which the header gives no name, as pandas writes its index; they
 *     are called {@code column 1} and so on, after their places
 */
public record CsvFiles(
    CsvSyntax syntax, boolean header, List<String> columns, String usualLabel, List<String> unnamed)
    implements Serializable {
  /**
   * Returns files with the columns of the first file.
   *
   * @param fewest the fewest cells that a row must have
   * @throws DataException if the first row is wrong
   */
  public static CsvFiles of(Path first, CsvSyntax syntax, int fewest, Configuration conf) {
    FirstRows rows;
    try {
      rows = FirstRows.read(first, syntax, conf);
    } catch (IOException e) {
      throw unreadable(first, e);
    }
    if (rows.isEmpty()) {
      throw new DataException(TableFile.show(first) + ": is empty");
    }
    rows.requireDelimiter(fewest);
    List<UTF8String> cells = rows.cells(0);
    Boolean chosen = syntax.dialect().header();
    if (chosen == null ? rows.isHeader() : chosen) {
      List<String> names = names(rows.place(0), cells, syntax);
      List<String> unnamed =
          IntStream.range(0, names.size())
              .filter(i -> isEmpty(cells.get(i)))
              .mapToObj(names::get)
              .toList();
      return new CsvFiles(syntax, true, names, TableOptions.DEFAULT_LABEL, unnamed);
    }
    List<String> names = IntStream.rangeClosed(1, cells.size()).mapToObj(String::valueOf).toList();
    List<String> texts =
        names.stream().filter(name -> isText(cells.get(Integer.parseInt(name) - 1))).toList();
    return new CsvFiles(
        syntax, false, names, texts.size() == 1 ? texts.get(0) : names.get(0), List.of());
  }

  private static boolean isText(UTF8String cell) {
    return cell != null && !FloatText.isNumber(cell);
  }

  /** Returns the cells of a file's first row after its header; none if it has none, or is wrong. */
  public List<String> firstRow(Path file, Configuration conf) {
    Optional<List<UTF8String>> cells;
    try {
      if (header) {
        cells = FirstRows.second(file, syntax, conf);
      } else {
        FirstRows rows = FirstRows.read(file, syntax, conf);
        cells = rows.isEmpty() ? Optional.empty() : Optional.of(rows.cells(0));
      }
    } catch (DataException e) {
      return List.of(); // The pass over all rows names the column too.
    } catch (IOException e) {
      throw unreadable(file, e);
    }
    return cells.orElse(List.of()).stream()
        .map(cell -> cell == null ? "" : cell.toString())
        .toList();
  }

  private static List<String> names(String row, List<UTF8String> cells, CsvSyntax syntax) {
    List<String> names = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < cells.size(); i++) {
      UTF8String cell = cells.get(i);
      String name = "column " + (i + 1);
      try {
        name = isEmpty(cell) ? name : Utf8.name(String.valueOf(i + 1), cell);
      } catch (CellException e) {
        throw syntax.said(e).in(row);
      }
      if (!seen.add(name)) {
        throw new DataException(row + ": two columns are named " + CellException.quote(name));
      }
      names.add(name);
    }
    return names;
  }

  private static boolean isEmpty(UTF8String cell) {
    return cell == null || cell.numBytes() == 0;
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
   * @param folders the cells behind those of each line, as text
   * @param check reads a row; throws a {@link CellException} if the row is wrong
   */
  public Optional<DataException> firstFault(
      Path file, InternalRow folders, Consumer<InternalRow> check, Configuration conf) {
    try (CsvLines lines = CsvLines.open(file, syntax, conf)) {
      CsvLine cells = new CsvLine(columns, syntax, cell -> true);
      InternalRow row = new CsvCells(cells, folders.numFields());
      for (int p = 0; p < folders.numFields(); p++) {
        row.update(columns.size() + p, folders.getUTF8String(p));
      }
      BlankLines blanks = new BlankLines(syntax, lines.fileBytes());
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
            check(row, cells, check);
          }
        } catch (CellException e) {
          return Optional.of(syntax.said(e).in(TableFile.show(file) + ": row " + lines.row()));
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

  /** Checks a row; a text that stands for a missing cell is named. */
  private void check(InternalRow row, CsvLine cells, Consumer<InternalRow> check) {
    try {
      check.accept(row);
    } catch (CellException e) {
      int cell = e.column().map(columns::indexOf).orElse(-1);
      String text = cell < 0 || !cells.isNull(cell) ? "" : cells.textOfNull(cell);
      throw text.isEmpty()
          ? e
          : new CellException(
              columns.get(cell),
              CellException.quote(text) + " stands for a missing cell",
              e.fault());
    }
  }

  /** Checks that a line is the header of the first file. @throws CellException if it is not */
  void requireHeader(byte[] line) {
    List<UTF8String> names = CsvLine.split(line, syntax);
    for (int i = 0; i < Math.min(names.size(), columns.size()); i++) {
      byte[] name = bytes(names.get(i));
      String first = unnamed.contains(columns.get(i)) ? "" : columns.get(i);
      if (!UTF8String.fromBytes(name).equals(UTF8String.fromString(first))) {
        throw new CellException(
            String.format(
                Locale.ROOT,
                "name %d is %s, but %s in the first file's header",
                i + 1,
                CellException.quote(Utf8.shown(name)),
                CellException.quote(first)));
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
