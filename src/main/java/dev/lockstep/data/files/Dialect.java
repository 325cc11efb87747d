package dev.lockstep.data.files;

import dev.lockstep.text.Blanks;
import java.io.Serializable;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * A user's choices about the text of a table's files. A choice is null where the user has made none
 * and the default stands.
 *
 * @param delimiter between cells; by default a tab in files that end in {@code .tsv}, else a comma
 * @param header whether a file begins with the columns' names; by default its first rows tell
 * @param quote around cells; by default {@code "}
 * @param comment at the beginning of lines that are not rows; by default there are none
 * @param encoding the name of a charset; by default UTF-8
 * @param decimal the mark before a number's fraction; by default a point
 * @param nulls the texts of missing cells, beside the empty one, blanks around them or not; by
 *     default there are none
 * @param multiLine whether a quoted cell may hold ends of lines; by default not
 */
public record Dialect(
    Character delimiter,
    Boolean header,
    Character quote,
    Character comment,
    String encoding,
    Character decimal,
    List<String> nulls,
    Boolean multiLine)
    implements Serializable {
  public static final Dialect DEFAULT = new Dialect(null, null, null, null, null, null, null, null);

  private static final String DELIMITER = "delimiter";
  private static final String HEADER = "header";
  private static final String QUOTE = "quote";
  private static final String COMMENT = "comment";
  private static final String ENCODING = "encoding";
  private static final String DECIMAL = "decimal";
  private static final String NULLS = TableSettings.NULL;
  private static final String MULTI_LINE = "multiLine";

  /** The form of {@link #texts} for each choice. */
  static final List<String> KEYS =
      List.of(DELIMITER, HEADER, QUOTE, COMMENT, ENCODING, DECIMAL, NULLS, MULTI_LINE);

  public Dialect {
    requireMark(DELIMITER, delimiter);
    requireMark(QUOTE, quote);
    requireMark(COMMENT, comment);
    if (decimal != null && decimal != '.' && decimal != ',') {
      throw wrong(DECIMAL, decimal.toString(), "a point or a comma");
    }
    encoding = encoding == null ? null : charset(encoding).name();
    nulls = nulls == null ? null : nulls.stream().map(Blanks::strip).toList();
    char[] marks = {
      delimiter == null ? ',' : delimiter,
      quote == null ? '"' : quote,
      comment == null ? '\n' : comment
    };
    requireTwo(DELIMITER, marks[0], QUOTE, marks[1]);
    requireTwo(DELIMITER, marks[0], COMMENT, marks[2]);
    requireTwo(QUOTE, marks[1], COMMENT, marks[2]);
    if (decimal != null && delimiter != null) {
      requireTwo(DELIMITER, delimiter, DECIMAL, decimal);
    }
  }

  private static void requireMark(String name, Character mark) {
    if (mark != null && (mark == 0 || mark == '\n' || mark == '\r' || mark > 0x7f)) {
      throw wrong(name, mark.toString(), "one character of ASCII that ends no line");
    }
  }

  private static void requireTwo(String one, char first, String other, char second) {
    if (first == second) {
      throw new IllegalArgumentException(one + ": '" + first + "' is the " + other + " too");
    }
  }

  private static IllegalArgumentException wrong(String name, String value, String wanted) {
    return new IllegalArgumentException(name + ": '" + value + "' is not " + wanted);
  }

  /** Returns a charset. @throws IllegalArgumentException if Java has none of this name */
  private static Charset charset(String name) {
    try {
      return Charset.forName(name);
    } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
      throw new IllegalArgumentException(
          ENCODING + ": '" + name + "' is not a charset that Java knows, such as ISO-8859-1", e);
    }
  }

  /** Returns the charset of the files' text. */
  public Charset charset() {
    return encoding == null ? StandardCharsets.UTF_8 : charset(encoding);
  }

  /** Returns the texts of missing cells, beside the empty one. */
  public List<String> nullTexts() {
    return nulls == null ? List.of() : nulls;
  }

  /** Returns these choices; an earlier reading's where there is none. */
  public Dialect orElse(Dialect earlier) {
    Map<String, String> all = new LinkedHashMap<>(earlier.texts());
    all.putAll(texts());
    return of(all);
  }

  /** Returns the choices that are made, as texts by name, in a fixed order. */
  public Map<String, String> texts() {
    Object[] choices = {
      delimiter,
      header,
      quote,
      comment,
      encoding,
      decimal,
      nulls == null ? null : String.join(",", nulls),
      multiLine
    };
    Map<String, String> texts = new LinkedHashMap<>();
    for (int i = 0; i < choices.length; i++) {
      if (choices[i] != null) {
        texts.put(KEYS.get(i), choices[i].toString());
      }
    }
    return texts;
  }

  /**
   * Returns the dialect of these {@link #texts}.
   *
   * @throws IllegalArgumentException if a name is unknown or a text is not a choice
   */
  public static Dialect of(Map<String, String> texts) {
    texts.keySet().stream()
        .filter(name -> !KEYS.contains(name))
        .findFirst()
        .ifPresent(
            name -> {
              throw new IllegalArgumentException("unknown '" + name + "'");
            });
    String nulls = texts.get(NULLS);
    return new Dialect(
        mark(DELIMITER, texts),
        truth(HEADER, texts),
        mark(QUOTE, texts),
        mark(COMMENT, texts),
        texts.get(ENCODING),
        mark(DECIMAL, texts),
        nulls == null ? null : List.of(nulls.split(",", -1)),
        truth(MULTI_LINE, texts));
  }

  private static Character mark(String name, Map<String, String> texts) {
    String text = texts.get(name);
    if (text != null && text.length() != 1) {
      throw wrong(name, text, "one character");
    }
    return text == null ? null : (Character) text.charAt(0);
  }

  private static Boolean truth(String name, Map<String, String> texts) {
    String text = texts.get(name);
    boolean known = text == null || text.equals("true") || text.equals("false");
    if (!known) {
      throw wrong(name, text.toLowerCase(Locale.ROOT), "true or false");
    }
    return text == null ? null : Boolean.valueOf(Objects.equals(text, "true"));
  }
}
