package dev.lockstep.data.csv;

import dev.lockstep.data.CellException;
import dev.lockstep.data.DataException;
import dev.lockstep.data.files.TableFile;
import dev.lockstep.data.table.FloatText;
import dev.lockstep.data.table.Utf8;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * The first rows of a file, which tell its columns.
 *
 * @param rows a thousand at most
 * @param numbers of the rows' lines, from 1
 */
record FirstRows(Path file, CsvSyntax syntax, List<byte[]> rows, List<Integer> numbers) {
  private static final int MOST_ROWS = 1_000;
  private static final int MOST_BYTES = 1 << 24;

  /** The rows that tell whether another delimiter is meant. */
  private static final int FEW_ROWS = 10;

  /** Marks that people put between cells, those that are in few other texts first. */
  private static final List<Character> DELIMITERS = List.of('\t', ';', '|', ',', ' ');

  /** Reads rows, not only the first if that does not tell whether it is a header. */
  static FirstRows read(Path file, CsvSyntax syntax, Configuration conf) throws IOException {
    FirstRows first = new FirstRows(file, syntax, new ArrayList<>(), new ArrayList<>());
    try (CsvLines lines = CsvLines.open(file, syntax, conf)) {
      first.add(lines, 1);
      if (!first.rows.isEmpty() && first.isDoubtful()) {
        first.add(lines, MOST_ROWS);
      }
    }
    return first;
  }

  /** Returns the second row; empty if there are fewer. */
  static Optional<List<UTF8String>> second(Path file, CsvSyntax syntax, Configuration conf)
      throws IOException {
    FirstRows first = new FirstRows(file, syntax, new ArrayList<>(), new ArrayList<>());
    try (CsvLines lines = CsvLines.open(file, syntax, conf)) {
      first.add(lines, 2);
    }
    return first.rows.size() < 2 ? Optional.empty() : Optional.of(first.cells(1));
  }

  private void add(CsvLines lines, int most) throws IOException {
    long bytes = 0;
    boolean enough = rows.size() >= most;
    while (!enough) {
      byte[] row = lines.next();
      if (row == null) {
        return;
      }
      bytes += 1 + row.length;
      if (!syntax.isSkipped(row)) {
        rows.add(row);
        numbers.add(lines.row());
      } else if (rows.isEmpty() && bytes > CsvLines.MAX_LINE_BYTES) {
        throw new DataException(
            TableFile.show(file) + ": has no row in its first " + (bytes >> 20) + " MiB");
      }
      enough = rows.size() >= most || (rows.size() > 1 && bytes > MOST_BYTES);
    }
  }

  boolean isEmpty() {
    return rows.isEmpty();
  }

  /** Returns the file's name and the number of a row. */
  String place(int row) {
    return TableFile.show(file) + ": row " + numbers.get(row);
  }

  /** Returns a row's cells. @throws DataException if a quote is wrong */
  List<UTF8String> cells(int row) {
    try {
      return CsvLine.split(rows.get(row), syntax);
    } catch (CellException e) {
      throw e.in(place(row));
    }
  }

  /**
   * Returns true if the first row has some numbers and something else, or if it may have another
   * delimiter.
   */
  private boolean isDoubtful() {
    if (width(rows.subList(0, 1), syntax) == 0) {
      return true; // A quote is wrong.
    }
    List<UTF8String> cells = cells(0);
    long numbersInIt = cells.stream().filter(FloatText::isNumber).count();
    return cells.size() < 2
        || (numbersInIt > 0 && numbersInIt < cells.size())
        || DELIMITERS.stream().anyMatch(this::isInCells);
  }

  private boolean isInCells(char mark) {
    return mark != ' '
        && mark != syntax.delimiter()
        && cells(0).stream().anyMatch(cell -> text(cell).indexOf(mark) >= 0);
  }

  private static String text(UTF8String cell) {
    return cell == null ? "" : cell.toString();
  }

