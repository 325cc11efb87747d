package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.cli.shell.Session;
import dev.lockstep.model.Model;
import dev.lockstep.nn.Activation;
import dev.lockstep.nn.InputScaling;
import dev.lockstep.nn.Loss;
import dev.lockstep.nn.Network;
import dev.lockstep.nn.Scorer;
import dev.lockstep.testing.IdxFixture;
import dev.lockstep.testing.LocalSpark;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
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
import org.junit.jupiter.params.provider.ValueSource;

/** The same rows give the same predictions to the bit, whatever they lie in. */
@Tag("slow")
class PredictTablesTest {
  @RegisterExtension static final LocalSpark SPARK = LocalSpark.openedBy(Session::open);

  private static final int ROWS = 600;
  private static final int FEATURES = 5;
  private static final List<String> NAMES = List.of("a", "A", "c");
  private static final String HEADER = "v,w,x,y,z";
  private static final float[][] X = features();

  @TempDir static Path home;
  private static Path model;

  /** Class and probabilities, row by row, as the scorer gives them one at a time. */
  private static List<String> expected;

  @TempDir Path folder;

  @BeforeAll
  static void writeModel() throws IOException {
    Network network =
        new Network(
            List.of(FEATURES, 4, NAMES.size()),
            Activation.TANH,
            Loss.CROSS_ENTROPY,
            Activation.LINEAR);
    float[] parameters = new float[network.parameterCount()];
    Random random = new Random(1);
    for (int p = 0; p < parameters.length; p++) {
      parameters[p] = (float) random.nextGaussian();
    }
    InputScaling scaling = InputScaling.divideBy(7);
    model = home.resolve("model.safetensors");
    new Model(network, scaling, NAMES, parameters)
        .write(new org.apache.hadoop.fs.Path(model.toUri()), new Configuration());
    Scorer scorer = new Scorer(network, scaling, parameters, 1);
    expected = new ArrayList<>();
    for (float[] x : X) {
      float[] values = scorer.logits(x.clone(), 1);
      String name = NAMES.get(network.classOf(values, 0));
      scorer.toOutputs(values, 1);
      expected.add(name + "," + values[0] + "," + values[1] + "," + values[2]);
    }
  }

  /** An executor has the locale of its machine; Spark would write the digits of parts in its. */
  @Test
  void partsHaveTheSameNamesInEveryLocale() throws IOException {
    Path rows = folder.resolve("rows.csv");
    Files.writeString(rows, HEADER + "\n1,2,3,4,5\n");
    Path out = folder.resolve("out");
    Locale before = Locale.getDefault();
    Locale.setDefault(new Locale("ar", "EG"));
    try {
      CommandLineRun run =
          CommandLineRun.of("predict", model, "--data", rows, "--out", out, "--format", "csv");
      assertThat(run.exitCode()).as(run.err()).isZero();
    } finally {
      Locale.setDefault(before);
    }
    try (Stream<Path> files = Files.list(out)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .anyMatch(name -> name.matches("part-00000-.*\\.csv"))
          .allMatch(name -> name.matches("\\p{ASCII}+"));
    }
  }

  @Test
  void csvIsReadAsTrainingReadsIt() throws IOException {
    List<String> lines = lines();
    String text = String.join("\n", lines);
    assertScored(write("plain.csv", HEADER + "\n" + text));
    assertScored(write("bare.csv", text));
    assertScored(write("crlf.csv", "\ufeff" + HEADER + "\r\n" + String.join("\r\n", lines)));
    String quoted = "\"" + HEADER + "\n" + text;
    assertScored(write("quoted.csv", quoted.replaceAll("[,\n]", "\"$0\"") + "\""));
    assertScored(
        write("spaces.csv", (HEADER + "\n" + String.join("\n\n", lines)).replace(",", ", ")));
    Path gz = folder.resolve("a.csv.gz");
    Files.write(gz, IdxFixture.gzip((HEADER + "\n" + text).getBytes(StandardCharsets.UTF_8)));
    assertScored(gz);
  }

