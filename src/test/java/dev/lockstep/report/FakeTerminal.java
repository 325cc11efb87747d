package dev.lockstep.report;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A terminal of so many columns, which wraps what is longer. It knows carriage return, line feed,
 * and the escapes that erase the rest of a line and turn wrapping off and on; text is ASCII. Lines
 * that it shows already are not broken anew when it becomes narrower, but cut.
 */
final class FakeTerminal {
  private final List<StringBuilder> lines = new ArrayList<>(List.of(new StringBuilder()));
  private final StringBuilder escape = new StringBuilder();
  private int columns;
  private int column;
  private boolean wraps = true;

  FakeTerminal(int columns) {
    this.columns = columns;
  }

  void resize(int newColumns) {
    columns = newColumns;
    lines.forEach(line -> line.setLength(Math.min(line.length(), newColumns)));
    column = Math.min(column, newColumns - 1);
  }

  PrintStream stream() {
    OutputStream keys =
        new OutputStream() {
          @Override
          public void write(int b) {
            put((char) b);
          }
        };
    return new PrintStream(keys, true, StandardCharsets.US_ASCII);
  }

  /** Without blanks at their ends. */
  List<String> lines() {
    return lines.stream().map(line -> line.toString().stripTrailing()).toList();
  }

  private void put(char c) {
    if (c == '\u001b' || escape.length() > 0) {
      escape.append(c);
      if (Character.isLetter(c)) {
        obey(escape.toString());
        escape.setLength(0);
      }
    } else if (c == '\r') {
      column = 0;
    } else if (c == '\n') {
      lines.add(new StringBuilder());
      column = 0;
    } else {
      show(c);
    }
  }

  private void obey(String order) {
    switch (order) {
      case "\u001b[K" -> last().setLength(Math.min(last().length(), column));
      case "\u001b[?7l" -> wraps = false;
      case "\u001b[?7h" -> wraps = true;
      default -> throw new AssertionError("an escape that not every terminal knows: " + order);
    }
  }

  private void show(char c) {
    if (column == columns && wraps) {
      lines.add(new StringBuilder());
      column = 0;
    }
    int at = Math.min(column, columns - 1);
    while (last().length() <= at) {
      last().append(' ');
    }
    last().setCharAt(at, c);
    column = Math.min(columns, at + 1);
  }

  private StringBuilder last() {
    return lines.get(lines.size() - 1);
  }
}
