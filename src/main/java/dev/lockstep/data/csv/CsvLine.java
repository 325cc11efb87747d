package dev.lockstep.data.csv;

import dev.lockstep.data.CellException;
import dev.lockstep.data.table.FloatText;
import dev.lockstep.data.table.Utf8;
import java.nio.charset.Charset;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * Splits lines of delimited cells, byte by byte. Spaces, tabs and quotes around a cell do not
 * belong to it; every other byte does.
 */
public final class CsvLine {
  private final List<String> columns;
  private final CsvSyntax syntax;
  private final byte delimiter;
  private final byte quote;
  private final boolean hasCommas;
  private final byte[][] nulls;
  private final boolean hasNulls;
  private final boolean[] wanted;

  /** Null where the bytes of cells are UTF-8. */
  private final Charset charset;

  /** The places of the cells in the line; -1 - place for a cell that is null. */
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
  CsvLine(List<String> columns, CsvSyntax syntax, IntPredicate wanted) {
    this.columns = columns;
    this.syntax = syntax;
    delimiter = (byte) syntax.delimiter();
    quote = (byte) syntax.quote();
    hasCommas = syntax.hasDecimalComma();
    nulls = syntax.nulls();
    hasNulls = nulls.length > 0;
    charset = syntax.hasOwnBytes() ? syntax.dialect().charset() : null;
    this.wanted = new boolean[columns.size()];
    begins = new int[columns.size()];
    ends = new int[columns.size()];
    for (int i = 0; i < begins.length; i++) {
      this.wanted[i] = wanted.test(i);
      begins[i] = -1;
    }
  }

  /** Returns all cells of a line of usual CSV, as below. */
  public static List<UTF8String> split(byte[] line) {
    return split(line, CsvSyntax.USUAL);
  }

  /**
   * Returns all cells of a line; cells with nothing between the delimiters, not even quotes, are
   * null, and so are texts of missing cells.
   */
  public static List<UTF8String> split(byte[] line, CsvSyntax syntax) {
    int most = 1;
    for (byte b : line) {
      most += b == syntax.delimiter() || (syntax.isSpaced() && b == '\t') ? 1 : 0;
    }
    CsvLine cells = new CsvLine(Collections.nCopies(most, ""), syntax, cell -> true);
    cells.read(line, 0, line.length);
    return IntStream.range(0, cells.count).mapToObj(cells::cell).collect(Collectors.toList());
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
    if (syntax.isSpaced()) {
      return readSpaced(from, to);
    }
    byte mark = delimiter;
    byte quoteMark = quote;
    for (int at = from; ; at++) {
      at = skipBlanks(bytes, at, to);
      if (at < to && bytes[at] == quoteMark) {
        at = quoted(at + 1);
      } else {
        int begin = at;
        while (at < to && bytes[at] != mark) {
          at++;
        }
        keepPlain(begin, at);
      }
      count++;
      if (at >= to) {
        return count;
      }
    }
  }

  /** Splits a line at its spaces and tabs; those around all cells divide none. */
  private int readSpaced(int from, int to) {
    int at = skipBlanks(line, from, to);
    while (at < to) {
      if (line[at] == quote) {
        at = quoted(at + 1);
      } else {
        int begin = at;
        while (at < to && !isBlank(line[at])) {
          at++;
        }
        keepPlain(begin, at);
      }
      count++;
      at = skipBlanks(line, at, to);
    }
    return count;
  }

  /** Returns the number of columns. */
  int columns() {
    return begins.length;
  }

  /** Returns true if a cell of the last line is not kept, or is missing. */
  boolean isNull(int cell) {
    return begins[cell] < 0;
  }

  /** Returns the text of a cell that {@link #isNull}; empty if nothing stands there. */
  String textOfNull(int cell) {
    int begin = -1 - begins[cell];
    return Utf8.shown(
        charset == null
            ? Arrays.copyOfRange(line, begin, ends[cell])
            : Transcoder.utf8(line, begin, ends[cell], charset));
  }

  /** Returns a copy of a cell of the last line; null if it {@link #isNull}. */
  UTF8String cell(int cell) {
    return isNull(cell) ? null : UTF8String.fromBytes(text(cell));
  }

