package dev.lockstep.data.csv;

import dev.lockstep.data.CellException;
import dev.lockstep.data.table.FloatText;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * Splits lines of comma-separated cells, byte by byte. Spaces, tabs and quotes around a cell do not
 * belong to it; every other byte does.
 */
public final class CsvLine {
  private final List<String> columns;
  private final boolean[] wanted;

  /** The places of the cells in the line; -1 for a cell that is null. */
  private final int[] begins;

  private final int[] ends;

  /** The cells that do not stand in the line as they are; null while there are none. */
  private byte[][] own;

  private byte[] line = {};
  private int end;
  private int count;

  /**
   * Creates a splitter.
   *
   * @param columns the names, for messages; cells beyond them are counted but not kept
   * @param wanted tells by its place whether a cell is kept; the others are null
   */
  CsvLine(List<String> columns, IntPredicate wanted) {
    this.columns = columns;
    this.wanted = new boolean[columns.size()];
    begins = new int[columns.size()];
    ends = new int[columns.size()];
    for (int i = 0; i < begins.length; i++) {
      this.wanted[i] = wanted.test(i);
      begins[i] = -1;
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
    CsvLine cells = new CsvLine(Collections.nCopies(most, ""), cell -> true);
    cells.read(line, 0, line.length);
    return IntStream.range(0, cells.count).mapToObj(cells::cell).collect(Collectors.toList());
  }

  /** Returns true if the line has only spaces and tabs. */
  public static boolean isBlank(byte[] line) {
    return isBlank(line, 0, line.length);
  }

  /** Returns true if there are only spaces and tabs. */
  static boolean isBlank(byte[] bytes, int from, int to) {
    return skipBlanks(bytes, from, to) == to;
  }

  /**
   * Splits a line, which is not copied, and returns the number of its cells.
   *
   * @throws CellException if a quote is wrong
   */
  int read(byte[] bytes, int from, int to) {
    line = bytes;
    end = to;
    count = 0;
    own = null;
    for (int at = from; ; at++) {
      int begin = skipBlanks(bytes, at, to);
      at = begin < to && bytes[begin] == '"' ? quoted(begin + 1) : plain(bytes, begin, to);
      count++;
      if (at >= to) {
        return count;
      }
    }
  }

  /** Returns the number of columns. */
  int columns() {
    return begins.length;
  }

  /** Returns true if a cell of the last line is not kept, or has nothing between the commas. */
  boolean isNull(int cell) {
    return begins[cell] < 0;
  }

  /** Returns a copy of a cell of the last line; null if it {@link #isNull}. */
  UTF8String cell(int cell) {
    return isNull(cell)
        ? null
        : UTF8String.fromBytes(Arrays.copyOfRange(source(cell), begins[cell], ends[cell]));
  }

  /** Returns the number in a cell that is not null, as {@link FloatText#parse} does. */
  double number(int cell) {
    return FloatText.parse(source(cell), begins[cell], ends[cell]);
  }

  private byte[] source(int cell) {
    return own == null || own[cell] == null ? line : own[cell];
  }

  private int plain(byte[] bytes, int begin, int to) {
    int comma = begin;
    while (comma < to && bytes[comma] != ',') {
      comma++;
    }
    if (isWanted()) {
      int last = comma;
      while (last > begin && isBlank(bytes[last - 1])) {
        last--;
      }
      begins[count] = last == begin ? -1 : begin;
      ends[count] = last;
    }
    return comma;
  }

  /** Reads up to the closing quote; returns the place of the comma after it. */
  private int quoted(int begin) {
    int close = begin;
    int doubled = 0;
    while (close < end && (line[close] != '"' || isDoubled(close))) {
      doubled += line[close] == '"' ? 1 : 0;
      close += line[close] == '"' ? 2 : 1;
    }
    if (close >= end) {
      throw wrong("has a quote that is not closed in its line; cells of many lines are not read");
    }
    int next = skipBlanks(line, close + 1, end);
    if (next < end && line[next] != ',') {
      throw wrong("goes on after its closing quote; a quote within a cell is written twice");
    }
    if (isWanted()) {
      begins[count] = begin;
      ends[count] = close;
      if (doubled > 0) {
        keepSingle(begin, close, doubled);
      }
    }
    return next;
  }

  private boolean isDoubled(int at) {
    return at + 1 < end && line[at + 1] == '"';
  }

  /** Keeps a cell with each double quote as a single one. */
  private void keepSingle(int begin, int close, int doubled) {
    byte[] cell = new byte[close - begin - doubled];
    int from = begin;
    for (int i = 0; i < cell.length; i++) {
      cell[i] = line[from];
      from += line[from] == '"' ? 2 : 1;
    }
    if (own == null) {
      own = new byte[begins.length][];
    }
    own[count] = cell;
    begins[count] = 0;
    ends[count] = cell.length;
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

  private static int skipBlanks(byte[] bytes, int from, int to) {
    int at = from;
    while (at < to && isBlank(bytes[at])) {
      at++;
    }
    return at;
  }

  private static boolean isBlank(byte b) {
    return b == ' ' || b == '\t';
  }
}