  @Test
  void labelsMayBeThereOrNot() throws IOException {
    String first = lines().stream().map(line -> "3," + line).collect(Collectors.joining("\n"));
    assertScored(write("label.csv", "label," + HEADER + "\n" + first));
    assertScored(write("bare.csv", first));
    String last = lines().stream().map(line -> line + ",no").collect(Collectors.joining("\n"));
    assertScored(write("kind.csv", HEADER + ",kind\n" + last), "--label", "kind");
    assertScored(write("text.csv", HEADER + ",kind\n" + last));
  }

  @Test
  void columnsOfTextAreKept() throws IOException {
    List<String> lines = lines();
    String text =
        IntStream.range(0, ROWS)
            .mapToObj(i -> "\"n, " + i + "\"," + lines.get(i) + "," + i)
            .collect(Collectors.joining("\n"));
    Path csv = write("named.csv", "name," + HEADER + ",id\n" + text);
    List<String> scored = predict(csv, "--keep", "name,id");
    assertThat(scored.get(0)).startsWith("name,id,prediction,probability_a,probability_A,");
    for (int i = 0; i < ROWS; i++) {
      assertThat(scored.get(i + 1)).isEqualTo("\"n, " + i + "\"," + i + "," + expected.get(i));
    }
  }

  @Test
  void filesAreInTheOrderOfTheirNames() throws IOException {
    List<String> lines = lines();
    write("in/b.csv", HEADER + "\n" + String.join("\n", lines.subList(100, 350)));
    write("in/a.csv", HEADER + "\n" + String.join("\n", lines.subList(0, 100)));
    write("in/c.csv", HEADER + "\n" + String.join("\n", lines.subList(350, ROWS)));
    write("in/_SUCCESS", "");
    write("in/README.md", "no data");
    assertScored(folder.resolve("in"));
    assertScored(folder.resolve("in/*.csv"));
  }

