package dev.lockstep.text;

import java.lang.Character.UnicodeScript;
import java.util.Locale;
import java.util.Set;

/**
 * Text for a terminal. Names and messages come from files and from strangers. Characters that move
 * the cursor, colour or hide text, or turn its direction, become escapes, as in {@code \u001b}. The
 * escapes are those of JSON, so JSON stays valid and keeps its values.
 */
public final class Printable {
  private static final Set<UnicodeScript> WIDE =
      Set.of(
          UnicodeScript.HAN,
          UnicodeScript.HANGUL,
          UnicodeScript.HIRAGANA,
          UnicodeScript.KATAKANA,
          UnicodeScript.BOPOMOFO,
          UnicodeScript.YI);

  private Printable() {}

  /** Returns a text as part of one line: escapes line breaks and tabs too. */
  public static String line(String text) {
    return escaped(text, false);
  }

  /** Returns a text of several lines: line feeds and tabs stay. */
  public static String lines(String text) {
    return escaped(text, true);
  }

  /** Formats alike in every locale; arguments that are not numbers become part of a line. */
  public static String format(String format, Object... args) {
    Object[] shown = new Object[args.length];
    for (int i = 0; i < args.length; i++) {
      shown[i] = args[i] instanceof Number ? args[i] : line(String.valueOf(args[i]));
    }
    return String.format(Locale.ROOT, format, shown);
  }

  /** Returns the number of a terminal's columns that a text fills. */
  public static int columns(String text) {
    return text.codePoints().map(Printable::columns).sum();
  }

  /** Returns a text, with blanks before it, that fills this number of columns. */
  public static String padLeft(String text, int columns) {
    return " ".repeat(Math.max(0, columns - columns(text))) + text;
  }

  private static String escaped(String text, boolean keepLines) {
    StringBuilder shown = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            c -> {
              if (isVisible(c) || (keepLines && (c == '\n' || c == '\t'))) {
                shown.appendCodePoint(c);
              } else {
                for (char unit : Character.toChars(c)) {
                  shown.append(String.format(Locale.ROOT, "\\u%04x", (int) unit));
                }
              }
            });
    return shown.toString();
  }

  private static boolean isVisible(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE ->
          false;
      default -> true;
    };
  }

  private static int columns(int c) {
    int type = Character.getType(c);
    if (type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK) {
      return 0;
    }
    boolean fullWidth = (c >= 0x3000 && c <= 0x303e) || (c >= 0xff01 && c <= 0xff60);
    boolean emoji = c >= 0x1f300 && c <= 0x1faff;
    boolean halfWidth = c >= 0xff61 && c <= 0xffdc;
    boolean wide = fullWidth || emoji || WIDE.contains(UnicodeScript.of(c));
    return wide && !halfWidth ? 2 : 1;
  }
}
