package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.cli.shell.Session;
import dev.lockstep.ml.MlpClassificationModel;
import dev.lockstep.testing.LocalSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Numbers that differ in more digits than a float has, as Unix seconds. */
@Tag("slow")
class WideNumbersTest {
  @RegisterExtension static final LocalSpark SPARK = LocalSpark.openedBy(Session::open);

  private static final int ROWS = 1_000;
  private static final double FIRST = 1_700_000_000;
  private static final StructType SCHEMA =
      new StructType()
          .add("time", DataTypes.DoubleType)
          .add("size", DataTypes.DoubleType)
          .add("label", DataTypes.IntegerType);

  @TempDir Path folder;

  @Test
  void unixSecondsAreLearnedAlikeFromEveryFormatAndInEveryLayout() throws IOException {
    Path csv = csv("seconds.csv", FIRST, 1);
    Path parquet = folder.resolve("seconds.parquet");
    frame().repartition(3).write().parquet(parquet.toString());
    JsonNode one = train("a", "--data", csv, "--partitions", 1);
    JsonNode other = train("b", "--data", parquet, "--partitions", 3);
    assertThat(one.at("/test/accuracy").asDouble()).isGreaterThan(0.99);
    for (String field : List.of("weightsSha256", "recipe", "test")) {
      assertThat(other.get(field)).as(field).isEqualTo(one.get(field));
    }
    assertThat(other.at("/data/train/fingerprint")).isEqualTo(one.at("/data/train/fingerprint"));
    assertThat(Files.readAllBytes(folder.resolve("b/model.safetensors")))
        .isEqualTo(Files.readAllBytes(folder.resolve("a/model.safetensors")));
    assertThat(one.at("/recipe/scaling/wide")).hasSize(1);
    assertThat(one.at("/recipe/scaling/wide/0/feature").asInt()).isZero();
  }

  @Test
  void whoeverScoresTheModelScalesAsTrainingDid() throws IOException {
    Path csv = csv("seconds.csv", FIRST, 1);
    Path test = csv("test.csv", FIRST + 0.5, 1);
    JsonNode record = train("a", "--data", csv, "--test-data", test, "--validation", 0.2);
    assertThat(record.at("/test/accuracy").asDouble()).isGreaterThan(0.99);
    CommandLineRun evaluation = run("evaluate", folder.resolve("a"), "--data", test);
    assertThat(evaluation.outAfter("accuracy "))
        .contains("(" + Math.round(ROWS * record.at("/test/accuracy").asDouble()) + " of 1,000)");
    Path scores = folder.resolve("scores.csv");
    run("predict", folder.resolve("a"), "--data", test, "--keep", "label", "--out", scores);
    List<String> predicted;
    try (Stream<String> lines = Files.lines(scores)) {
      predicted = lines.skip(1).toList();
    }
    long hits = predicted.stream().filter(line -> line.matches("(.),\\1")).count();
    assertThat(hits).isEqualTo(Math.round(ROWS * record.at("/test/accuracy").asDouble()));
    MlpClassificationModel model = MlpClassificationModel.fromRun(folder.resolve("a").toString());
    Dataset<Row> vectors =
        new VectorAssembler()
            .setInputCols(new String[] {"time", "size"})
            .setOutputCol("features")
            .transform(frame());
    assertThat(model.transform(vectors).where("prediction = label").count())
        .isGreaterThan(ROWS * 99 / 100);
    assertThat(model.evaluate(vectors).correct())
        .isEqualTo(model.transform(vectors).where("prediction = label").count());
    CommandLineRun verified = run("verify", folder.resolve("a"), "--partitions", 2);
    assertThat(verified.out()).contains("equal");
  }

  @Test
  void anotherModelCanStartFromItAndARunGoesOn() throws IOException {
    Path csv = csv("seconds.csv", FIRST, 1);
    JsonNode whole = train("a", "--data", csv, "--epochs", 4, "--checkpoint-every", 4);
    Files.delete(folder.resolve("a/run.json"));
    Files.delete(folder.resolve("a/model.safetensors"));
    JsonNode resumed = train("a", "--data", csv, "--epochs", 4, "--resume");
    assertThat(resumed.get("weightsSha256")).isEqualTo(whole.get("weightsSha256"));
    JsonNode next = train("b", "--data", csv, "--from", folder.resolve("a"));
    assertThat(next.at("/recipe/scaling")).isEqualTo(whole.at("/recipe/scaling"));
    assertThat(next.at("/test/accuracy").asDouble()).isGreaterThan(0.99);
  }

  @Test
  void differencesFarBelowAFloatsLastDigitAreLearned() throws IOException {
    JsonNode near = train("a", "--data", csv("near.csv", 1, 1e-10));
    assertThat(near.at("/test/accuracy").asDouble()).isGreaterThan(0.99);
    JsonNode tiny = train("c", "--data", csv("tiny.csv", 0, 1e-50));
    assertThat(tiny.at("/test/accuracy").asDouble()).isGreaterThan(0.98);
    JsonNode ids = train("b", "--data", csv("ids.csv", 0x1p60, 1024), "--scaling", "min-max");
    assertThat(ids.at("/test/accuracy").asDouble()).isGreaterThan(0.99);
  }

  @Test
  void unscaledTheyCollapseAndTheColumnIsNamed() throws IOException {
    Path csv = csv("seconds.csv", FIRST, 1);
    CommandLineRun run =
        run(
            "train",
            "--data",
            csv,
            "--scaling",
            "none",
            "--epochs",
            1,
            "--quiet",
            "--out",
            folder.resolve("a"));
    assertThat(run.errLines())
        .hasSize(1)
        .first()
        .asString()
        .matches(
            "lockstep: warning: column 'time': \\d+ different numbers become 9 different floats,"
                + " which training cannot tell apart; --scaling standardise scales them as doubles");
  }

  /** Numbers from a first one on, and a second column of decimals; the class is in which half. */
  private Path csv(String name, double first, double step) throws IOException {
    List<String> lines = new ArrayList<>(List.of("time,size,label"));
    for (int i = 0; i < ROWS; i++) {
      lines.add((first + i * step) + "," + size(i) + "," + label(i));
    }
    return Files.write(folder.resolve(name), lines);
  }

  private static Dataset<Row> frame() {
    List<Row> rows = new ArrayList<>();
    for (int i = ROWS - 1; i >= 0; i--) {
      rows.add(RowFactory.create(FIRST + i, size(i), label(i)));
    }
    return SparkSession.builder().getOrCreate().createDataFrame(rows, SCHEMA);
  }

  private static double size(int i) {
    return i * 7 % 10 / 10.0;
  }

  private static int label(int i) {
    return i < ROWS / 2 ? 0 : 1;
  }

  private JsonNode train(String name, Object... options) throws IOException {
    Object[] args = {
      "train",
      "--hidden",
      8,
      "--batch",
      50,
      "--learning-rate",
      0.05,
      "--epochs",
      20,
      "--average-every",
      5,
      "--shards",
      2,
      "--quiet",
      "--out",
      folder.resolve(name)
    };
    Object[] all = Arrays.copyOf(args, args.length + options.length);
    System.arraycopy(options, 0, all, args.length, options.length);
    CommandLineRun run = run(all);
    assertThat(run.err()).isEmpty();
    return new ObjectMapper().readTree(folder.resolve(name).resolve("run.json").toFile());
  }

  private static CommandLineRun run(Object... args) {
    CommandLineRun run = CommandLineRun.of(args);
    assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
    return run;
  }
}
