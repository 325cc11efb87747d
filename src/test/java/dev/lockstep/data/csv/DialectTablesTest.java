package dev.lockstep.data.csv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.github.luben.zstd.Zstd;
import dev.lockstep.data.DataException;
import dev.lockstep.data.Example;
import dev.lockstep.data.Part;
import dev.lockstep.data.files.Columns;
import dev.lockstep.data.files.Dialect;
import dev.lockstep.data.files.TableOptions;
import dev.lockstep.data.read.Catalog;
import dev.lockstep.data.read.TableSource;
import dev.lockstep.testing.IdxFixture;
import dev.lockstep.testing.LocalSpark;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.io.compress.BZip2Codec;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One table in many dialects gives one set of examples, and a wrong row is named in each. */
@Tag("slow")
class DialectTablesTest {
  @RegisterExtension static final LocalSpark SPARK = new LocalSpark();

  @TempDir Path folder;

  /** Lines are divided by a bar; names of options and texts by {@code =}, options by two bars. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      value = {
        "a.csv  ~ label,a,b|x,1,2.5|y,3,4          ~ ",
        "a.tsv  ~ label^a^b|x^1^2.5|y^ 3 ^4        ~ ",
        "a.csv  ~ label;a;b|x;1;2.5|y;3;4          ~ delimiter=;",
        "a.csv  ~ label;a;b|x;1,0;2,5|y;3;4,0e0    ~ delimiter=;!decimal=,",
        "a.csv  ~ label^a^b|x^1^2,5|y^3^\"4,0\"    ~ delimiter=^!decimal=,",
        "a.csv  ~ label,a,b|x,1,\"2,5\"|y,3,4      ~ decimal=,",
        "a.csv  ~ 'label','a','b'|'x',1,2.5|'y',3,4 ~ quote='",
        "a.csv  ~ # of, old|label,a,b|#0|x,1,2.5| # no row||y,3,4 ~ comment=#",
        "a.txt  ~ label a  b|  x 1 2.5  |y^3^ 4    ~ delimiter= ",
        "a.data ~ \"label\" a b|\"x\" 1 2.5|y 3 4  ~ delimiter= ",
        "a.csv  ~ label,a,b|\"x\",1,2.5|\"y\",3,4  ~ multiLine=true",
        "a.csv  ~ label,a,b|x,1,2.5|y,3,4          ~ encoding=UTF-16",
        "a.csv  ~ label,a,b|x,1,2.5|y,3,4          ~ encoding=UTF-16LE",
        "a.csv  ~ label,a,b|x,1,2.5|y,3,4          ~ encoding=UTF-32BE",
        "a.csv  ~ label,a,b|x,1,2.5|y,3,4          ~ encoding=IBM037",
        "a.csv  ~ label,a,b|x,1,2.5|y,3,4          ~ encoding=windows-1252",
        "a.csv  ~ 1,2.5,x|3,4,y|1,2.5,x            ~ header=false",
      })
  void theSameExamplesComeOutOfEveryDialect(String name, String lines, String options)
      throws IOException {
    TableOptions chosen = options(options);
    for (String end : List.of("\n", "\r\n", "\r")) {
      String text = lines.replace("|", end).replace('^', '\t');
      Path file = write(name, (text + end).getBytes(chosen.dialect().charset()));
      TableSource table = open(file, chosen);
      assertThat(table.labels().orElseThrow().names()).containsExactly("x", "y");
      assertThat(examples(table).stream().distinct())
          .containsExactly("0 [1.0, 2.5]", "1 [3.0, 4.0]");
    }
  }

  /** The file has the row in the second place. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      value = {
        "a.tsv ~ label^a|x^1|y^1,5                ~                ~ row 3, column 'a': '1,5' is not a number; write 1.5",
        "a.tsv ~ label^a|x^1|y^1^5                ~                ~ row 3: has 3 cells, not 2",
        "a.csv ~ label;a|x;1|y;z                  ~ delimiter=;    ~ row 3, column 'a': 'z' is not a number",
        "a.csv ~ label;a|x;1|y;1.5                ~ delimiter=;!decimal=, ~ row 3, column 'a': '1.5' is not a number with a decimal comma",
        "a.csv ~ label;a|x;1|y;1.234,5            ~ delimiter=;!decimal=, ~ row 3, column 'a': '1.234,5' is not a number; write 1234.5",
        "a.csv ~ label;a|x;1|y;1,5e39             ~ delimiter=;!decimal=, ~ row 3, column 'a': '1.5e39' is too large a number",
        "a.csv ~ label,a|x,1|'y,1                 ~ quote='        ~ row 3, column 'label': has a quote that is not closed in its line; multiLine true reads cells of many lines",
        "a.csv ~ label,a|x,1|\"y,1                ~ quote='        ~ ",
        "a.csv ~ #|label,a|x,1|#,|y,#             ~ comment=#      ~ row 5, column 'a': '#' is not a number",
        "a.txt ~ label a|x 1|y 1 2                ~ delimiter=     ~ row 3: has 3 cells, not 2",
        "a.txt ~ label a|x 1|\"y\"1               ~ delimiter=     ~ row 3, column 'label': goes on after its closing quote; a quote within a cell is written twice",
        "a.csv ~ label,a|x,1|y,?                  ~ null=NA,?      ~ row 3, column 'a': '?' stands for a missing cell",
        "a.csv ~ label,a|x,1|y,                   ~ null=NA,?      ~ row 3, column 'a': is empty",
        "a.csv ~ label,a|x,1|y, -ü                ~ null=-ü!encoding=latin1 ~ row 3, column 'a': '-ü' stands for a missing cell",
        "a.csv ~ label,a|x,1|y,\"-ü\"            ~ null=-ü!encoding=UTF-16 ~ row 3, column 'a': '-ü' stands for a missing cell",
        "a.txt ~ label a|x 1| y  ?                ~ null=?!delimiter=  ~ row 3, column 'a': '?' stands for a missing cell",
        "a.csv ~ label,a|x,1|\"NA\",2             ~ null=NA,?      ~ row 3, column 'label': 'NA' stands for a missing cell",
        "a.csv ~ label,a|\"x|y\",1|y,z            ~ multiLine=true ~ row 4, column 'a': 'z' is not a number",
        "a.csv ~ label,a|\"x|y\",1|y,\"2|\"       ~ multiLine=true ~ row 4, column 'a': '2\\u000a' is not a number; write 2",
        "a.csv ~ label,a|x,1|\"y,1|z,2            ~ multiLine=true ~ row 3, column 'label': has a quote that is not closed",
        "a.csv ~ label,a|x,1|ü,ü                  ~ encoding=latin1 ~ row 3, column 'a': 'ü' is not a number",
        "a.csv ~ label,a|x,1|ü,ü                  ~ encoding=UTF-16 ~ row 3, column 'a': 'ü' is not a number",
        "a.csv ~ label,a|x,1|€,漢                 ~ encoding=GB18030 ~ row 3, column 'a': '漢' is not a number",
        "a.csv ~ 1,2|3,4|5,z                      ~ header=false   ~ row 3, column '2': 'z' is not a number",
        "a.csv ~ 1,2|3,4|5,z                      ~ header=true!label=1 ~ row 3, column '2': 'z' is not a number",
      })
  void theFirstWrongRowIsNamedInEveryDialect(
      String name, String lines, String options, String message) throws IOException {
    TableOptions chosen = options(options);
    String text = lines.replace('|', '\n').replace('^', '\t') + "\n";
    Path file = write(name, text.getBytes(chosen.dialect().charset()));
    Throwable thrown = fault(() -> examples(open(file, chosen)));
    if (message == null) {
      assertThat(thrown).isNull();
    } else {
      assertThat(thrown).hasMessage(file + ": " + message);
    }
  }

  @Test
  void bytesThatAreNotTextOfTheCharsetAreNamed() throws IOException {
    byte[] text = "label,a\nx,1\n?y,2\n".getBytes(StandardCharsets.US_ASCII);
    text[12] = (byte) 0x81; // Windows-1252 has no such character.
    Path file = write("a.csv", text);
    String message = file + ": row 3, column 'label': '\\xffy' is not text of ";
    assertThat(fault(() -> open(file, options("encoding=windows-1252"))))
        .isInstanceOf(DataException.class)
        .hasMessage(message + "windows-1252");
    text[12] = (byte) 0xff;
    Files.write(file, text);
    assertThat(fault(() -> open(file, options("encoding=Shift_JIS"))))
        .isInstanceOf(DataException.class)
        .hasMessage(message + "Shift_JIS");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      value = {
        "\"fixed acidity\";\"quality\"|7.4;5|7.8;6    ~ : row 1: its cells are not divided by ','; delimiter ';' reads it",
        "label^a|x^1                                  ~ : its first row has one cell only, 'label\\u0009a'; delimiter tab reads it",
        "label|x|y                                    ~ : its first row has one cell only, 'label'; delimiter names what divides cells",
        "7,4;0,7;1|7,8;0,9;2                          ~ : row 1: its cells are not divided by ','; delimiter ';' with decimal ',' reads it",
        "label;a, in m;b|1;2;3|1;4;5                  ~ : row 1: its cells are not divided by ','; delimiter ';' reads it",
      })
  void anotherDelimiterIsNamed(String lines, String message) throws IOException {
    String text = lines.replace('|', '\n').replace('^', '\t') + "\n";
    Path file = write("a.csv", text.getBytes(StandardCharsets.UTF_8));
    assertThat(catchThrowable(() -> open(file, TableOptions.DEFAULT)))
        .isInstanceOf(DataException.class)
        .hasMessage(file + message);
  }

  /** Texts of cells that look like another dialect. */
  @ParameterizedTest
  @ValueSource(strings = {"label,a;b\nx,1\ny,2\n", "label,\"a;b\"\n\"x;y\",1\n\"y;z\",2\n"})
  void aCommaThatDividesIsTaken(String text) throws IOException {
    assertThat(open(write("a.csv", text.getBytes(StandardCharsets.UTF_8)), options("")).count())
        .isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "5.1,3.5,a|4.9,3.0,a|6.0,2.2,b     ~ 3 ~ 3",
        "a,5.1,3.5|b,4.9,3.0|a,6.0,2.2     ~ 3 ~ 1",
        "5,a,u,7|4,b,u,8|6,a,v,9           ~ 3 ~ 1",
        "label,1,2|7,0.5,1|7,0.5,2         ~ 2 ~ ",
        "label,1,2|a,0.5,1|b,0.5,2         ~ 2 ~ ",
        "label,2019|a,0.5|b,0.5            ~ 2 ~ ",
      })
  void theFirstRowsTellWhetherThereIsAHeader(String lines, int rows, String label)
      throws IOException {
    Path file =
        write("iris.data", (lines.replace('|', '\n') + "\n").getBytes(StandardCharsets.UTF_8));
    CsvFiles csv =
        CsvFiles.of(
            new org.apache.hadoop.fs.Path(file.toUri()), CsvSyntax.USUAL, 2, new Configuration());
    assertThat(csv.header()).isEqualTo(label == null);
    assertThat(csv.usualLabel()).isEqualTo(label == null ? "label" : label);
    if (!lines.contains("u")) {
      assertThat(open(file, TableOptions.DEFAULT).count()).isEqualTo(rows);
    }
  }

  @Test
  void compressedFilesHaveTheSameExamples() throws IOException {
    StringBuilder text = new StringBuilder("label,a,b\n");
    for (int i = 0; i < 40_000; i++) {
      text.append(i % 3).append(',').append(i).append(',').append(i * 7919L % 10_007).append('\n');
    }
    byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
    List<String> wanted = examples(open(write("a.csv", bytes), TableOptions.DEFAULT));
    assertThat(wanted).hasSize(40_000);
    for (Map.Entry<String, byte[]> packed : packed(bytes).entrySet()) {
      Path file = write("a.csv" + packed.getKey(), packed.getValue());
      assertThat(examples(open(file, TableOptions.DEFAULT))).as(packed.getKey()).isEqualTo(wanted);
      for (String option : List.of("multiLine=true", "encoding=latin1", "encoding=GBK")) {
        assertThat(examples(open(file, options(option)))).as(option).isEqualTo(wanted);
      }
    }
  }

  @Test
  void aWrongRowOfACompressedFileIsNamed() throws IOException {
    byte[] bytes = "label,a\nx,1\ny,z\n".getBytes(StandardCharsets.UTF_8);
    for (Map.Entry<String, byte[]> packed : packed(bytes).entrySet()) {
      Path file = write("a.csv" + packed.getKey(), packed.getValue());
      assertThat(fault(() -> examples(open(file, TableOptions.DEFAULT))))
          .hasMessage(file + ": row 3, column 'a': 'z' is not a number");
      Path plain = write("b.csv" + packed.getKey(), bytes);
      String kind =
          Map.of(".gz", "gzip", ".bz2", "bzip2", ".zst", "Zstandard").get(packed.getKey());
      assertThat(catchThrowable(() -> open(plain, TableOptions.DEFAULT)))
          .hasMessage(
              "%s: its name ends in %s, but it is not %s; name it as what it is",
              plain, packed.getKey(), kind);
    }
  }

  /** Returns what a reader or one of its tasks throws; null for nothing. */
  private static Throwable fault(ThrowingCallable reading) {
    Throwable thrown = catchThrowable(reading);
    while (thrown != null && !(thrown instanceof DataException)) {
      thrown = thrown.getCause();
    }
    return thrown;
  }

  private static Map<String, byte[]> packed(byte[] bytes) throws IOException {
    ByteArrayOutputStream bzip2 = new ByteArrayOutputStream();
    BZip2Codec codec = new BZip2Codec();
    codec.setConf(new Configuration());
    try (OutputStream out = codec.createOutputStream(bzip2)) {
      out.write(bytes);
    }
    return Map.of(
        ".gz", IdxFixture.gzip(bytes), ".bz2", bzip2.toByteArray(), ".zst", Zstd.compress(bytes));
  }

  private TableSource open(Path file, TableOptions options) {
    Configuration conf = SPARK.on("local[2]").hadoopConfiguration();
    return (TableSource) Catalog.open(file.toString(), Part.TRAIN, options, null, conf);
  }

  private static List<String> examples(TableSource table) {
    return table
        .examples(SPARK.on("local[2]"), 100)
        .map(DialectTablesTest::shown)
        .collect()
        .stream()
        .sorted(Comparator.naturalOrder())
        .toList();
  }

  private static String shown(Example example) {
    return example.label() + " " + Arrays.toString(example.features());
  }

  /** Returns the choices of {@code name=text!name=text}. */
  static TableOptions options(String text) {
    Map<String, String> all = new LinkedHashMap<>();
    Stream.of((text == null ? "" : text).split("!"))
        .filter(option -> option.contains("="))
        .forEach(
            option -> {
              String value = option.substring(option.indexOf('=') + 1);
              all.put(
                  option.substring(0, option.indexOf('=')),
                  value.isEmpty() ? " " : value.replace('^', '\t'));
            });
    String label = all.remove("label");
    return new TableOptions(null, new Columns(label, null), Dialect.of(all), null);
  }

  private Path write(String name, byte[] bytes) throws IOException {
    return Files.write(folder.resolve(name), bytes);
  }
}
