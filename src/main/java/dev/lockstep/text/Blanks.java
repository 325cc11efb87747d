package dev.lockstep.text;

/** Spaces and tabs around the text of a cell, which belong to no number, truth, date or time. */
public final class Blanks {
  private Blanks() {}

  /** Returns a text without the spaces and tabs around it. */
  public static String strip(String text) {
    int from = 0;
    int to = text.length();
    while (from < to && isBlank(text.charAt(from))) {
      from++;
    }
    while (to > from && isBlank(text.charAt(to - 1))) {
      to--;
    }
    return text.substring(from, to);
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t';
  }
}
