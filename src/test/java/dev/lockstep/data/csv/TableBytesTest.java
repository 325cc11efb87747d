package dev.lockstep.data.csv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.lockstep.data.DataException;
import dev.lockstep.data.FeatureOrder;
import dev.lockstep.data.Part;
import dev.lockstep.data.files.Dialect;
import dev.lockstep.data.read.Catalog;
import dev.lockstep.data.read.TableSource;
import dev.lockstep.input.InputScaling;
import dev.lockstep.input.Preprocessing;
import dev.lockstep.predict.FeatureTable;
import dev.lockstep.predict.ScoringOptions;
import dev.lockstep.testing.Campaign;
import dev.lockstep.testing.LocalSpark;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bytes that are no table's are named, and names that mean something to Spark are names. */
@Tag("slow")
class TableBytesTest {
  @RegisterExtension static final LocalSpark SPARK = new LocalSpark();

  private static final String ICONV = " is not UTF-8; if it is Latin-1, encoding latin1 reads it";

  private static final String TOO_LONG = ": is longer than 64 MiB; a line is a row";

  @TempDir Path folder;

  /** Text in Latin-1, which is bytes. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "label,a;\u00ff\u00fe,1;\u00fe\u00ff,2            | row 2, column 'label': '\\xff\\xfe'",
        "label,a;x,1;\u00e9t\u00e9,2                      | row 3, column 'label': '\\xe9t\\xe9'",
        "label,a;x,1;\u00c3\u00a9\u00c3,2                 | row 3, column 'label': '\u00e9\\xc3'",
        "label,gr\u00f6\u00dfe;x,1                        | row 1, column '2': 'gr\\xf6\\xdfe'",
        "label,a;0123456789abcdef0123456789abcdef\u00e9,1 | row 2, column 'label': '...89abcdef0123456789abcdef\\xe9'",
        "label,a;\u00ed\u00a0\u0080,1                     | row 2, column 'label': '\\xed\\xa0\\x80'",
        "label,a;\u00c0\u0080,1                           | row 2, column 'label': '\\xc0\\x80'",
      })
  void bytesThatAreNoUtf8AreNamed(String lines, String message) throws IOException {
    Path file = write("a.csv", lines.replace(';', '\n') + "\n");
    assertThat(message(file)).isEqualTo(file + ": " + message + ICONV);
  }

  @Test
  void aNumberOfOtherBytesIsNamed() throws IOException {
    Path file = write("a.csv", "label,a\nx,1\ny,2\u00b5\n");
    assertThat(message(file)).isEqualTo(file + ": row 3, column 'a': '2\\xb5' is not a number");
    write("a.csv", "label,a\nx,1\ny,5\0\n");
    assertThat(message(file)).isEqualTo(file + ": row 3, column 'a': '5\\u0000' is not a number");
    write("a.csv", "label,a\nx,1\ny\0,5\n");
    assertThat(message(file))
        .isEqualTo(file + ": row 3, column 'label': 'y\\u0000' has a zero byte");
    write("a.csv", "label,a\nx,1\n\0\0\0\n");
    assertThat(message(file)).isEqualTo(file + ": row 3: has 1 cell, not 2");
  }

  /** It is a character like others: what stands for bytes that were lost elsewhere. */
  @Test
  void theReplacementCharacterIsRead() throws IOException {
    Path file = folder.resolve("a.csv");
    Files.writeString(file, "label,\ufffd\n\ufffd\ufffd,1\n\ufffd,2\n");
    TableSource table = open(file);
    assertThat(table.labels().orElseThrow().names()).containsExactly("\ufffd", "\ufffd\ufffd");
    assertThat(table.featureNames()).containsExactly("\ufffd");
  }

