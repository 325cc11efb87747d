package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.cli.shell.Session;
import dev.lockstep.input.InputColumn;
import dev.lockstep.model.file.ModelFile;
import dev.lockstep.scorer.RawTable;
import dev.lockstep.testing.LocalSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Rows of a table with categories, booleans, a date and gaps: the scorer's bits, from any format.
 */
class PredictTableTest {
  @RegisterExtension static final LocalSpark SPARK = LocalSpark.openedBy(Session::open);

  @TempDir Path folder;
  private Path model;

  @BeforeEach
  void writeModel() throws IOException {
    model = folder.resolve("model.safetensors");
    ModelFile.write(
        RawTable.MODEL, new org.apache.hadoop.fs.Path(model.toUri()), new Configuration());
  }

  @Test
  void csvInTheModelsOrderWithoutAHeader() throws IOException {
    Path rows = Files.write(folder.resolve("rows.csv"), RawTable.lines());
    assertThat(predict(rows, "--header", "false")).containsExactly(RawTable.probabilities());
  }

  @Test
  void csvByNameInAnotherOrderAmongOtherColumns() throws IOException {
    List<String> lines = new ArrayList<>(List.of("alone,id,port,joined,fare,deck,age,note,sex"));
    int id = 0;
    for (String line : RawTable.lines()) {
      String[] c = line.split(",", -1);
      lines.add(
          String.join(",", c[6], "" + id++, c[5], c[4], c[3], "\"" + c[2] + "\"", c[1], "x", c[0]));
    }
    Path rows = Files.write(folder.resolve("rows.csv"), lines);
    assertThat(predict(rows)).containsExactly(RawTable.probabilities());
  }

  /** Batches of columns, with texts in dictionaries and nulls. */
  @Test
  void parquetOfTypedColumns() throws IOException {
    StructType schema =
        new StructType()
            .add("deck", DataTypes.StringType)
            .add("joined", DataTypes.DateType)
            .add("age", DataTypes.FloatType)
            .add("port", DataTypes.DoubleType)
            .add("fare", DataTypes.createDecimalType(8, 3))
            .add("sex", DataTypes.StringType)
            .add("alone", DataTypes.DoubleType);
    List<Row> rows = new ArrayList<>();
    for (String line : RawTable.lines()) {
      String[] c = line.split(",", -1);
      rows.add(
          RowFactory.create(
              c[2].isEmpty() ? null : c[2],
              c[4].isEmpty() ? null : java.sql.Date.valueOf(LocalDate.parse(c[4])),
              c[1].isEmpty() ? null : Float.valueOf(c[1]),
              c[5].isEmpty() ? null : Double.valueOf(c[5]),
              new java.math.BigDecimal(c[3]),
              c[0],
              c[6].equals("true") ? 1.0 : c[6].equals("false") ? 0.0 : Double.parseDouble(c[6])));
    }
    Path table = folder.resolve("rows.parquet");
    SparkSession.builder()
        .getOrCreate()
        .createDataFrame(rows, schema)
        .coalesce(1)
        .write()
        .parquet(table.toString());
    List<float[]> expected = rowsOf(RawTable.probabilities());
    List<float[]> found = rowsOf(predict(table));
    for (int r = 0; r < expected.size(); r++) {
      assertThat(found.get(r)).as("row %d", r).containsExactly(expected.get(r));
    }
  }

  private static List<float[]> rowsOf(float[] values) {
    List<float[]> rows = new ArrayList<>();
    for (int i = 0; i < values.length; i += 3) {
      rows.add(new float[] {values[i], values[i + 1], values[i + 2]});
    }
    return rows;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "sex | '' | row 3, column 'sex': is empty",
        "fare | 7a | row 3, column 'fare': '7a' is not a number",
        "fare | '' | row 3, column 'fare': is empty",
        "joined | 1.1.97 | row 3, column 'joined': '1.1.97' is not a date such as 2024-02-29",
        "port | 3 | is not a category that training has seen",
      })
  void wrongCellsAreNamed(String column, String cell, String message) throws IOException {
    List<String> lines = new ArrayList<>(List.of(RawTable.HEADER));
    lines.addAll(RawTable.lines());
    List<String> names =
        RawTable.MODEL.preprocessing().columns().stream().map(InputColumn::name).toList();
    String[] cells = lines.get(2).split(",", -1);
    cells[names.indexOf(column)] = cell;
    lines.set(2, String.join(",", cells));
    Path rows = Files.write(folder.resolve("rows.csv"), lines);
    CommandLineRun run = run(rows, folder.resolve("out.csv"));
    assertThat(run.exitCode()).isEqualTo(3);
    assertThat(run.err()).contains("rows.csv").contains(message);
  }

  @Test
  void aColumnThatIsNotThereIsNamed() throws IOException {
    Path rows = Files.writeString(folder.resolve("rows.csv"), "sex,age\nmale,3\n");
    CommandLineRun run = run(rows, folder.resolve("out.csv"));
    assertThat(run.exitCode()).isEqualTo(3);
    assertThat(run.err()).contains("has no feature column 'deck', which the model has");
  }

  private float[] predict(Path rows, String... more) throws IOException {
    Path out = folder.resolve("out.csv");
    CommandLineRun run = run(rows, out, more);
    assertThat(run.exitCode()).as(run.err()).isZero();
    List<String> lines = Files.readAllLines(out);
    assertThat(lines.get(0))
        .isEqualTo("prediction,probability_no,probability_perhaps,probability_yes");
    float[] values = new float[3 * (lines.size() - 1)];
    for (int i = 0; i < values.length; i++) {
      values[i] = Float.parseFloat(lines.get(1 + i / 3).split(",", -1)[1 + i % 3]);
    }
    return values;
  }

  private CommandLineRun run(Path rows, Path out, String... more) {
    List<String> args =
        new ArrayList<>(
            List.of(
                "predict", model.toString(), "--data", rows.toString(), "--out", out.toString()));
    args.add("--probabilities");
    args.addAll(List.of(more));
    return CommandLineRun.of(args.toArray());
  }
}
