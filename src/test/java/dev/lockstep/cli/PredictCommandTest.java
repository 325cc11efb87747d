package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.cli.shell.ExitCode;
import dev.lockstep.cli.shell.Session;
import dev.lockstep.data.Example;
import dev.lockstep.data.Part;
import dev.lockstep.data.digits.Digits;
import dev.lockstep.model.Model;
import dev.lockstep.nn.Scorer;
import dev.lockstep.testing.IdxFixture;
import dev.lockstep.testing.LocalSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Rows of the built-in digits as tables, scored by a model of them whose classes have names. */
@Tag("slow")
class PredictCommandTest {
  @RegisterExtension static final LocalSpark SPARK = LocalSpark.openedBy(Session::open);

  private static final int ROWS = 600;
  private static final List<String> NAMES =
      List.of("zero", "one", "two, or so", "three", "four", "f\u00fcnf", "6", "7", "8", "9");

  @TempDir static Path home;
  private static Path data;
  private static Path model;

  /** The right answers, row by row. */
  private static List<String> expected;

  @TempDir Path folder;

  @BeforeAll
  static void train() throws IOException {
    data = IdxFixture.writeDigits(home.resolve("data"), 1_000, ROWS);
    Path run = home.resolve("run");
    CommandLineRun training =
        CommandLineRun.of("train", "--data", data, "--out", run, "--epochs", 2);
    assertThat(training.exitCode()).as(training.err()).isZero();
    Model digits = Model.read(hadoop(run), new Configuration());
    Model named = new Model(digits.network(), digits.scaling(), NAMES, digits.parameters());
    model = home.resolve("named.safetensors");
    named.write(hadoop(model), new Configuration());
    Scorer scorer = new Scorer(named.network(), named.scaling(), named.parameters(), 1);
    expected =
        images().stream()
            .map(x -> NAMES.get(Scorer.argMax(scorer.logits(x, 1), 0, NAMES.size())))
            .toList();
  }

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
  void aFolderIsScoredInParts() throws IOException {
    writeCsv("in/one.csv", true, false);
    writeCsv("in/two.csv", true, false);
    Path out = folder.resolve("parts");
    assertDone(predict(folder.resolve("in"), out));
    SparkSession spark = SparkSession.builder().getOrCreate();
    List<String> scored =
        spark.read().option("header", true).csv(out.toString()).collectAsList().stream()
            .map(row -> row.getString(0))
            .toList();
    List<String> twice = Stream.concat(expected.stream(), expected.stream()).toList();
    assertThat(scored).containsExactlyInAnyOrderElementsOf(twice);
    List<String> lines = predictFile(folder.resolve("in"));
    assertThat(unquoted(lines.subList(1, lines.size()))).isEqualTo(twice);
    CommandLineRun again = predict(folder.resolve("in"), out);
    assertThat(again.exitCode()).isEqualTo(ExitCode.EXISTS);
    assertThat(again.err())
        .contains(
            "--out " + out + ": already exists; choose another, or replace it with --overwrite");
  }

  @Test
  void anOverwrittenResultIsTheNewOneAndAFailureLeavesTheOld() throws IOException {
    Path csv = writeCsv("digits.csv", true, true);
    Path wrong = Files.writeString(folder.resolve("wrong.csv"), Files.readString(csv) + "1,2\n");
    Path one = folder.resolve("one.csv");
    Path parts = folder.resolve("parts");
    for (Path out : List.of(one, parts)) {
      assertDone(predict(csv, out));
      List<String> first = contents(out);
      CommandLineRun refused = predict(csv, out);
      assertThat(refused.exitCode()).isEqualTo(ExitCode.EXISTS);
      assertThat(refused.errLines())
          .containsExactly(
              "lockstep: --out "
                  + out
                  + ": already exists; choose another, or replace it with --overwrite");
      assertThat(predict(wrong, out, "--overwrite").exitCode()).isEqualTo(ExitCode.DATA);
      assertThat(contents(out)).isEqualTo(first);
      assertDone(predict(csv, out, "--overwrite", "--probabilities"));
      assertThat(contents(out)).isNotEqualTo(first).first().asString().contains("probability_");
    }
    assertThat(folder.toFile().list())
        .as("nothing hidden is left")
        .noneMatch(name -> name.startsWith(".") && !name.endsWith(".crc"));
  }

  @Test
  void onlyPredictionsAreOverwritten() throws IOException {
    Path csv = writeCsv("digits.csv", true, true);
    Path other = Files.createDirectories(folder.resolve("other"));
    Files.writeString(other.resolve("notes.txt"), "mine");
    CommandLineRun refused = predict(csv, other, "--overwrite");
    assertThat(refused.exitCode()).isEqualTo(ExitCode.EXISTS);
    assertThat(refused.errLines())
        .containsExactly(
            "lockstep: --out "
                + other
                + ": already exists; choose another, or remove it: it holds notes.txt,"
                + " which this command does not write");
    assertThat(other.resolve("notes.txt")).hasContent("mine");
    Path folderCsv = Files.createDirectories(folder.resolve("folder.csv"));
    assertThat(predict(csv, folderCsv, "--overwrite").exitCode()).isEqualTo(ExitCode.EXISTS);
  }

  private static List<String> contents(Path out) throws IOException {
    if (Files.isRegularFile(out)) {
      return Files.readAllLines(out);
    }
    List<String> lines = new ArrayList<>();
    try (Stream<Path> files = Files.list(out)) {
      for (Path part : files.filter(f -> f.toString().endsWith(".csv")).sorted().toList()) {
        lines.addAll(Files.readAllLines(part));
      }
    }
    return lines;
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

  private List<String> predictFile(Path input, String... options) throws IOException {
    Path out = folder.resolve("out.csv");
    Files.deleteIfExists(out);
    assertDone(predict(input, out, options));
    return Files.readAllLines(out);
  }

  private static CommandLineRun predict(Path input, Path out, String... options) {
    Stream<Object> args = Stream.of("predict", model, "--data", input, "--out", out);
    return CommandLineRun.of(Stream.concat(args, Arrays.stream(options)).toArray());
  }

  private static void assertDone(CommandLineRun run) {
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out()).startsWith("predictions are in ");
  }

  private static void assertRefused(CommandLineRun run, String message) {
    assertThat(run.errLines()).containsExactly("lockstep: " + message);
    assertThat(run.exitCode()).isEqualTo(ExitCode.DATA);
  }

  private static List<String> unquoted(List<String> cells) {
    return cells.stream().map(cell -> cell.replace("\"", "")).toList();
  }

  private static List<float[]> images() {
    return IntStream.range(0, ROWS)
        .mapToObj(i -> Digits.example(Part.TEST, i))
        .map(Example::features)
        .toList();
  }

  private Path writeCsv(String name, boolean header, boolean labels) throws IOException {
    List<String> lines = new ArrayList<>();
    String label = labels ? "label," : "";
    if (header) {
      lines.add(
          IntStream.range(0, Digits.FEATURES)
              .mapToObj(i -> "pixel" + i)
              .collect(Collectors.joining(",", label, "")));
    }
    List<float[]> images = images();
    for (int row = 0; row < ROWS; row++) {
      float[] x = images.get(row);
      lines.add(
          IntStream.range(0, x.length)
              .mapToObj(i -> String.valueOf((int) x[i]))
              .collect(Collectors.joining(",", labels ? row % 10 + "," : "", "")));
    }
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.write(file, lines);
  }

  private static org.apache.hadoop.fs.Path hadoop(Path path) {
    return new org.apache.hadoop.fs.Path(path.toUri());
  }
}
