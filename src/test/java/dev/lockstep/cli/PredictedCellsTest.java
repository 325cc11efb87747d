package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.cli.shell.Session;
import dev.lockstep.input.InputScaling;
import dev.lockstep.model.Model;
import dev.lockstep.model.file.ModelFile;
import dev.lockstep.nn.Activation;
import dev.lockstep.nn.Loss;
import dev.lockstep.nn.Network;
import dev.lockstep.testing.LocalSpark;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What stands in a cell comes back from readers that others wrote, to the byte. */
@Tag("slow")
class PredictedCellsTest {
  @RegisterExtension static final LocalSpark SPARK = LocalSpark.openedBy(Session::open);

  private static final List<String> TEXTS =
      List.of(
          "plain",
          "a\nb",
          "a\rb",
          "a\r\nb",
          "\n",
          "\r",
          " lead",
          "trail ",
          " ",
          "\ttab\t",
          "say \"x\"",
          "\"",
          "\"\"",
          ",",
          "a,b",
          "back\\slash",
          "\\",
          "\\\"",
          "\"\\",
          "\\n",
          "caf\u00e9 \ud83d\ude00",
          "#comment",
          "'single'",
          "NaN",
          "null",
          "\u0001",
          "\u2028",
          "\u0085",
          "\ufeff",
          "");

  /** All that can name a class. */
  private static final List<String> CLASSES = TEXTS.stream().filter(t -> !t.isBlank()).toList();

  @TempDir static Path home;
  private static Path model;
  private static Path data;

  @TempDir Path folder;

  /** A model that gives x its class x. */
  @BeforeAll
  static void writeModelAndData() throws IOException {
    int classes = CLASSES.size();
    Network network =
        new Network(List.of(1, classes), Activation.RELU, Loss.CROSS_ENTROPY, Activation.LINEAR);
    float[] parameters = new float[network.parameterCount()];
    for (int c = 0; c < classes; c++) {
      parameters[c] = 2 * c;
      parameters[classes + c] = -c * c;
    }
    model = home.resolve("model.safetensors");
    ModelFile.write(
        new Model(network, InputScaling.NONE, CLASSES, parameters),
        new org.apache.hadoop.fs.Path(model.toUri()),
        new Configuration());
    StructType schema =
        new StructType().add("no\nte", DataTypes.StringType).add("x", DataTypes.IntegerType);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < TEXTS.size(); i++) {
      rows.add(RowFactory.create(TEXTS.get(i), i % classes));
    }
    data = home.resolve("rows.parquet");
    session().createDataFrame(rows, schema).coalesce(1).write().parquet(data.toString());
  }

  @Test
  void sparkReadsBackWhatOneFileHolds() throws IOException {
    assertThat(bySpark(predict("out.csv", "--keep", "no\nte"))).isEqualTo(expected());
  }

  @Test
  void sparkReadsBackWhatAFolderHolds() throws IOException {
    assertThat(bySpark(predict("out", "--keep", "no\nte"))).isEqualTo(expected());
  }

  @Test
  void aSubmissionNumbersRowsAndNotLines() throws IOException {
    List<List<String>> rows = bySpark(predict("out.csv", "--submission"));
    for (int i = 0; i < TEXTS.size(); i++) {
      assertThat(rows.get(i)).containsExactly("" + (i + 1), CLASSES.get(i % CLASSES.size()));
    }
  }

  @Test
  void pythonReadsBackWhatOneFileHolds() throws Exception {
    Path out = predict("out.csv", "--keep", "no\nte");
    assertThat(byPython(out)).isEqualTo(expected());
    Path numbered = predict("numbered.csv", "--submission");
    List<List<String>> rows = byPython(numbered);
    assertThat(rows).hasSize(TEXTS.size());
    for (int i = 0; i < TEXTS.size(); i++) {
      assertThat(rows.get(i)).containsExactly("" + (i + 1), CLASSES.get(i % CLASSES.size()));
    }
  }

  /** All microseconds, and the same text wherever it is written. */
  @ParameterizedTest
  @ValueSource(strings = {"out.csv", "out"})
  void timesAreInUtcAndWhole(String name) throws IOException {
    StructType schema =
        new StructType()
            .add("at", DataTypes.TimestampType)
            .add("wall", DataTypes.TimestampNTZType)
            .add("x", DataTypes.IntegerType);
    List<Row> rows =
        List.of(
            RowFactory.create(
                Instant.parse("2023-11-14T22:13:20.123456Z"),
                LocalDateTime.parse("2023-11-14T22:13:20.000007"),
                0),
            RowFactory.create(
                Instant.parse("1969-12-31T23:59:59.999999Z"),
                LocalDateTime.parse("1969-12-31T23:59:59"),
                0));
    Path times = folder.resolve("times.parquet");
    session().createDataFrame(rows, schema).coalesce(1).write().parquet(times.toString());
    Path out = folder.resolve(name);
    session().conf().set("spark.sql.session.timeZone", "Asia/Tokyo");
    try {
      CommandLineRun run =
          CommandLineRun.of("predict", model, "--data", times, "--keep", "at,wall", "--out", out);
      assertThat(run.exitCode()).as(run.err()).isZero();
    } finally {
      session().conf().unset("spark.sql.session.timeZone");
    }
    assertThat(bySpark(out))
        .containsExactly(
            List.of("2023-11-14T22:13:20.123456Z", "2023-11-14T22:13:20.000007"),
            List.of("1969-12-31T23:59:59.999999Z", "1969-12-31T23:59:59.000000"));
  }

  private static List<List<String>> expected() {
    List<List<String>> rows = new ArrayList<>();
    for (int i = 0; i < TEXTS.size(); i++) {
      rows.add(List.of(TEXTS.get(i), CLASSES.get(i % CLASSES.size())));
    }
    return rows;
  }

  private Path predict(String name, String... options) {
    Path out = folder.resolve(name);
    Stream<Object> args = Stream.of("predict", model, "--data", data, "--out", out);
    CommandLineRun run = CommandLineRun.of(Stream.concat(args, Arrays.stream(options)).toArray());
    assertThat(run.exitCode()).as(run.err()).isZero();
    return out;
  }

  private static List<List<String>> bySpark(Path csv) {
    return session()
        .read()
        .option("header", true)
        .option("multiLine", true)
        .option("escape", "\"")
        .csv(csv.toString())
        .collectAsList()
        .stream()
        .map(row -> Stream.of(0, 1).map(c -> row.isNullAt(c) ? "" : row.getString(c)).toList())
        .toList();
  }

  /** The rows after the header; ends the test, and says so, where no Python is. */
  private List<List<String>> byPython(Path csv) throws Exception {
    String program =
        """
        import csv,json,sys
        rows=list(csv.reader(open(sys.argv[1],encoding='utf-8',newline=''),strict=True))
        open(sys.argv[2],'w',encoding='utf-8').write(json.dumps(rows[1:]))
        """;
    Path json = folder.resolve("rows.json");
    Process python;
    try {
      python =
          new ProcessBuilder("python3", "-c", program, csv.toString(), json.toString())
              .redirectErrorStream(true)
              .start();
    } catch (IOException e) {
      assumeThat(false).as("python3 is not on this machine").isTrue();
      throw e;
    }
    String said = new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(python.waitFor()).as(said).isZero();
    List<List<String>> rows = new ArrayList<>();
    for (JsonNode row : new ObjectMapper().readTree(json.toFile())) {
      rows.add(Stream.of(0, 1).map(c -> row.get(c).asText()).toList());
    }
    return rows;
  }

  private static SparkSession session() {
    return SparkSession.builder().getOrCreate();
  }
}
