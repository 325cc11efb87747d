package dev.lockstep.data.table;

import static dev.lockstep.testing.BadRows.GOOD;
import static dev.lockstep.testing.BadRows.HEADER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.lockstep.data.DataException;
import dev.lockstep.data.LabelEncoder;
import dev.lockstep.data.Part;
import dev.lockstep.data.files.TableFormat;
import dev.lockstep.data.files.TableOptions;
import dev.lockstep.data.read.Catalog;
import dev.lockstep.testing.IdxFixture;
import dev.lockstep.testing.LocalSpark;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is wrong with a CSV file is said in one line with file, row, column and value. */
@Tag("slow")
class TableErrorsTest {
  @RegisterExtension static final LocalSpark SPARK = new LocalSpark();

  @TempDir Path folder;

  @ParameterizedTest
  @MethodSource("dev.lockstep.testing.BadRows#fourth")
  void aBadRowIsNamed(String row, String message) throws IOException {
    assertRefused("bad.csv", HEADER + GOOD + row + "\n0,5,6\n", message);
  }

  @Test
  void anEmptyLabelIsNamed() throws IOException {
    assertRefused("bad.csv", HEADER + GOOD + ",2,3\n", "row 4, column 'label': is empty");
  }

  @Test
  void theFirstOfSeveralWrongRowsIsNamed() throws IOException {
    assertRefused(
        "bad.csv",
        "\ufeff" + HEADER + GOOD.repeat(2) + "1,x,3\n1,2\n",
        "row 6, column 'a': 'x' is not a number");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\r\n", "\n\n"})
  void rowsAreTheLinesOfTheFile(String lineEnd) throws IOException {
    String text = (HEADER + GOOD + "1,x,3\n").replace("\n", lineEnd);
    assertRefused(
        "lines.csv",
        text,
        "row " + (lineEnd.equals("\r\n") ? 4 : 7) + ", column 'a': 'x' is not a number");
  }

  @Test
  void aFileWithoutHeaderHasNumberedColumns() throws IOException {
    assertRefused("plain.csv", GOOD + "1,x,3\n", "row 3, column '2': 'x' is not a number");
  }

  @Test
  void theFileAmongPartsIsNamed() throws IOException {
    Path parts = folder.resolve("parts.csv");
    write(parts.resolve("part-0.csv"), HEADER + GOOD);
    Path bad = write(parts.resolve("part-1.csv"), HEADER + "1,2,x\n");
    assertThat(message(parts, TableOptions.DEFAULT, null))
        .isEqualTo(bad + ": row 2, column 'b': 'x' is not a number");
    write(bad, "label,b,a\n1,2,3\n");
    assertThat(message(parts, TableOptions.DEFAULT, null))
        .isEqualTo(bad + ": row 1: name 2 is 'b', but 'a' in the first file's header");
  }

  @Test
  void aGzippedFileIsNamedToo() throws IOException {
    byte[] text = (HEADER + GOOD + "1,2,x\n").getBytes(StandardCharsets.UTF_8);
    Path file = folder.resolve("a.csv.gz");
    Files.write(file, IdxFixture.gzip(text));
    assertThat(message(file, TableOptions.DEFAULT, null))
        .isEqualTo(file + ": row 4, column 'b': 'x' is not a number");
    byte[] packed = IdxFixture.gzip((HEADER + GOOD.repeat(5_000)).getBytes(StandardCharsets.UTF_8));
    Files.write(file, Arrays.copyOf(packed, packed.length - 20));
    assertThat(message(file, TableOptions.DEFAULT, null)).startsWith(file + ": cannot be read: ");
  }

  @Test
  void aLabelThatTrainingHasNotSeenIsNamed() throws IOException {
    Path file = write(folder.resolve("test.csv"), HEADER + GOOD + "7,1,2\n");
    assertThat(message(file, TableOptions.DEFAULT, LabelEncoder.of(List.of("0", "1"))))
        .isEqualTo(
            file
                + ": row 4, column 'label': label '7' is not one of the 2 that training has seen:"
                + " 0, 1");
  }

  @Test
  void columnsThatAreMissingAreNamed() throws IOException {
    Path file = write(folder.resolve("a.csv"), "x,y,z\n1,2,3\n");
    assertThat(message(file, TableOptions.DEFAULT, null))
        .isEqualTo(file + ": has no column 'label', but x, y, z; label names another");
    assertThat(message(file, new TableOptions(null, "x", "w"), null))
        .isEqualTo(file + ": has no column 'w', but x, y, z; weight names another");
  }

  @Test
  void aWeightThatIsNotPositiveIsNamed() throws IOException {
    Path file = write(folder.resolve("a.csv"), "label,x,w\n0,1,1\n1,2,0\n");
    Path small = write(folder.resolve("b.csv"), "label,x,w\n0,1,1e-46\n1,2,1\n");
    assertThat(message(small, new TableOptions(null, null, "w"), null))
        .isEqualTo(
            small + ": row 2, column 'w': '1e-46' is too small a weight: as a float it is 0");
    assertThat(message(file, new TableOptions(null, null, "w"), null))
        .isEqualTo(file + ": row 3, column 'w': a weight must be positive: '0'");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "label;a;b   | its first row has one cell only, 'label;a;b'; delimiter ';' reads it",
        "label,a,a   | row 1: two columns are named 'a'",
        "label,a,b   | has no examples",
      })
  void aFirstRowThatMakesNoSenseIsNamed(String header, String message) throws IOException {
    Path file = write(folder.resolve("a.csv"), header + "\n");
    assertThat(message(file, TableOptions.DEFAULT, null)).isEqualTo(file + ": " + message);
  }

  @Test
  void anEmptyFileAndOneOfNoKnownFormatAreNamed() throws IOException {
    Path empty = write(folder.resolve("a.csv"), "");
    assertThat(message(empty, TableOptions.DEFAULT, null)).isEqualTo(empty + ": is empty");
    Path text = write(folder.resolve("a.xls"), HEADER + GOOD);
    assertThat(message(text, TableOptions.DEFAULT, null))
        .isEqualTo(text + ": its name tells no format: format csv or format parquet does");
    assertThat(message(text, new TableOptions(TableFormat.PARQUET, null, null), null))
        .startsWith(text + ": cannot be read as Parquet: ");
  }

  private void assertRefused(String name, String text, String message) throws IOException {
    Path file = write(folder.resolve(name), text);
    String separator = message.startsWith("row") ? ": " : "";
    assertThat(message(file, TableOptions.DEFAULT, null)).isEqualTo(file + separator + message);
  }

  private static String message(Path place, TableOptions options, LabelEncoder labels) {
    Throwable thrown =
        catchThrowable(
            () ->
                Catalog.open(
                        place.toString(),
                        Part.TEST,
                        options,
                        labels,
                        SPARK.on("local[2]").hadoopConfiguration())
                    .examples(SPARK.on("local[2]"), Integer.MAX_VALUE)
                    .count());
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof DataException) {
        return cause.getMessage();
      }
    }
    throw new AssertionError("no DataException", thrown);
  }

  private static Path write(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }
}
