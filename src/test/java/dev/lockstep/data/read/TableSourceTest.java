package dev.lockstep.data.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.data.DataException;
import dev.lockstep.data.Example;
import dev.lockstep.data.ExampleSource;
import dev.lockstep.data.Part;
import dev.lockstep.data.shard.DataSet;
import dev.lockstep.data.shard.Sharding;
import dev.lockstep.testing.IdxFixture;
import dev.lockstep.testing.LocalSpark;
import dev.lockstep.testing.TableFixture;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
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

/** The same examples, whatever they lie in. */
@Tag("slow")
class TableSourceTest {
  @RegisterExtension static final LocalSpark SPARK = new LocalSpark();

  private static final IdxFixture DIGITS = IdxFixture.digits(Part.TRAIN, 300);
  private static final List<Example> EXAMPLES = DIGITS.examples();
  private static String fingerprint;
  @TempDir static Path home;
  @TempDir Path folder;

  @BeforeAll
  static void readAsIdx() {
    DIGITS.write(home, Part.TRAIN, false);
    fingerprint = fingerprint(IdxFixture.open(home), 1);
  }

  @Test
  void csvAndParquetAndIdxHoldTheSameExamples() throws IOException {
    Path csv = write("a.csv", TableFixture.csv(IdxFixture.shuffled(EXAMPLES, 1)));
    Path parquet = folder.resolve("b.parquet");
    TableFixture.wide(session(), IdxFixture.shuffled(EXAMPLES, 2))
        .repartition(3)
        .write()
        .parquet(parquet.toString());
    for (int partitions : new int[] {1, 2, 7}) {
      assertThat(fingerprint(IdxFixture.open(home), partitions)).isEqualTo(fingerprint);
      assertThat(fingerprint(open(csv), partitions)).isEqualTo(fingerprint);
      assertThat(fingerprint(open(parquet), partitions)).isEqualTo(fingerprint);
    }
    TableSource table = open(parquet);
    assertThat(table.count()).isEqualTo(300);
    assertThat(table.features()).isEqualTo(784);
    assertThat(table.labels().orElseThrow().names())
        .containsExactly("0", "1", "2", "3", "4", "5", "6", "7", "8", "9");
  }

  @Test
  void csvIsReadAsItComes() throws IOException {
    List<String> lines = TableFixture.lines(EXAMPLES);
    String header = TableFixture.header(784);
    assertSame(write("plain.csv", String.join("\n", lines)));
    assertSame(write("crlf.csv", "\ufeff" + header + "\r\n" + String.join("\r\n", lines)));
    String quoted = header + "\n" + String.join("\n", lines);
    assertSame(write("quoted.csv", ("\"" + quoted + "\"").replaceAll("[,\n]", "\"$0\"")));
    assertSame(
        write("spaces.csv", (header + "\n" + String.join("\n\n", lines)).replace(",", ", ")));
    assertSame(write("decimals.csv", String.join(".0\n", lines).replace(",", ".0,") + "e0\n"));
  }

  @Test
  void csvMayLieInManyFiles() throws IOException {
    String header = TableFixture.header(784) + "\n";
    List<String> lines = TableFixture.lines(EXAMPLES);
    String first = header + String.join("\n", lines.subList(0, 100));
    String rest = header + String.join("\n", lines.subList(100, 300));
    Path gz = folder.resolve("gz/a.csv.gz");
    Files.createDirectories(gz.getParent());
    Files.write(
        gz,
        IdxFixture.gzip(
            (first + "\n" + rest.substring(header.length())).getBytes(StandardCharsets.UTF_8)));
    assertSame(gz);
    write("parts/part-0.csv", first);
    write("parts/part-1.csv", rest);
    write("parts/_SUCCESS", "");
    write("parts/README.md", "not data");
    assertSame(folder.resolve("parts"));
    assertSame(folder.resolve("parts/part-*.csv"));
  }

  @Test
  void aFolderMayHoldATestSet() throws IOException {
    write("both/train.csv", TableFixture.csv(EXAMPLES));
    assertThat(open(folder.resolve("both")).isAlone()).isTrue();
    Path test = write("both/test.csv", TableFixture.csv(EXAMPLES.subList(0, 10)));
    assertThat(open(folder.resolve("both")).isAlone()).isFalse();
    assertThat(open(folder.resolve("both")).count()).isEqualTo(300);
    ExampleSource tested =
        Catalog.open(folder.resolve("both").toString(), Part.TEST, spark().hadoopConfiguration());
    assertThat(tested.count()).isEqualTo(10);
    // As on Kaggle: to be predicted, without labels.
    Files.writeString(test, "pixel0,pixel1\n1,2\n");
    assertThat(open(folder.resolve("both")).isAlone()).isTrue();
  }

  @Test
  void vectorsAndArraysAreFeatures() throws IOException {
    assertSame(frame(SQLDataTypes.VectorType(), x -> Vectors.dense(doubles(x))));
    assertSame(frame(SQLDataTypes.VectorType(), x -> Vectors.dense(doubles(x)).toSparse()));
    assertSame(frame(DataTypes.createArrayType(DataTypes.DoubleType), x -> doubles(x)));
    assertSame(frame(DataTypes.createArrayType(DataTypes.FloatType), x -> x));
    Path saved = folder.resolve("vectors.parquet");
    frame(SQLDataTypes.VectorType(), x -> Vectors.dense(doubles(x)).compressed())
        .write()
        .parquet(saved.toString());
    assertSame(saved);
  }

