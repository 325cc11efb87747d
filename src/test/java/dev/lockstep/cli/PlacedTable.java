package dev.lockstep.cli;

import com.github.luben.zstd.Zstd;
import dev.lockstep.linalg.AddressedRandom;
import dev.lockstep.testing.IdxFixture;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.io.compress.BZip2Codec;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * One table in many files and formats. Its columns stand in the order of their names, as JSON has
 * them.
 *
 * @param types of the columns, in Spark's words
 * @param rows cells as CSV with a point has them; an empty one is missing
 */
record PlacedTable(List<String> columns, List<String> types, List<List<String>> rows) {
  private static final Set<String> NUMBERS = Set.of("INT", "BIGINT", "DOUBLE");

  /**
   * A place of the table.
   *
   * @param data as the command line names it
   * @param options that read it
   * @param named false where columns have no names of their own
   */
  record Place(String name, String data, List<String> options, boolean named) {
    private Place(String name, Path data, String... options) {
      this(name, data.toString(), List.of(options), /* named= */ true);
    }
  }

  /** How a file of CSV is written. */
  private record Style(String delimiter, String quote, char decimal, String missing, String end) {
    static final Style USUAL = new Style(",", "\"", '.', "", "\n");
  }

  /**
   * Returns a table of visits: numbers, gaps, numbers that no float equals, booleans, dates, times,
   * categories of text and of numbers, weights, and what may be predicted.
   */
  static PlacedTable ofVisits(int count) {
    List<List<String>> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      AddressedRandom random = AddressedRandom.of(11, "visits").child(i);
      long age = below(random, 0, 80);
      long code = below(random, 1, 12);
      String city = List.of("Li\u00e8ge", "Ulm", "Ath", "Spa, old", "Bonn").get((int) (code % 5));
      boolean crew = below(random, 2, 3) == 0;
      double fare = below(random, 3, 900) + below(random, 4, 10_000_000) / 1e7;
      rows.add(
          List.of(
              gap(random, 5, 6) ? "" : age + (gap(random, 6, 3) ? ".5" : ""),
              gap(random, 7, 40) ? "" : city,
              String.valueOf(code),
              String.valueOf(crew),
              String.valueOf(below(random, 8, 3) + (crew ? 4 : 0)),
              gap(random, 9, 9) ? "" : String.valueOf(fare),
              gap(random, 10, 8) ? "" : "2024-0" + (1 + code % 9) + "-" + (10 + age % 18),
              List.of("low", "mid", "high").get((int) (age / 27)),
              List.of("quiet\nroom", "at, \"home\"", "").get((int) below(random, 11, 3)),
              String.valueOf(age * 1_000 + code * 77.25),
              String.valueOf(5e6 + fare * (crew ? 1_000 : 10)),
              "2024-05-" + (10 + code) + "T0" + age % 10 + ":00:0" + code % 10 + "Z",
              String.valueOf(1 + below(random, 12, 4) / 4.0)));
    }
    return new PlacedTable(
        List.of(
            "age", "city", "code", "crew", "demand", "fare", "joined", "kind", "note", "price",
            "rent", "seen", "weight"),
        List.of(
            "DOUBLE",
            "STRING",
            "INT",
            "BOOLEAN",
            "INT",
            "DOUBLE",
            "DATE",
            "STRING",
            "STRING",
            "DOUBLE",
            "DOUBLE",
            "TIMESTAMP",
            "DOUBLE"),
        rows);
  }

  /** Returns a table of numbers without gaps, many of them zeros; {@code y} is 0, 1 or 2. */
  static PlacedTable ofNumbers(int count) {
    List<List<String>> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      AddressedRandom random = AddressedRandom.of(12, "numbers").child(i);
      long a = below(random, 0, 7);
      String b = gap(random, 1, 2) ? "0" : String.valueOf(below(random, 2, 400) / 16.0);
      String c = gap(random, 3, 3) ? "0" : below(random, 4, 900) + "." + below(random, 5, 9999999);
      rows.add(List.of(String.valueOf(a), b, c, String.valueOf((a + b.length()) % 3)));
    }
    return new PlacedTable(
        List.of("a", "b", "c", "y"), List.of("INT", "DOUBLE", "DOUBLE", "INT"), rows);
  }

  private static long below(AddressedRandom random, int index, int end) {
    return Long.remainderUnsigned(random.bits(index), end);
  }

  private static boolean gap(AddressedRandom random, int index, int oneIn) {
    return below(random, index, oneIn) == 0;
  }

  /** Returns options whose columns' names are their numbers. */
  List<String> numbered(List<String> options) {
    List<String> all = new ArrayList<>(options);
    for (int i = 1; i < all.size(); i++) {
      if (Set.of("--label", "--weight", "--exclude", "--categorical").contains(all.get(i - 1))) {
        all.set(
            i,
            List.of(all.get(i).split(",", -1)).stream()
                .map(name -> String.valueOf(columns.indexOf(name) + 1))
                .collect(Collectors.joining(",")));
      }
    }
    return all;
  }

  /** Writes the table in many dialects of CSV. */
  List<Place> writeText(Path folder) throws IOException {
    Style usual = Style.USUAL;
    String text = text(usual, true, rows);
    Style semicolons = new Style(";", "'", ',', "", "\r\n");
    Style marks = new Style("|", "\"", '.', "NA", "\n");
    Style spaces = new Style("  ", "\"", '.', "?", "\n");
    String comments = "# a table\n" + text.replaceFirst("\n", "\n#,no,row\n");
    List<Place> places = new ArrayList<>();
    places.add(new Place("csv", write(folder, "t.csv", text)));
    places.add(
        new Place(
            "semicolons",
            write(folder, "s.csv", text(semicolons, true, rows)),
            "--delimiter ; --decimal , --quote '".split(" ")));
    String tabs = text(new Style("\t", "\"", '.', "", "\n"), true, rows);
    places.add(new Place("tabs", write(folder, "t.tsv", tabs)));
    places.add(
        new Place(
            "texts of missing cells",
            write(folder, "m.txt", text(marks, true, rows)),
            "--delimiter | --null NA,?".split(" ")));
    places.add(
        new Place(
            "spaces",
            write(folder, "w.data", text(spaces, true, rows)),
            "--delimiter space --null ?".split(" ")));
    places.add(new Place("comments", write(folder, "c.csv", comments), "--comment", "#"));
    for (String charset : List.of("latin1", "UTF-16", "UTF-32LE")) {
      Path file = folder.resolve(charset + ".csv");
      Files.write(file, text.getBytes(Charset.forName(charset)));
      places.add(new Place(charset, file, "--encoding", charset));
    }
    places.add(
        new Place(
            "no header",
            write(folder, "n.csv", text(usual, false, rows)).toString(),
            List.of("--header", "false"),
            /* named= */ false));
    places.add(new Place("files", writeTurned(folder.resolve("files"))));
    return places;
  }

  /** Writes the table compressed. */
  List<Place> writeCompressed(Path folder) throws IOException {
    byte[] bytes = text(Style.USUAL, true, rows).getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream bzip2 = new ByteArrayOutputStream();
    BZip2Codec codec = new BZip2Codec();
    codec.setConf(new Configuration());
    try (OutputStream out = codec.createOutputStream(bzip2)) {
      out.write(bytes);
    }
    return List.of(
        new Place("gz", Files.write(folder.resolve("t.csv.gz"), IdxFixture.gzip(bytes))),
        new Place("bz2", Files.write(folder.resolve("t.csv.bz2"), bzip2.toByteArray())),
        new Place("zst", Files.write(folder.resolve("t.csv.zst"), Zstd.compress(bytes))));
  }

  /** Writes the table in one file of CSV whose cells may hold ends of lines. */
  Place writeLines(Path folder) throws IOException {
    Path file = write(folder, "l.csv", text(Style.USUAL, true, rows, /* lineEnds= */ true));
    return new Place("lines in cells", file, "--multi-line", "true");
  }

  /**
   * Writes the table with the columns' types, as several files.
   *
   * @param format parquet, orc, json or avro
   */
  Place writeTyped(Path folder, String format, SparkSession spark) throws IOException {
    Path file = folder.resolve(format);
    Dataset<Row> typed = typed(Path.of(writeLines(folder).data()), spark);
    typed.repartition(2).write().format(format).save(file.toString());
    List<String> options = format.equals("avro") ? List.of("--format", format) : List.of();
    return new Place(format, file.toString(), options, /* named= */ true);
  }

  /** Returns the places in Spark's session of a table in Parquet, which the session forgets. */
  List<Place> inSession(Path folder, SparkSession spark) {
    Path parquet = folder.resolve("parquet");
    spark.sql("drop database if exists placed cascade");
    spark.sql("create database placed location '" + folder.resolve("db") + "'");
    spark.sql("create table placed.rows using parquet location '" + parquet + "'");
    String query = "sql:select " + String.join(", ", columns) + " from parquet.`" + parquet + "`";
    return List.of(
        new Place("table", "table:placed.rows", List.of(), /* named= */ true),
        new Place("sql", query, List.of(), /* named= */ true));
  }

  /** Writes the table of numbers for LIBSVM; the last column is the label. */
  Place writeLibsvm(Path folder) throws IOException {
    String text =
        rows.stream()
            .map(
                row ->
                    row.get(row.size() - 1)
                        + IntStream.range(0, row.size() - 1)
                            .filter(i -> !row.get(i).equals("0"))
                            .mapToObj(i -> " " + (i + 1) + ":" + row.get(i))
                            .collect(Collectors.joining()))
            .collect(Collectors.joining("\n", "", "\n"));
    return new Place(
        "libsvm",
        write(folder, "t.libsvm", text).toString(),
        List.of("--label", "label"),
        /* named= */ false);
  }

  private Dataset<Row> typed(Path csv, SparkSession spark) {
    String schema =
        IntStream.range(0, columns.size())
            .mapToObj(i -> columns.get(i) + " " + types.get(i))
            .collect(Collectors.joining(", "));
    return spark
        .read()
        .option("header", true)
        .option("multiLine", true)
        .option("escape", "\"")
        .schema(schema)
        .csv(csv.toString());
  }

  /** Writes the rows in another order as files of odd names, one of them compressed. */
  private Path writeTurned(Path folder) throws IOException {
    Files.createDirectories(folder);
    List<List<String>> turned = new ArrayList<>(rows);
    Collections.shuffle(turned, new Random(5));
    int third = turned.size() / 3;
    write(folder, "z 1.csv", text(Style.USUAL, true, turned.subList(0, third)));
    write(folder, "[a].csv", text(Style.USUAL, true, turned.subList(third, third + 1)));
    byte[] rest =
        text(Style.USUAL, true, turned.subList(third + 1, turned.size()))
            .getBytes(StandardCharsets.UTF_8);
    Files.write(folder.resolve("1.csv.gz"), IdxFixture.gzip(rest));
    return folder;
  }

  private static Path write(Path folder, String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  private String text(Style style, boolean header, List<List<String>> some) {
    return text(style, header, some, /* lineEnds= */ false);
  }

  private String text(Style style, boolean header, List<List<String>> some, boolean lineEnds) {
    StringBuilder text = new StringBuilder();
    if (header) {
      text.append(String.join(style.delimiter, columns)).append(style.end);
    }
    for (List<String> row : some) {
      List<String> cells = new ArrayList<>();
      for (int i = 0; i < row.size(); i++) {
        cells.add(cell(style, row.get(i), types.get(i), lineEnds));
      }
      text.append(String.join(style.delimiter, cells)).append(style.end);
    }
    return text.toString();
  }

  private static String cell(Style style, String cell, String type, boolean lineEnds) {
    if (cell.isEmpty()) {
      return style.missing;
    }
    if (NUMBERS.contains(type)) {
      return cell.replace('.', style.decimal);
    }
    if (!type.equals("STRING")) {
      return cell;
    }
    String quoted = cell.replace(style.quote, style.quote + style.quote);
    return style.quote + (lineEnds ? quoted : quoted.replace('\n', ' ')) + style.quote;
  }
}
