package dev.lockstep.data.files;

import dev.lockstep.data.ExampleSource;
import dev.lockstep.text.SettingException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The settings that say how a table is read, and which of them say something about which table. */
public final class TableSettings {
  public static final String NULL = "null";
  private static final List<String> OF_ANY =
      List.of("format", "inputFormat", "label", "weight", "id", "task");

  private TableSettings() {}

  /** Returns the settings of tables of text. */
  public static Set<String> ofText() {
    return union(List.of(OF_ANY, InputChoices.SETTINGS, Dialect.KEYS));
  }

  /**
   * Returns the settings of tables with types.
   *
   * @param format null if the table is not in files
   * @param hasText true if cells of some column are text
   * @param ofRows true if one column holds all features
   */
  public static Set<String> ofTypes(TableFormat format, boolean hasText, boolean ofRows) {
    List<String> text =
        TableFormat.JSON.equals(format) ? List.of("encoding", "multiLine") : List.of();
    return union(
        List.of(
            OF_ANY,
            ofRows ? List.of() : InputChoices.SETTINGS,
            text,
            hasText && !ofRows ? List.of(NULL) : List.of()));
  }

  private static Set<String> union(List<List<String>> some) {
    return some.stream().flatMap(List::stream).collect(Collectors.toUnmodifiableSet());
  }

  /**
   * Refuses settings that say nothing about any of some sources.
   *
   * @param made the settings that a user has made
   * @throws SettingException that names them
   */
  public static void requireRead(List<String> made, List<ExampleSource> sources) {
    Set<String> read = new HashSet<>();
    sources.forEach(source -> read.addAll(source.tableSettings()));
    requireRead(made, read, sources.get(0).name());
  }

  /** Does the same for a place whose settings are known. */
  public static void requireRead(List<String> made, Set<String> read, String place) {
    List<String> unread = made.stream().filter(setting -> !read.contains(setting)).toList();
    if (unread.isEmpty()) {
      return;
    }
    String names = unread.stream().map(name -> "{" + name + "}").collect(Collectors.joining(", "));
    String why =
        read.isEmpty()
            ? "is not a table"
            : unread.equals(List.of(NULL))
                ? "has no column of text"
                : InputChoices.SETTINGS.containsAll(unread)
                    ? "has all features in one column"
                    : "is not text of CSV";
    throw new SettingException(
        place
            + " "
            + why
            + ": "
            + names
            + (unread.size() == 1 ? " says" : " say")
            + " nothing here");
  }
}
