package dev.lockstep.data.files;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The format of a table's files.
 *
 * @param name on the command line
 */
public record TableFormat(String name) {
  public static final TableFormat CSV = new TableFormat("csv");
  public static final TableFormat PARQUET = new TableFormat("parquet");
  public static final TableFormat JSON = new TableFormat("json");
  public static final TableFormat ORC = new TableFormat("orc");
  public static final TableFormat LIBSVM = new TableFormat("libsvm");

  /** Formats that packages bring, whose files only Spark finds. */
  private static final List<TableFormat> BROUGHT =
      Stream.of("avro", "delta", "hudi", "iceberg").map(TableFormat::new).toList();

  /**
   * The endings of a folder's one training set and test set; the second list where none has one.
   */
  public static final List<List<String>> ENDINGS =
      List.of(
          List.of(".csv", ".csv.gz", ".parquet"),
          List.of(
              ".tsv",
              ".tsv.gz",
              ".csv.bz2",
              ".csv.zst",
              ".tsv.bz2",
              ".tsv.zst",
              ".json",
              ".jsonl",
              ".orc"));

  private static final String PACKED = "(\\.(gz|bz2|zst))?";
  private static final Pattern TABBED = ending("\\.tsv" + PACKED);

  private static final Map<TableFormat, Pattern> MORE =
      Map.of(
          CSV, ending("\\.(csv|tsv)" + PACKED),
          JSON, ending("\\.(json|jsonl|ndjson)(\\.(gz|bz2))?"),
          ORC, ending("\\.orc"),
          LIBSVM, ending("\\.(libsvm|svm)(\\.(gz|bz2))?"));

  /** Files with these endings are often no tables. */
  private static final Pattern NAMED = ending("\\.(data|txt)" + PACKED);

  private static final List<TableFormat> KNOWN = List.of(CSV, PARQUET, JSON, ORC, LIBSVM);

  /**
   * Returns the format of this name, or of this class.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static TableFormat named(String name) {
    if (name.matches("\\w+(\\.\\w+)+")) {
      return new TableFormat(name);
    }
    return Stream.concat(KNOWN.stream(), BROUGHT.stream())
        .filter(format -> format.name.equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("'" + name + "' is not one of " + names()));
  }

  /** Returns the names of the formats, for a message. */
  public static String names() {
    return Stream.concat(KNOWN.stream(), BROUGHT.stream())
        .map(TableFormat::name)
        .collect(Collectors.joining(", "));
  }

  /**
   * Returns the format of a file in a folder of tables, which its name ends in. Files with other
   * endings may lie beside a table's.
   */
  public static Optional<TableFormat> ofFile(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    if (lower.endsWith(".csv") || lower.endsWith(".csv.gz")) {
      return Optional.of(CSV);
    }
    return lower.endsWith(".parquet") ? Optional.of(PARQUET) : Optional.empty();
  }

  /**
   * Returns the format of a file in a folder without the files above, all of whose files have names
   * of one format.
   */
  public static Optional<TableFormat> ofFileAlone(String name) {
    return ofFile(name)
        .or(
            () ->
                MORE.entrySet().stream()
                    .filter(more -> more.getValue().matcher(name).matches())
                    .map(Map.Entry::getKey)
                    .findFirst());
  }

  /** Returns the format of a file that is named itself. */
  public static Optional<TableFormat> ofNamedFile(String name) {
    return ofFileAlone(name)
        .or(() -> NAMED.matcher(name).matches() ? Optional.of(CSV) : Optional.empty());
  }

  /** Returns true if a file's name tells that tabs divide its cells. */
  public static boolean isTabbed(String name) {
    return TABBED.matcher(name).matches();
  }

  private static Pattern ending(String pattern) {
    return Pattern.compile(".*" + pattern, Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
  }

  /** Returns the name in a sentence. */
  public String title() {
    return equals(PARQUET) ? "Parquet" : name.toUpperCase(Locale.ROOT);
  }

  /** Returns true if Spark finds and reads the files, with a package that a user brings. */
  public boolean isBrought() {
    return !KNOWN.contains(this);
  }

  public boolean isCsv() {
    return equals(CSV);
  }

  /** Returns the name on the command line. */
  @Override
  public String toString() {
    return name;
  }
}
