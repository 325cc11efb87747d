package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows of Parquet give the same predictions to the bit as those of CSV. */
@Tag("slow")
class PredictParquetTest extends ScoredTables {
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

  private static SparkSession session() {
    return SparkSession.builder().getOrCreate();
  }
}
