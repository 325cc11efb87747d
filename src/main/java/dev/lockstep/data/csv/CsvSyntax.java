package dev.lockstep.data.csv;

import dev.lockstep.data.CellException;
import dev.lockstep.data.files.Dialect;
import dev.lockstep.data.files.TableFormat;
import dev.lockstep.data.table.NotUtf8Exception;
import java.io.Serializable;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * The marks in the text of a table's files, with defaults where a user has chosen none.
 *
 * @param dialect the user's choices
 * @param delimiter between cells; a space stands for one or more spaces and tabs
 */
public record CsvSyntax(Dialect dialect, char delimiter) implements Serializable {
  public static final CsvSyntax USUAL = new CsvSyntax(Dialect.DEFAULT, ',');

  /** Returns the syntax of files; the first file's name tells a delimiter that is not chosen. */
  public static CsvSyntax of(Dialect dialect, String firstFile) {
    char usual = TableFormat.isTabbed(firstFile) ? '\t' : ',';
    return new CsvSyntax(dialect, Objects.requireNonNullElse(dialect.delimiter(), usual));
  }

  /** Returns the same syntax with another delimiter. */
  CsvSyntax with(char other) {
    return new CsvSyntax(dialect, other);
  }

  char quote() {
    return Objects.requireNonNullElse(dialect.quote(), '"');
  }

  boolean hasDecimalComma() {
    return Character.valueOf(',').equals(dialect.decimal());
  }

  boolean isMultiLine() {
    return Boolean.TRUE.equals(dialect.multiLine());
  }

  /** Returns the texts of missing cells, in the files' bytes. */
  byte[][] nulls() {
    Charset charset = isTranscoded() ? StandardCharsets.UTF_8 : dialect.charset();
    return dialect.nullTexts().stream().map(text -> text.getBytes(charset)).toArray(byte[][]::new);
  }

  /** Returns true if runs of spaces and tabs divide the cells. */
  boolean isSpaced() {
    return delimiter == ' ';
  }

  /** Returns true if a byte around a cell does not belong to it and divides none. */
  boolean isBlank(byte b) {
    return b == ' ' || (b == '\t' && delimiter != '\t');
  }

  /** Returns true if a line is not a row: it has only blanks, or is a comment. */
  boolean isSkipped(byte[] bytes, int from, int to) {
    int at = from;
    while (at < to && isBlank(bytes[at])) {
      at++;
    }
    Character comment = dialect.comment();
    return at == to || (comment != null && bytes[at] == comment);
  }

  /** Returns true if a line is not a row. */
  public boolean isSkipped(byte[] line) {
    return isSkipped(line, 0, line.length);
  }

  /**
   * Returns true if a file's bytes become UTF-8 as they are read, so that no task can begin in the
   * middle of it.
   */
  boolean isTranscoded() {
    return !dialect.charset().equals(StandardCharsets.UTF_8) && !hasOwnBytes();
  }

  /**
   * Returns true if the charset has one byte for a character and is not UTF-8. ASCII stands for
   * itself in it, so that lines and cells are found as in UTF-8; a cell is decoded alone.
   */
  boolean hasOwnBytes() {
    return dialect.encoding() != null && Transcoder.isByteForAscii(dialect.charset());
  }

  /** Returns what is wrong with a cell, with the charset in which it was to be read. */
  CellException said(CellException e) {
    return e instanceof NotUtf8Exception bytes && dialect.encoding() != null
        ? bytes.of(dialect.encoding())
        : e;
  }

  /** Returns true if a task can read a part of a file that begins anywhere. */
  boolean isDivisible() {
    return !isTranscoded() && !isMultiLine();
  }
}