  @Test
  void aWrongVectorIsNamed() {
    Dataset<Row> notFinite = frame(SQLDataTypes.VectorType(), x -> Vectors.dense(1, Double.NaN));
    assertThatThrownBy(() -> fingerprint(TableSource.of(notFinite, "label", List.of(), null), 1))
        .rootCause()
        .hasMessage("column 'data': feature 1 is NaN, not a finite float");
    Dataset<Row> ragged =
        frame(SQLDataTypes.VectorType(), x -> Vectors.dense(new double[x[400] > 99 ? 3 : 2]));
    assertThatThrownBy(() -> fingerprint(TableSource.of(ragged, "label", List.of(), null), 1))
        .rootCause()
        .hasMessageMatching("column 'data': a vector of [23] features, where [23] are expected");
  }

  @Test
  void aWrongRowOfParquetIsNamed() {
    StructType schema =
        new StructType().add("label", DataTypes.StringType).add("x", DataTypes.DoubleType);
    Dataset<Row> rows =
        session()
            .createDataFrame(
                List.of(
                    RowFactory.create("a", 1.0),
                    RowFactory.create("b", 2.0),
                    RowFactory.create("a", Double.NaN)),
                schema);
    Path place = folder.resolve("bad.parquet");
    rows.coalesce(1).write().parquet(place.toString());
    assertThatThrownBy(() -> fingerprint(open(place), 1))
        .rootCause()
        .hasMessage("column 'x': 'NaN' stands for a missing cell");
    assertThatThrownBy(() -> fingerprint(open(place), 1))
        .satisfies(
            e ->
                assertThat(dataMessage(e))
                    .startsWith(place + "/part-")
                    .endsWith(": row 3, column 'x': 'NaN' stands for a missing cell"));
  }

  @Test
  void anApiCallerChoosesColumns() {
    StructType schema =
        new StructType()
            .add("kind", DataTypes.StringType)
            .add("b", DataTypes.IntegerType)
            .add("a", DataTypes.DoubleType)
            .add("w", DataTypes.FloatType)
            .add("note", DataTypes.StringType);
    Dataset<Row> rows =
        session()
            .createDataFrame(
                List.of(
                    RowFactory.create("yes", 1, 0.5, 2f, "x"),
                    RowFactory.create("no", 3, -1.5, 1f, "y")),
                schema);
    TableSource chosen = TableSource.of(rows, "kind", List.of("a", "b"), "w");
    assertThat(chosen.labels().orElseThrow().names()).containsExactly("no", "yes");
    List<Example> examples = chosen.examples(spark(), 2).collect();
    assertThat(examples).extracting(Example::label).containsExactlyInAnyOrder(1, 0);
    Example yes = examples.stream().filter(e -> e.label() == 1).findFirst().orElseThrow();
    assertThat(yes.features()).containsExactly(0.5f, 1f);
    assertThat(yes.weight()).isEqualTo(2);
    TableSource all = TableSource.of(rows, "kind", List.of(), "w");
    assertThat(all.featureNames()).containsExactly("b", "a");
    assertThatThrownBy(() -> TableSource.of(rows, "kind", List.of("note"), null))
        .hasMessage("DataFrame: column 'note' is not a column of numbers");
  }

  private interface Cell {
    Object of(float[] features);
  }

  private static Dataset<Row> frame(DataType type, Cell cell) {
    StructType schema = new StructType().add("label", DataTypes.DoubleType).add("data", type);
    List<Row> rows = new ArrayList<>();
    for (Example example : EXAMPLES) {
      rows.add(RowFactory.create((double) example.label(), cell.of(example.features())));
    }
    return session().createDataFrame(rows, schema);
  }

  private static double[] doubles(float[] x) {
    double[] wide = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      wide[i] = x[i];
    }
    return wide;
  }

  private static String dataMessage(Throwable e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof DataException) {
        return cause.getMessage();
      }
    }
    throw new AssertionError("no DataException", e);
  }

  private static void assertSame(Path place) {
    assertThat(fingerprint(open(place), 2)).as(place.toString()).isEqualTo(fingerprint);
  }

  private static void assertSame(Dataset<Row> rows) {
    TableSource source = TableSource.of(rows, "label", List.of(), null);
    assertThat(source.featureColumns()).containsExactly("data");
    assertThat(fingerprint(source, 2)).isEqualTo(fingerprint);
  }

  private static TableSource open(Path place) {
    return (TableSource) Catalog.open(place.toString(), Part.TRAIN, spark().hadoopConfiguration());
  }

  private static String fingerprint(ExampleSource source, int partitions) {
    DataSet data = DataSet.load(spark(), source, 10, new Sharding(4, 1, partitions));
    data.shards().unpersist(false);
    return data.statistics().fingerprint().toString();
  }

  private Path write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  private static JavaSparkContext spark() {
    return SPARK.on("local[2]");
  }

  private static SparkSession session() {
    spark();
    return SparkSession.builder().getOrCreate();
  }
}
