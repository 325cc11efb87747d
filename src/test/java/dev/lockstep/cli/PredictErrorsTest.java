package dev.lockstep.cli;

import static dev.lockstep.testing.BadRows.GOOD;
import static dev.lockstep.testing.BadRows.HEADER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.cli.shell.ExitCode;
import dev.lockstep.cli.shell.Session;
import dev.lockstep.input.InputScaling;
import dev.lockstep.model.Model;
import dev.lockstep.model.file.ModelFile;
import dev.lockstep.nn.Activation;
import dev.lockstep.nn.Loss;
import dev.lockstep.nn.Network;
import dev.lockstep.testing.BadRows;
import dev.lockstep.testing.Campaign;
import dev.lockstep.testing.IdxFixture;
import dev.lockstep.testing.LocalSpark;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What cannot be scored is said as training says it, and leaves nothing behind. */
@Tag("slow")
class PredictErrorsTest {
  @RegisterExtension static final LocalSpark SPARK = LocalSpark.openedBy(Session::open);

  @TempDir static Path home;
  private static Path model;

  @TempDir Path folder;

  @BeforeAll
  static void writeModel() throws IOException {
    Network network =
        new Network(List.of(2, 2), Activation.RELU, Loss.CROSS_ENTROPY, Activation.LINEAR);
    model = home.resolve("model.safetensors");
    ModelFile.write(
        new Model(network, InputScaling.NONE, List.of("0", "1"), new float[] {1, -1, 1, -1, 0, 0}),
        new org.apache.hadoop.fs.Path(model.toUri()),
        new Configuration());
  }

  /** Those that TableErrorsTest has all of, for training, which reads with the same code. */
  static Stream<Arguments> badRows() {
    Stream<Arguments> all = BadRows.fourth();
    return Campaign.RUNS ? all : all.limit(6);
  }

  @ParameterizedTest
  @MethodSource("badRows")
  void aBadRowIsNamed(String row, String message) throws IOException {
    Path csv = write("bad.csv", HEADER + GOOD + row + "\n0,5,6\n");
    assertRefused(csv, csv + ": " + message);
  }

  @Test
  void aLabelIsNotLookedAt() throws IOException {
    Path csv = write("labels.csv", HEADER + GOOD + ",2,3\n7,1,2\n\"a b\",3,4\n");
    CommandLineRun run = predict(csv, folder.resolve("out.csv"));
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(folder.resolve("out.csv")).content().hasLineCount(6);
  }

  @Test
  void theFirstOfSeveralWrongRowsIsNamed() throws IOException {
    Path csv = write("bad.csv", "\ufeff" + HEADER + GOOD.repeat(2) + "1,x,3\n1,2\n");
    assertRefused(csv, csv + ": row 6, column 'a': 'x' is not a number");
  }

  @Test
  void aKeptCellThatIsNoUtf8IsNamedAndOneThatIsNotKeptIsNot() throws IOException {
    Path csv = folder.resolve("names.csv");
    Files.write(csv, "name,a,b\nx,1,2\ncaf\u00e9,3,4\n".getBytes(StandardCharsets.ISO_8859_1));
    assertRefused(
        csv,
        csv
            + ": row 3, column 'name': 'caf\\xe9' is not UTF-8; if it is Latin-1, --encoding latin1"
            + " reads it",
        "--keep",
        "name");
    assertThat(predict(csv, folder.resolve("out.csv")).exitCode()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"\r\n", "\n\n"})
  void rowsAreTheLinesOfTheFile(String lineEnd) throws IOException {
    Path csv = write("lines.csv", (HEADER + GOOD + "1,x,3\n").replace("\n", lineEnd));
    int row = lineEnd.equals("\r\n") ? 4 : 7;
    assertRefused(csv, csv + ": row " + row + ", column 'a': 'x' is not a number");
  }

  @Test
  void theFileAmongPartsIsNamed() throws IOException {
    write("parts/part-0.csv", HEADER + GOOD);
    Path bad = write("parts/part-1.csv", HEADER + "1,2,x\n");
    Path parts = folder.resolve("parts");
    assertRefused(parts, bad + ": row 2, column 'b': 'x' is not a number");
    Files.writeString(bad, "label,b,a\n1,2,3\n");
    assertRefused(parts, bad + ": row 1: name 2 is 'b', but 'a' in the first file's header");
  }

  @Test
  void aGzippedFileIsNamedToo() throws IOException {
    Path file = folder.resolve("a.csv.gz");
    byte[] text = (GOOD + "1,2,x\n").getBytes(StandardCharsets.UTF_8);
    Files.write(file, IdxFixture.gzip(text));
    assertRefused(file, file + ": row 3, column '3': 'x' is not a number");
  }

  @Test
  void aFirstRowThatMayBeAnExampleIsNoHeader() throws IOException {
    Path csv = write("flowers.csv", "1,2,rose\n3,4,lily\n");
    assertRefused(
        csv,
        csv
            + " has 3 features, but the model takes 2; --label and --keep name columns that are not features");
    CommandLineRun run =
        predict(csv, folder.resolve("out.csv"), "--header", "false", "--label", "3");
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(folder.resolve("out.csv")).content().hasLineCount(3);
  }

