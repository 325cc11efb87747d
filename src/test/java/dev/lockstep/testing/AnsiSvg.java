package dev.lockstep.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A terminal's text as a picture: reads text with colours from standard input and writes SVG to
 * standard output. It needs the JDK alone: {@code java AnsiSvg.java}.
 */
public final class AnsiSvg {
  private static final int CELL = 8;
  private static final int LINE = 2 * CELL;
  private static final int MARGIN = 10;
  private static final int MOST_COLUMNS = 100;
  private static final int FIRST_EIGHTH = 0x258f;
  private static final String TEXT = "#e6edf3";
  private static final Pattern TOKEN = Pattern.compile("\u001b\\[([\\d;]*)m|([^\u001b])");

  /** Rectangles by their colour, as the steps of a path. */
  private final Map<String, StringBuilder> shapes = new TreeMap<>();

  private final StringBuilder texts = new StringBuilder();
  private String upper = TEXT;
  private String lower = "";
  private int lines;

  private AnsiSvg() {}

  public static void main(String[] args) throws IOException {
    String text = new String(System.in.readAllBytes(), StandardCharsets.UTF_8);
    System.out.write(of(text).getBytes(StandardCharsets.UTF_8));
    System.out.flush();
  }

  /** Returns the picture of some lines. */
  static String of(String text) {
    AnsiSvg svg = new AnsiSvg();
    text.lines().flatMap(line -> folded(line).stream()).forEach(svg::add);
    return svg.document();
  }

  /** Breaks a long line without colours between its words. */
  private static List<String> folded(String line) {
    List<String> parts = new ArrayList<>();
    String rest = line;
    while (rest.length() > MOST_COLUMNS && rest.indexOf('\u001b') < 0) {
      int space = rest.lastIndexOf(' ', MOST_COLUMNS);
      int end = space > 4 ? space : MOST_COLUMNS;
      parts.add(rest.substring(0, end));
      rest = "    " + rest.substring(end).strip();
    }
    parts.add(rest);
    return parts;
  }

  private void add(String line) {
    Matcher token = TOKEN.matcher(line);
    StringBuilder words = new StringBuilder();
    int column = 0;
    while (token.find()) {
      if (token.group(1) != null) {
        colour(token.group(1));
        continue;
      }
      char c = token.group(2).charAt(0);
      boolean drawn = draw(c, column);
      words.append(drawn ? ' ' : c);
      column++;
    }
    String shown = words.toString().stripTrailing();
    int indent = shown.length() - shown.stripLeading().length();
    if (!shown.isBlank()) {
      texts.append(
          String.format(
              Locale.ROOT,
              "<text x=\"%d\" y=\"%d\" textLength=\"%d\">%s</text>%n",
              MARGIN + CELL * indent,
              MARGIN + LINE * lines + 12,
              CELL * (shown.length() - indent),
              escaped(shown.strip())));
    }
    lines++;
  }

  /** Draws a character of blocks; returns false for others. */
  private boolean draw(char c, int column) {
    int x = MARGIN + CELL * column;
    int y = MARGIN + LINE * lines;
    if (c == '\u2580') {
      rectangle(upper, x, y, CELL, CELL);
      rectangle(lower, x, y + CELL, CELL, CELL);
    } else if (c == '\u2584') {
      rectangle(upper, x, y + CELL, CELL, CELL);
    } else if (c >= '\u2588' && c <= FIRST_EIGHTH) {
      rectangle(upper, x, y + 2, CELL * (FIRST_EIGHTH + 1 - c) / 8, LINE - 4);
    } else {
      return false;
    }
    return true;
  }

  private void rectangle(String colour, int x, int y, int width, int height) {
    if (!colour.isEmpty() && !colour.equals("#000000")) {
      shapes
          .computeIfAbsent(colour, key -> new StringBuilder())
          .append(String.format(Locale.ROOT, "M%d %dh%dv%dh-%dz", x, y, width, height, width));
    }
  }

  private void colour(String parameters) {
    String[] numbers = parameters.split(";", -1);
    if (parameters.isEmpty() || parameters.equals("0")) {
      upper = TEXT;
      lower = "";
    }
    for (int i = 0; i + 4 < numbers.length; i += 5) {
      String colour =
          String.format(
              Locale.ROOT,
              "#%02x%02x%02x",
              Integer.valueOf(numbers[i + 2]),
              Integer.valueOf(numbers[i + 3]),
              Integer.valueOf(numbers[i + 4]));
      if (numbers[i].equals("38")) {
        upper = colour;
      } else {
        lower = colour;
      }
    }
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(' ', '\u00a0');
  }

  private String document() {
    int width = 2 * MARGIN + CELL * MOST_COLUMNS;
    int height = 2 * MARGIN + LINE * lines;
    StringBuilder svg = new StringBuilder();
    svg.append(
        String.format(
            Locale.ROOT,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\""
                + " font-family=\"ui-monospace, Menlo, Consolas, monospace\" font-size=\"13\""
                + " fill=\"%s\">%n<rect width=\"%d\" height=\"%d\" rx=\"6\" fill=\"#000000\"/>%n",
            width,
            height,
            TEXT,
            width,
            height));
    shapes.forEach(
        (colour, path) ->
            svg.append(
                String.format(
                    Locale.ROOT,
                    "<path fill=\"%s\" shape-rendering=\"crispEdges\" d=\"%s\"/>%n",
                    colour,
                    path)));
    return svg.append(texts).append("</svg>\n").toString();
  }
}