  @Test
  void bytesOfParquetThatAreNoUtf8AreNamed() {
    Path place = folder.resolve("a.parquet");
    session()
        .sql("select cast(unhex('e974') as string) as label, 1 as a")
        .coalesce(1)
        .write()
        .parquet(place.toString());
    assertThat(message(place))
        .startsWith(place.toString())
        .endsWith(".parquet: row 1, column 'label': '\\xe9t'" + ICONV);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "1,\"a;2,b\"   | row 2, column 'name': has a quote that is not closed in its line; multiLine true reads cells of many lines",
        "1,\"a\"b;2,b  | row 2, column 'name': goes on after its closing quote; a quote within a cell is written twice",
      })
  void quotesThatMakeNoSenseAreNamed(String lines, String message) throws IOException {
    Path file = write("a.csv", "label,name\n" + lines.replace(';', '\n') + "\n");
    assertThat(message(file)).isEqualTo(file + ": " + message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\r", "\n", "\r\n"})
  void everyLineEndEndsALineAndNothingElseDoes(String end) throws IOException {
    Path parts = folder.resolve("parts");
    Files.createDirectories(parts);
    for (int part = 0; part < 3; part++) {
      // A mark at the beginning of each, as when files of a person's are put together.
      String text = "\ufefflabel,a\nx\u2028y,1\n\n \t\n\"x\",5 \n".replace("\n", end);
      Files.writeString(parts.resolve("part-" + part + ".csv"), text);
    }
    TableSource table = open(parts);
    assertThat(table.count()).isEqualTo(6);
    assertThat(table.labels().orElseThrow().names()).containsExactly("x", "x\u2028y");
    assertThat(features(table)).containsExactly(1f, 1f, 1f, 5f, 5f, 5f);
  }

  /** Spark has a use for each of these. */
  @Test
  void namesThatSparkUsesAreNames() throws IOException {
    List<String> names =
        List.of(
            "_corrupt_record",
            "_metadata",
            "__row_index",
            "a.b",
            "a`b",
            "`",
            "value",
            "A",
            "a",
            "input_file_name()",
            "*",
            "\"");
    String header =
        names.stream()
            .map(n -> '"' + n.replace("\"", "\"\"") + '"')
            .collect(Collectors.joining(","));
    String row =
        IntStream.range(0, names.size()).mapToObj(i -> "" + i).collect(Collectors.joining(","));
    Path csv = folder.resolve("a.csv");
    Files.writeString(csv, header + ",label\n" + row + ",x\n");
    Path parquet = folder.resolve("a.parquet");
    String columns =
        IntStream.range(0, names.size())
            .mapToObj(i -> i + " as `" + names.get(i).replace("`", "``") + "`")
            .collect(Collectors.joining(","));
    session().conf().set("spark.sql.caseSensitive", "true");
    try {
      session().sql("select " + columns + ", 'x' as label").write().parquet(parquet.toString());
    } finally {
      session().conf().unset("spark.sql.caseSensitive");
    }
    for (Path place : List.of(csv, parquet)) {
      TableSource table = open(place);
      assertThat(table.featureNames()).isEqualTo(names);
      float[] x = table.examples(SPARK.on("local[2]"), 1).first().features();
      assertThat(x).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11);
    }
  }

  /**
   * Whatever looks a column up along all columns takes minutes here. 200,000 with {@code
   * -Pcampaign}.
   */
  @Test
  void aHeaderOfManyColumnsIsRead() throws IOException {
    int width = Campaign.of(200_000, 50_000);
    String header =
        IntStream.range(0, width).mapToObj(i -> "c" + i).collect(Collectors.joining(","));
    Path file = folder.resolve("wide.csv");
    Files.writeString(
        file,
        "label," + header + "\n" + "1".repeat(width + 1).replace("1", ",1").substring(1) + "\n");
    TableSource table = open(file);
    assertThat(table.features()).isEqualTo(width);
    assertThat(table.examples(SPARK.on("local[2]"), 2).first().features()).hasSize(width);
    List<String> names = table.featureNames();
    assertThat(FeatureOrder.of(table, names.subList(0, width), "it")).isSameAs(table);
    FeatureTable scored =
        FeatureTable.open(
            SparkSession.builder().getOrCreate(),
            file.toString(),
            new ScoringOptions(null, Dialect.DEFAULT, null, List.of(), false, null),
            Preprocessing.plain(width, InputScaling.NONE),
            names,
            SPARK.on("local[2]").hadoopConfiguration());
    assertThat(scored.fileCount()).isOne();
  }

  /** A few KiB of gzip are a line of many MiB. */
  @Test
  void aLineWithoutEndIsRefused() throws IOException {
    Path first = folder.resolve("first.csv.gz");
    writeGzip(first, "", new byte[1 << 20]);
    assertThat(message(first)).isEqualTo(first + ": row 1" + TOO_LONG);
  }

  @Test
  @Tag("campaign") // The first row, above, takes nearly the same way.
  void aLaterLineWithoutEndIsRefused() throws IOException {
    Path later = folder.resolve("later.csv.gz");
    writeGzip(later, "label,a\n1,1\n", new byte[1 << 20]);
    assertThat(message(later)).isEqualTo(later + ": row 3" + TOO_LONG);
  }

  @Test
  void aFileThatBeginsWithoutEndIsRefused() throws IOException {
    Path blank = folder.resolve("blank.csv.gz");
    writeGzip(blank, "", "\n".repeat(1 << 20).getBytes(StandardCharsets.US_ASCII));
    assertThat(message(blank)).isEqualTo(blank + ": has no row in its first 64 MiB");
  }

  /** A few KiB of gzip are lines without end; what lies there unpacked costs its size. */
  @Test
  @Tag("campaign") // It reads several times 64 MiB; BlankLinesTest counts without reading.
  void blankLinesWithoutEndAreRefused() throws IOException {
    Path ends = folder.resolve("ends.csv.gz");
    Path spaces = folder.resolve("spaces.csv.gz");
    Path plain = folder.resolve("plain.csv");
    byte[] line = (" ".repeat((1 << 20) - 1) + "\n").getBytes(StandardCharsets.US_ASCII);
    writeGzip(ends, "label,a\n1,1\n", "\n".repeat(1 << 20).getBytes(StandardCharsets.US_ASCII));
    writeGzip(spaces, "label,a\n1,1\n", line);
    String problem =
        ": is one of more than 64 MiB of blank lines in a compressed file with fewer bytes of rows; write"
            + " it without them";
    assertThat(message(ends)).startsWith(ends + ": row 67").endsWith(problem);
    assertThat(message(spaces)).isEqualTo(spaces + ": row 67" + problem);
    try (OutputStream out = Files.newOutputStream(plain)) {
      writeBlocks(out, "label,a\n1,1\n", line);
    }
    assertThat(open(plain).count()).isOne();
  }

  private static void writeGzip(Path file, String begin, byte[] block) throws IOException {
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      writeBlocks(out, begin, block);
    }
  }

  private static void writeBlocks(OutputStream out, String begin, byte[] block) throws IOException {
    out.write(begin.getBytes(StandardCharsets.US_ASCII));
    for (int i = 0; i < 70; i++) {
      out.write(block);
    }
  }

  private static List<Float> features(TableSource table) {
    return table.examples(SPARK.on("local[2]"), 2).map(e -> e.features()[0]).collect().stream()
        .sorted()
        .toList();
  }

  private static String message(Path place) {
    Throwable thrown =
        catchThrowable(() -> open(place).examples(SPARK.on("local[2]"), Integer.MAX_VALUE).count());
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof DataException) {
        return cause.getMessage();
      }
    }
    throw new AssertionError("no DataException", thrown);
  }

  private static TableSource open(Path place) {
    return (TableSource)
        Catalog.open(place.toString(), Part.TRAIN, SPARK.on("local[2]").hadoopConfiguration());
  }

  private Path write(String name, String latin) throws IOException {
    return Files.write(folder.resolve(name), latin.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static SparkSession session() {
    SPARK.on("local[2]");
    return SparkSession.builder().getOrCreate();
  }
}