  @Test
  void aColumnOfThePredictionsNameIsNotKept() throws IOException {
    Path csv = write("again.csv", "a,b,prediction\n1,2,0\n");
    assertRefused(
        csv,
        csv + ": column 'prediction' cannot be kept: predictions have one of that name",
        "--keep",
        "prediction");
  }

  @Test
  void aQuoteInAColumnsNameIsACharacterLikeOthers() throws IOException {
    Path csv = write("quote.csv", "a,b,c\n1,2,0\n");
    assertRefused(csv, csv + ": has no column '\"c' to keep, but a, b, c", "--keep", "\"c");
  }

  @Test
  void aFileOfNoKnownFormatIsNamed() throws IOException {
    Path text = write("rows.xls", HEADER + GOOD);
    assertRefused(
        text,
        text + ": its name tells no format: --input-format csv or --input-format parquet does");
    CommandLineRun run = predict(text, folder.resolve("out.csv"), "--input-format", "csv");
    assertThat(run.exitCode()).as(run.err()).isZero();
  }

  @Test
  void aWrongRowOfParquetIsNamed() throws IOException {
    DataType doubles = DataTypes.createArrayType(DataTypes.DoubleType);
    StructType columns =
        new StructType().add("a", DataTypes.DoubleType).add("b", DataTypes.IntegerType);
    List<Row> numbers = List.of(RowFactory.create(1., 2), RowFactory.create(Double.NaN, 2));
    assertRefusedRow(numbers, columns, "row 2, column 'a': 'NaN' stands for a missing cell");
    assertRefusedRow(
        List.of(RowFactory.create(1., 2), RowFactory.create(1., 2), RowFactory.create(1., null)),
        columns,
        "row 3, column 'b': is empty");
    StructType array = new StructType().add("x", doubles);
    List<Row> ragged =
        List.of(
            RowFactory.create((Object) new Double[] {1., 2.}),
            RowFactory.create((Object) new Double[] {1., 2., 3.}));
    assertRefusedRow(ragged, array, "row 2, column 'x': has 3 features, not 2");
    List<Row> holes = List.of(RowFactory.create((Object) new Double[] {1., null}));
    assertRefusedRow(holes, array, "row 1, column 'x': element 1 is empty");
    StructType vector = new StructType().add("x", SQLDataTypes.VectorType());
    List<Row> infinite =
        List.of(
            RowFactory.create(Vectors.dense(1, 2)),
            RowFactory.create(
                Vectors.sparse(2, new int[] {1}, new double[] {Double.POSITIVE_INFINITY})));
    assertRefusedRow(
        infinite, vector, "row 2, column 'x': feature 1 is Infinity, not a finite float");
  }

  @Test
  void aColumnThatCsvCannotHoldIsNamed() throws IOException {
    Path place = folder.resolve("structs.parquet");
    SPARK.on("local[2]");
    SparkSession.builder()
        .getOrCreate()
        .sql("select 1D a, 2D b, named_struct('k', 1) s")
        .coalesce(1)
        .write()
        .parquet(place.toString());
    for (String out : List.of("out.csv", "out")) {
      CommandLineRun run = predict(place, folder.resolve(out), "--keep", "s");
      assertThat(run.errLines())
          .singleElement()
          .asString()
          .startsWith("lockstep: " + place + "/part-")
          .endsWith(
              ".parquet: column 's' cannot be kept in CSV: its type is struct<k:int>; Parquet keeps"
                  + " it");
      assertThat(run.exitCode()).isEqualTo(ExitCode.DATA);
    }
    assertThat(predict(place, folder.resolve("out.parquet"), "--keep", "s").exitCode()).isZero();
  }

  private void assertRefusedRow(List<Row> rows, StructType schema, String message)
      throws IOException {
    Path place = folder.resolve("rows.parquet");
    SparkSession.builder()
        .getOrCreate()
        .createDataFrame(rows, schema)
        .coalesce(1)
        .write()
        .mode("overwrite")
        .parquet(place.toString());
    Path file;
    try (Stream<Path> files = Files.list(place)) {
      file = files.filter(f -> f.toString().endsWith(".parquet")).findFirst().orElseThrow();
    }
    assertRefused(place, file + ": " + message);
  }

  private void assertRefused(Path data, String message, String... options) throws IOException {
    for (String out : List.of("out.csv", "out", "out.parquet")) {
      CommandLineRun run = predict(data, folder.resolve("to").resolve(out), options);
      assertThat(run.errLines()).containsExactly("lockstep: " + message);
      assertThat(run.exitCode()).isEqualTo(ExitCode.DATA);
    }
    if (Files.exists(folder.resolve("to"))) {
      try (Stream<Path> left = Files.list(folder.resolve("to"))) {
        assertThat(left).isEmpty();
      }
    }
  }

  private static CommandLineRun predict(Path data, Path out, String... options) {
    Stream<Object> args = Stream.of("predict", model, "--data", data, "--out", out);
    return CommandLineRun.of(Stream.concat(args, Stream.of(options)).toArray());
  }

  private Path write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }
}
