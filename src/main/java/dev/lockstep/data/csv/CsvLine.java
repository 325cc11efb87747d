package dev.lockstep.data.csv;

import dev.lockstep.data.CellException;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.IntPredicate;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * Splits lines of comma-separated cells, byte by byte. Spaces, tabs and quotes around a cell do not
 * belong to it; every other byte does.
 */
public final class CsvLine {
  private final List<String> columns;
  private final UTF8String[] cells;
  private final boolean[] wanted;
  private byte[] line = {};
  private int count;

  /**
   * Creates a splitter.
   *
   * @param columns the names, for messages; cells beyond them are counted but not kept
   * @param more places after the columns, for cells that stand in no line
   * @param wanted tells by its place whether a cell is kept; the others are null
   */
  CsvLine(List<String> columns, int more, IntPredicate wanted) {
    this.columns = columns;
    this.cells = new UTF8String[columns.size() + more];
    this.wanted = new boolean[columns.size()];
    for (int i = 0; i < this.wanted.length; i++) {
      this.wanted[i] = wanted.test(i);
    }
  }

  /**
   * Returns all cells of a line; cells with nothing between the commas, not even quotes, are null.
   */
  public static List<UTF8String> split(byte[] line) {
    int most = 1;
    for (byte b : line) {
      most += b == ',' ? 1 : 0;
    }
    CsvLine cells = new CsvLine(Collections.nCopies(most, ""), 0, cell -> true);
    cells.read(line);
    return Arrays.asList(cells.cells).subList(0, cells.count);
  }

  /** Returns true if the line has only spaces and tabs. */
  public static boolean isBlank(byte[] line) {
    return skipBlanks(line, 0) == line.length;
  }

  /**
   * Splits a line and returns the number of its cells.
   *
   * @throws CellException if a quote is wrong
   */
  int read(byte[] bytes) {
    line = bytes;
    count = 0;
    for (int at = 0; ; at++) {
      int begin = skipBlanks(line, at);
      at = begin < line.length && line[begin] == '"' ? quoted(begin + 1) : plain(begin);
      count++;
      if (at >= line.length) {
        return count;
      }
    }
  }

  /** Returns the cells of the last line; the next line overwrites the array. */
  UTF8String[] cells() {
    return cells;
  }

  private int plain(int begin) {
    int comma = begin;
    while (comma < line.length && line[comma] != ',') {
      comma++;
    }
    int end = comma;
    while (end > begin && isBlank(line[end - 1])) {
      end--;
    }
    if (isWanted()) {
      cells[count] = end == begin ? null : UTF8String.fromBytes(line, begin, end - begin);
    }
    return comma;
  }

  /** Reads up to the closing quote; returns the place of the comma after it. */
  private int quoted(int begin) {
    int end = begin;
    int doubled = 0;
    while (end < line.length && (line[end] != '"' || isDoubled(end))) {
      doubled += line[end] == '"' ? 1 : 0;
      end += line[end] == '"' ? 2 : 1;
    }
    if (end >= line.length) {
      throw wrong("has a quote that is not closed in its line; cells of many lines are not read");
    }
    int next = skipBlanks(line, end + 1);
    if (next < line.length && line[next] != ',') {
      throw wrong("goes on after its closing quote; a quote within a cell is written twice");
    }
    if (isWanted()) {
      cells[count] =
          doubled == 0
              ? UTF8String.fromBytes(line, begin, end - begin)
              : UTF8String.fromBytes(single(begin, end, doubled));
    }
    return next;
  }

  private boolean isDoubled(int at) {
    return at + 1 < line.length && line[at + 1] == '"';
  }

  private byte[] single(int begin, int end, int doubled) {
    byte[] cell = new byte[end - begin - doubled];
    int from = begin;
    for (int i = 0; i < cell.length; i++) {
      cell[i] = line[from];
      from += line[from] == '"' ? 2 : 1;
    }
    return cell;
  }

  private boolean isWanted() {
    return count < wanted.length && wanted[count];
  }

  private CellException wrong(String problem) {
    boolean named = count < columns.size() && !columns.get(count).isEmpty();
    return named
        ? new CellException(columns.get(count), problem)
        : new CellException("cell " + (count + 1) + " " + problem);
  }

  private static int skipBlanks(byte[] line, int from) {
    int at = from;
    while (at < line.length && isBlank(line[at])) {
      at++;
    }
    return at;
  }

  private static boolean isBlank(byte b) {
    return b == ' ' || b == '\t';
  }
}
