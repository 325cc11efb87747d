package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.cli.shell.ExitCode;
import dev.lockstep.data.digits.Digits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Rows of the built-in digits as tables, scored by a model of them whose classes have names. */
@Tag("slow")
class PredictCommandTest extends PredictedDigits {
  @Test
  void aCsvFileGivesOneFileInTheOrderOfTheRows() throws IOException {
    Path csv = writeCsv("digits.csv", true, true);
    List<String> lines = predictFile(csv);
    assertThat(lines.get(0)).isEqualTo("prediction");
    assertThat(unquoted(lines.subList(1, lines.size()))).isEqualTo(expected);
  }

  @Test
  void aHeaderIsNotNeeded() throws IOException {
    List<String> lines = predictFile(writeCsv("bare.csv", false, false));
    assertThat(unquoted(lines.subList(1, lines.size()))).isEqualTo(expected);
    List<String> labelled = predictFile(writeCsv("labelled.csv", false, true), "--keep", "1");
    assertThat(labelled.get(0)).isEqualTo("1,prediction");
    assertThat(labelled.get(1)).startsWith("0,");
  }

  @Test
  void aHeaderThatIsDeniedIsARow() throws IOException {
    Path csv = writeCsv("digits.csv", true, false);
    assertRefused(
        predict(csv, folder.resolve("out.csv"), "--header", "false"),
        csv + ": row 1, column '1': 'pixel0' is not a number");
  }

  @Test
  void columnsAreKeptAndProbabilitiesAddUpToOne() throws IOException {
    Path csv = writeCsv("digits.csv", true, true);
    List<String> lines = predictFile(csv, "--keep", "label,pixel9", "--probabilities");
    assertThat(lines.get(0))
        .startsWith("label,pixel9,prediction,probability_zero,probability_one,\"probability_two, ");
    for (int row = 0; row < ROWS; row++) {
      String[] cells = lines.get(row + 1).replace("two, or so", "2").split(",", -1);
      assertThat(cells).hasSize(13);
      assertThat(cells[0]).isEqualTo("" + row % 10);
      double[] probabilities =
          Arrays.stream(cells).skip(3).mapToDouble(Double::parseDouble).toArray();
      assertThat(Arrays.stream(probabilities).sum()).isBetween(1 - 1e-5, 1 + 1e-5);
      int best = NAMES.indexOf(expected.get(row));
      assertThat(Arrays.stream(probabilities).max()).hasValue(probabilities[best]);
    }
  }

  @Test
  void aSubmissionNumbersTheRows() throws IOException {
    List<String> lines = predictFile(writeCsv("digits.csv", true, false), "--submission");
    assertThat(lines.get(0)).isEqualTo("ImageId,Label");
    for (int row = 0; row < ROWS; row++) {
      assertThat(lines.get(row + 1)).startsWith(row + 1 + ",");
    }
    assertThat(unquoted(lines.stream().skip(1).map(l -> l.substring(l.indexOf(',') + 1)).toList()))
        .isEqualTo(expected);
  }

  /** What evaluate counts, predict says, from columns and from a column of arrays. */
  @Test
  void predictionsOfParquetAgreeWithTheEvaluation() throws IOException {
    SparkSession spark = SparkSession.builder().getOrCreate();
    var text =
        spark.read().option("header", true).csv(writeCsv("digits.csv", true, true).toString());
    var rows =
        text.select(
            Arrays.stream(text.columns())
                .map(name -> functions.col(name).cast("int"))
                .toArray(Column[]::new));
    Path columns = folder.resolve("columns.parquet");
    rows.withColumn("name", functions.lit("x")).write().parquet(columns.toString());
    Path array = folder.resolve("array.parquet");
    rows.select(
            functions.col("label"),
            functions
                .array(
                    Arrays.stream(rows.columns())
                        .filter(name -> !name.equals("label"))
                        .map(name -> functions.col(name).cast("float"))
                        .toArray(Column[]::new))
                .as("pixels"))
        .write()
        .parquet(array.toString());
    double accuracy =
        new ObjectMapper()
            .readTree(home.resolve("run").resolve("run.json").toFile())
            .at("/test/accuracy")
            .asDouble();
    for (Path input : List.of(columns, array)) {
      Path out = folder.resolve("out-" + input.getFileName());
      assertDone(predict(input, out, "--keep", "label"));
      List<Row> scored = spark.read().parquet(out.toString()).collectAsList();
      assertThat(scored).hasSize(ROWS);
      long correct =
          scored.stream().filter(row -> NAMES.get(row.getInt(0)).equals(row.getString(1))).count();
      assertThat(correct).isEqualTo(Math.round(accuracy * ROWS));
    }
  }

  @Test
  void theBuiltInTestSetIsScored() throws IOException {
    Path out = folder.resolve("named.csv");
    assertDone(predict(Path.of("digits"), out));
    List<String> lines = Files.readAllLines(out);
    assertThat(lines).hasSize(1 + Digits.TEST_COUNT);
  }

  @Test
  void theTestSetOfAFolderOfIdxFilesIsScored() throws IOException {
    List<String> lines = predictFile(data, "--keep", "label");
    assertThat(lines.get(0)).isEqualTo("label,prediction");
    List<String> classes =
        lines.stream().skip(1).map(l -> l.substring(l.indexOf(',') + 1)).toList();
    assertThat(unquoted(classes)).isEqualTo(expected);
  }

  @Test
  void aBadCellIsNamedByFileRowColumnAndValue() throws IOException {
    Path csv = writeCsv("bad.csv", true, false);
    List<String> lines = new ArrayList<>(Files.readAllLines(csv));
    String[] cells = lines.get(400).split(",", -1);
    cells[17] = "n/a";
    lines.set(400, String.join(",", cells));
    Files.write(csv, lines);
    Path out = folder.resolve("out.csv");
    Files.writeString(out, "before");
    assertRefused(
        predict(csv, out, "--overwrite"),
        csv + ": row 401, column 'pixel17': 'n/a' is not a number");
    assertThat(out).as("what stood there before").hasContent("before");
    lines.set(300, "1,2");
    Files.write(csv, lines);
    assertRefused(predict(csv, folder.resolve("out")), csv + ": row 301: has 2 cells, not 784");
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left.map(Path::getFileName).map(Path::toString))
          .containsExactlyInAnyOrder("bad.csv", "out.csv");
    }
  }

  @Test
  void otherFeaturesThanTheModelsAreCounted() throws IOException {
    Path csv = folder.resolve("narrow.csv");
    Files.writeString(csv, "a,b,label,c\n1,2,x,3\n");
    assertRefused(
        predict(csv, folder.resolve("out.csv")), csv + " has 3 features, but the model takes 784");
    Path none = folder.resolve("none.csv");
    assertRefused(
        predict(none, folder.resolve("out.csv")),
        none
            + ": no such file or folder, and no data set of that name"
            + " (digits, mnist, fashion-mnist)");
    Path digits = writeCsv("digits.csv", true, false);
    assertRefused(
        predict(digits, folder.resolve("out.csv"), "--keep", "id"),
        digits
            + ": has no column 'id' to keep, but pixel0, pixel1, pixel2, pixel3, pixel4, pixel5,"
            + " pixel6, pixel7, ...");
  }

  private static void assertRefused(CommandLineRun run, String message) {
    assertThat(run.errLines()).containsExactly("lockstep: " + message);
    assertThat(run.exitCode()).isEqualTo(ExitCode.DATA);
  }
}