  /** Returns a cell in UTF-8; a number with a point, whatever its decimal mark. */
  private byte[] text(int cell) {
    byte[] bytes = source(cell);
    byte[] text =
        charset == null
            ? Arrays.copyOfRange(bytes, begins[cell], ends[cell])
            : Transcoder.utf8(bytes, begins[cell], ends[cell], charset);
    if (hasCommas && !Double.isNaN(number(cell))) {
      for (int i = 0; i < text.length; i++) {
        text[i] = text[i] == ',' ? (byte) '.' : text[i];
      }
    }
    return text;
  }

  /** Returns the number in a cell that is not null, as {@link FloatText#parse} does. */
  double number(int cell) {
    byte[] bytes = source(cell);
    return hasCommas
        ? FloatText.parseWithComma(bytes, begins[cell], ends[cell])
        : FloatText.parse(bytes, begins[cell], ends[cell]);
  }

  private byte[] source(int cell) {
    return own == null || own[cell] == null ? line : own[cell];
  }

  /** Keeps a cell without quotes, if it is wanted. */
  private void keepPlain(int begin, int end) {
    int cell = count;
    if (cell < wanted.length && wanted[cell]) {
      int last = end;
      while (last > begin && line[last - 1] <= ' ' && isBlank(line[last - 1])) {
        last--;
      }
      begins[cell] = last == begin || (hasNulls && isMissing(begin, last)) ? -1 - begin : begin;
      ends[cell] = last;
    }
  }

  /** Returns true if a text of missing cells stands between quotes, blanks around it or not. */
  private boolean isBareMissing(int begin, int close) {
    int from = begin;
    int to = close;
    while (from < to && (line[from] == ' ' || line[from] == '\t')) {
      from++;
    }
    while (to > from && (line[to - 1] == ' ' || line[to - 1] == '\t')) {
      to--;
    }
    return isMissing(from, to);
  }

  private boolean isMissing(int begin, int last) {
    for (byte[] missing : nulls) {
      if (Arrays.equals(line, begin, last, missing, 0, missing.length)) {
        return true;
      }
    }
    return false;
  }

  /** Reads up to the closing quote; returns the place of the delimiter after it. */
  private int quoted(int begin) {
    int close = begin;
    int doubled = 0;
    while (close < end && (line[close] != quote || isDoubled(close))) {
      doubled += line[close] == quote ? 1 : 0;
      close += line[close] == quote ? 2 : 1;
    }
    if (close >= end) {
      throw syntax.isMultiLine()
          ? wrong("has a quote that is not closed", "")
          : wrong(
              "has a quote that is not closed in its line",
              "; {multiLine} true reads cells of many lines");
    }
    int next = skipBlanks(line, close + 1, end);
    boolean divided = syntax.isSpaced() ? next > close + 1 : next < end && line[next] == delimiter;
    if (next < end && !divided) {
      throw wrong("goes on after its closing quote; a quote within a cell is written twice", "");
    }
    if (isWanted()) {
      begins[count] = begin;
      ends[count] = close;
      if (doubled > 0) {
        keepSingle(begin, close, doubled);
      } else if (hasNulls && isBareMissing(begin, close)) {
        begins[count] = -1 - begin;
      }
    }
    return next;
  }

  private boolean isDoubled(int at) {
    return at + 1 < end && line[at + 1] == quote;
  }

  /** Keeps a cell with each double quote as a single one. */
  private void keepSingle(int begin, int close, int doubled) {
    byte[] cell = new byte[close - begin - doubled];
    int from = begin;
    for (int i = 0; i < cell.length; i++) {
      cell[i] = line[from];
      from += line[from] == quote ? 2 : 1;
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

  private CellException wrong(String problem, String advice) {
    boolean named = count < columns.size() && !columns.get(count).isEmpty();
    return named
        ? new CellException(columns.get(count), problem, advice)
        : new CellException(null, "cell " + (count + 1) + " " + problem, advice);
  }

  private int skipBlanks(byte[] bytes, int from, int to) {
    int at = from;
    while (at < to && bytes[at] <= ' ' && isBlank(bytes[at])) {
      at++;
    }
    return at;
  }

  private boolean isBlank(byte b) {
    return b == ' ' || (b == '\t' && delimiter != '\t');
  }
}
