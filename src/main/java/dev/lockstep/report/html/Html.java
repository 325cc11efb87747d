package dev.lockstep.report.html;

import dev.lockstep.text.Printable;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * A page, or a part of one, written from its beginning to its end. Whatever is text or an
 * attribute's value is escaped here and nowhere else. The result is well-formed XML too.
 */
public final class Html {
  private static final int REPLACEMENT = 0xfffd;

  private final StringBuilder html = new StringBuilder();
  private final Deque<String> open = new ArrayDeque<>();

  /**
   * Opens an element.
   *
   * @param attributes names and values by turns; a null value leaves the attribute out
   */
  public Html open(String tag, String... attributes) {
    tag(tag, attributes);
    html.append('>');
    open.push(tag);
    return this;
  }

  /** Closes the element that was opened last. */
  public Html close() {
    html.append("</").append(open.pop()).append('>');
    return this;
  }

  /** Adds an element without content. */
  public Html empty(String tag, String... attributes) {
    tag(tag, attributes);
    html.append(" />");
    return this;
  }

  /** Adds an element with text. */
  public Html element(String tag, String text, String... attributes) {
    return open(tag, attributes).text(text).close();
  }

  /**
   * Adds a text of a drawing.
   *
   * @param anchor which end of the text stands at x: start, middle or end
   */
  public Html label(String text, double x, double y, String anchor) {
    return element(
        "text",
        text,
        "x",
        Figures.coordinate(x),
        "y",
        Figures.coordinate(y),
        "text-anchor",
        anchor);
  }

  public Html text(String text) {
    escape(Printable.lines(text));
    return this;
  }

  /** Adds a line's end, so that the source can be read. */
  public Html line() {
    html.append('\n');
    return this;
  }

  /** Adds what is written already. */
  public Html add(Html part) {
    html.append(part);
    return this;
  }

  /** Adds style rules as they are; they may hold neither "&lt;" nor "&amp;". */
  public Html style(String rules) {
    if (rules.contains("<") || rules.contains("&")) {
      throw new IllegalArgumentException("rules that would need escapes");
    }
    html.append("<style>\n").append(rules).append("</style>");
    return this;
  }

  private void tag(String tag, String... attributes) {
    html.append('<').append(tag);
    for (int i = 0; i < attributes.length; i += 2) {
      if (attributes[i + 1] != null) {
        html.append(' ').append(attributes[i]).append("=\"");
        escape(Printable.line(attributes[i + 1]));
        html.append('"');
      }
    }
  }

  private void escape(String text) {
    text.codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '&' -> html.append("&amp;");
                case '<' -> html.append("&lt;");
                case '>' -> html.append("&gt;");
                case '"' -> html.append("&quot;");
                case '\'' -> html.append("&#39;");
                default -> html.appendCodePoint((c & 0xfffe) == 0xfffe ? REPLACEMENT : c);
              }
            });
  }

  /** Returns a document: the type, and what was written. */
  public String document() {
    return "<!DOCTYPE html>\n" + this + "\n";
  }

  /** Returns what was written. @throws IllegalStateException if an element is open */
  @Override
  public String toString() {
    if (!open.isEmpty()) {
      throw new IllegalStateException("still open: " + open);
    }
    return html.toString();
  }
}