  /**
   * Returns true if the first row has the columns' names. It has not if all its cells are numbers;
   * or if it has numbers where the second row has some, and one of its texts stands in its column
   * again.
   */
  boolean isHeader() {
    List<UTF8String> first = cells(0);
    if (first.stream().allMatch(FloatText::isNumber)) {
      return false;
    }
    if (rows.size() < 2 || first.stream().noneMatch(FloatText::isNumber)) {
      return true;
    }
    List<UTF8String> second = cells(1);
    for (int i = 0; i < Math.min(first.size(), second.size()); i++) {
      boolean text = first.get(i) != null && !FloatText.isNumber(first.get(i));
      if (text && FloatText.isNumber(second.get(i))) {
        return true;
      }
    }
    for (int row = 1; row < rows.size(); row++) {
      if (hasTextOf(first, row)) {
        return false;
      }
    }
    return true;
  }

  private boolean hasTextOf(List<UTF8String> first, int row) {
    List<UTF8String> cells = cells(row);
    for (int i = 0; i < Math.min(first.size(), cells.size()); i++) {
      UTF8String text = first.get(i);
      if (text != null && text.equals(cells.get(i)) && !FloatText.isNumber(text)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Refuses a file whose cells are divided by something else.
   *
   * @param fewest the fewest cells that a row must have
   */
  void requireDelimiter(int fewest) {
    int width = width(rows.subList(0, 1), syntax);
    boolean tooFew = width > 0 && width < fewest;
    boolean chosen = syntax.dialect().delimiter() != null;
    boolean fine = width > 0 && (chosen || DELIMITERS.stream().noneMatch(this::isInCells));
    if (!tooFew && fine) {
      return;
    }
    Optional<String> advice =
        DELIMITERS.stream()
            .filter(mark -> mark != syntax.delimiter() && (tooFew || width == 0 || isInCells(mark)))
            .flatMap(mark -> advice(mark).stream())
            .findFirst();
    if (tooFew) {
      UTF8String cell = cells(0).get(0);
      throw new DataException(
          TableFile.show(file)
              + ": its first row has one cell only, "
              + CellException.quote(Utf8.shown(cell == null ? new byte[0] : cell.getBytes())),
          "; " + advice.orElse("{delimiter} names what divides cells"));
    }
    advice.ifPresent(
        text -> {
          throw new DataException(
              place(0) + ": its cells are not divided by " + shown(syntax.delimiter()),
              "; " + text);
        });
  }

  /**
   * Returns the options that read these rows better: with this delimiter, all rows have as many
   * cells, and more of these are numbers or the rows differ without it.
   */
  private Optional<String> advice(char mark) {
    List<byte[]> few = rows.subList(0, Math.min(FEW_ROWS, rows.size()));
    CsvSyntax other = syntax.with(mark);
    int width = width(few, other);
    if (width < 2) {
      return Optional.empty();
    }
    boolean comma = mark != ',' && numbers(few, other, true) > numbers(few, other, false);
    int now = width(few, syntax);
    boolean better =
        now < 2 || numbers(few, other, comma) > numbers(few, syntax, syntax.hasDecimalComma());
    return better
        ? Optional.of(
            "{delimiter} " + shown(mark) + (comma ? " with {decimal} ','" : "") + " reads it")
        : Optional.empty();
  }

  private static String shown(char mark) {
    return mark == '\t' ? "tab" : "'" + mark + "'";
  }

  /** Returns the number of cells that all rows have; 0 if they differ or a quote is wrong. */
  private static int width(List<byte[]> rows, CsvSyntax syntax) {
    try {
      List<Integer> widths =
          rows.stream().map(row -> CsvLine.split(row, syntax).size()).distinct().toList();
      return widths.size() == 1 ? widths.get(0) : 0;
    } catch (CellException e) {
      return 0;
    }
  }

  private static long numbers(List<byte[]> rows, CsvSyntax syntax, boolean comma) {
    return rows.stream()
        .flatMap(row -> CsvLine.split(row, syntax).stream())
        .filter(cell -> cell != null)
        .map(UTF8String::getBytes)
        .mapToDouble(
            cell ->
                comma
                    ? FloatText.parseWithComma(cell, 0, cell.length)
                    : FloatText.parse(cell, 0, cell.length))
        .filter(number -> !Double.isNaN(number))
        .count();
  }
}