  /** As Kaggle's folders are: the test set has no labels. */
  @Test
  void ofAFolderWithATrainingSetTheTestSetIsScored() throws IOException {
    write("kaggle/train.csv", "label," + HEADER + "\n1,1,2,3,4,5\n");
    write("kaggle/test.csv", HEADER + "\n" + String.join("\n", lines()));
    assertScored(folder.resolve("kaggle"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"tinyint", "smallint", "int", "bigint", "float", "double", "decimal(9,3)"})
  void columnsOfParquetAreOfAnyNumbers(String type) throws IOException {
    Dataset<Row> rows = frame(DataTypes.createArrayType(DataTypes.FloatType), x -> x);
    String[] columns =
        IntStream.range(0, FEATURES)
            .mapToObj(i -> "cast(data[" + i + "] as " + type + ") as x" + i)
            .toArray(String[]::new);
    Path place = folder.resolve("columns.parquet");
    rows.selectExpr(
            Stream.concat(Stream.of("label", "'n' as name"), Arrays.stream(columns))
                .toArray(String[]::new))
        .coalesce(1)
        .write()
        .parquet(place.toString());
    assertScored(place);
    List<String> kept = predict(place, "--keep", "x3,name,label");
    assertThat(kept.get(0)).startsWith("label,name,x3,prediction,");
    assertThat(kept.get(ROWS)).startsWith("s,n,").endsWith("," + expected.get(ROWS - 1));
  }

  @Test
  void vectorsAndArraysAreFeatures() throws IOException {
    assertScored(save("dense", SQLDataTypes.VectorType(), x -> Vectors.dense(doubles(x))));
    assertScored(
        save("sparse", SQLDataTypes.VectorType(), x -> Vectors.dense(doubles(x)).toSparse()));
    assertScored(
        save("mixed", SQLDataTypes.VectorType(), x -> Vectors.dense(doubles(x)).compressed()));
    assertScored(save("doubles", DataTypes.createArrayType(DataTypes.DoubleType), x -> doubles(x)));
    assertScored(save("floats", DataTypes.createArrayType(DataTypes.FloatType), x -> x));
  }

  @Test
  void filesOfParquetAreInTheOrderOfTheirNames() throws IOException {
    Dataset<Row> rows = frame(DataTypes.createArrayType(DataTypes.FloatType), x -> x);
    int[] borders = {0, 250, 260, ROWS};
    for (int part : new int[] {2, 0, 1}) {
      Path saved = folder.resolve("part" + part);
      rows.offset(borders[part])
          .limit(borders[part + 1] - borders[part])
          .coalesce(1)
          .write()
          .parquet(saved.toString());
      Path named = folder.resolve("parts").resolve("rows-" + part + ".parquet");
      Files.createDirectories(named.getParent());
      try (Stream<Path> files = Files.list(saved)) {
        Files.move(
            files.filter(f -> f.toString().endsWith(".parquet")).findFirst().orElseThrow(), named);
      }
    }
    assertScored(folder.resolve("parts"));
    assertScored(folder.resolve("parts/rows-*.parquet"));
    Path out = folder.resolve("out.parquet");
    CommandLineRun run = run(folder.resolve("parts"), out, "--probabilities");
    assertThat(run.exitCode()).as(run.err()).isZero();
    session().conf().set("spark.sql.caseSensitive", "true");
    List<String> scored =
        session().read().parquet(out.toString()).collectAsList().stream()
            .map(row -> row.mkString(","))
            .toList();
    session().conf().unset("spark.sql.caseSensitive");
    assertThat(scored).containsExactlyInAnyOrderElementsOf(expected);
  }

  @Test
  void theLayoutDoesNotShow() throws IOException {
    Path csv = write("rows.csv", HEADER + "\n" + String.join("\n", lines()));
    Path parquet = save("floats", DataTypes.createArrayType(DataTypes.FloatType), x -> x);
    SPARK.on(
        "local[3]",
        Map.of(
            "spark.sql.files.maxPartitionBytes", "700",
            "spark.sql.files.openCostInBytes", "0",
            "spark.sql.parquet.columnarReaderBatchSize", "37"));
    assertScored(csv);
    assertScored(parquet);
    SPARK.on("local[1]", Map.of("spark.sql.parquet.enableVectorizedReader", "false"));
    assertScored(csv);
    assertScored(parquet);
    SPARK.on("local[2]");
  }

  private void assertScored(Path data, String... options) throws IOException {
    List<String> scored = predict(data, options);
    assertThat(scored.get(0)).isEqualTo("prediction,probability_a,probability_A,probability_c");
    assertThat(scored.subList(1, scored.size())).as(data.toString()).isEqualTo(expected);
  }

  private List<String> predict(Path data, String... options) throws IOException {
    Path out = folder.resolve("out.csv");
    Files.deleteIfExists(out);
    CommandLineRun run =
        run(
            data,
            out,
            Stream.concat(Stream.of("--probabilities"), Arrays.stream(options))
                .toArray(String[]::new));
    assertThat(run.exitCode()).as(run.err()).isZero();
    return Files.readAllLines(out);
  }

  private static CommandLineRun run(Path data, Path out, String... options) {
    Stream<Object> args = Stream.of("predict", model, "--data", data, "--out", out);
    return CommandLineRun.of(Stream.concat(args, Arrays.stream(options)).toArray());
  }

  private interface Cell {
    Object of(float[] features);
  }

  private Path save(String name, DataType type, Cell cell) {
    Path place = folder.resolve(name + ".parquet");
    frame(type, cell).coalesce(1).write().parquet(place.toString());
    return place;
  }

  private static Dataset<Row> frame(DataType type, Cell cell) {
    StructType schema = new StructType().add("label", DataTypes.StringType).add("data", type);
    List<Row> rows = new ArrayList<>();
    for (float[] x : X) {
      rows.add(RowFactory.create("s", cell.of(x)));
    }
    return session().createDataFrame(rows, schema);
  }

  private static double[] doubles(float[] x) {
    return IntStream.range(0, x.length).mapToDouble(i -> x[i]).toArray();
  }

  /** Whole numbers that a byte holds, a third of them zeros. */
  private static float[][] features() {
    Random random = new Random(2);
    float[][] x = new float[ROWS][FEATURES];
    for (float[] row : x) {
      for (int i = 0; i < FEATURES; i++) {
        row[i] = random.nextInt(3) == 0 ? 0 : random.nextInt(-20, 20);
      }
    }
    return x;
  }

  private static List<String> lines() {
    return Arrays.stream(X)
        .map(
            x ->
                IntStream.range(0, FEATURES)
                    .mapToObj(i -> String.valueOf((int) x[i]))
                    .collect(Collectors.joining(",")))
        .toList();
  }

  private Path write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  private static SparkSession session() {
    return SparkSession.builder().getOrCreate();
  }
}
