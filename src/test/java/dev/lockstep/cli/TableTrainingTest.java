package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.cli.shell.ExitCode;
import dev.lockstep.data.Part;
import dev.lockstep.testing.IdxFixture;
import dev.lockstep.testing.TableFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Commands on a person's own tables. */
@Tag("slow")
class TableTrainingTest extends TableCommands {
  @Test
  void theSameDigitsGiveTheSameModelFromEveryFormat() throws IOException {
    IdxFixture train = IdxFixture.digits(Part.TRAIN, 300);
    Path idx = IdxFixture.writeDigits(folder.resolve("idx"), 300, 50);
    Path csv = folder.resolve("csv");
    Files.createDirectories(csv);
    Files.writeString(csv.resolve("train.csv"), TableFixture.csv(train.shuffled(1).examples()));
    Files.writeString(
        csv.resolve("test.csv"), TableFixture.csv(IdxFixture.digits(Part.TEST, 50).examples()));
    Path parquet = folder.resolve("t.parquet");
    TableFixture.wide(SparkSession.builder().getOrCreate(), train.shuffled(2).examples())
        .repartition(2)
        .write()
        .parquet(parquet.toString());
    JsonNode fromIdx = train("a", "--data", idx, "--partitions", 1);
    JsonNode fromCsv = train("b", "--data", csv, "--partitions", 2);
    JsonNode fromParquet = train("c", "--data", parquet, "--test-data", csv, "--partitions", 7);
    assertThat(fromIdx.at("/recipe/scaling/divisor").asDouble()).isEqualTo(255);
    for (JsonNode other : List.of(fromCsv, fromParquet)) {
      assertThat(other.get("recipe")).isEqualTo(fromIdx.get("recipe"));
      assertThat(other.at("/data/train/fingerprint"))
          .isEqualTo(fromIdx.at("/data/train/fingerprint"));
      assertThat(other.get("weightsSha256")).isEqualTo(fromIdx.get("weightsSha256"));
      assertThat(other.get("test")).isEqualTo(fromIdx.get("test"));
    }
  }

  @Test
  void namesOfKindsAreClassesAndEvaluationRepeatsTheRun() throws IOException {
    Path data = folder.resolve("flowers");
    flowers(data.resolve("train.csv"), 1, 300);
    flowers(data.resolve("test.csv"), 2, 60);
    JsonNode record =
        train("a", "--data", data, "--label", "kind", "--learning-rate", 0.02, "--epochs", 8);
    assertThat(record.at("/recipe/scaling/method").asText()).isEqualTo("standardise");
    assertThat(record.at("/test/accuracy").asDouble()).isGreaterThan(0.8);
    CommandLineRun evaluation =
        CommandLineRun.of(
            "evaluate", folder.resolve("a"), "--data", data.resolve("test.csv"), "--label", "kind");
    assertThat(evaluation.exitCode()).as(evaluation.err()).isZero();
    assertThat(evaluation.outAfter("accuracy ")).startsWith(accuracy(record));
    assertThat(evaluation.out()).contains("setosa").contains("versicolor");
    CommandLineRun model = CommandLineRun.of("inspect", folder.resolve("a"));
    assertThat(model.outAfter("classes ")).isEqualTo("setosa versicolor virginica");
    CommandLineRun table =
        CommandLineRun.of("inspect", data.resolve("train.csv"), "--label", "kind");
    assertThat(table.outAfter("examples of each class ")).isEqualTo("[100, 100, 100]");
  }

  /** Every command reads what is named, and partitions give the same model as one file. */
  @Test
  void oddNamesAndPartitionsChangeNothing() throws IOException {
    Path plain = flowers(folder.resolve("plain/flowers.csv"), 1, 300);
    Path test = flowers(folder.resolve("plain/test[1].csv"), 2, 60);
    flowers(folder.resolve("plain/test1.csv"), 3, 90);
    Path parts = folder.resolve("10:00[a]");
    SparkSession.builder()
        .getOrCreate()
        .read()
        .option("header", true)
        .csv(plain.toString())
        .write()
        .partitionBy("kind")
        .option("header", true)
        .csv(parts.toString());
    String[] more = {"--label", "kind", "--test-data", test.toString(), "--epochs", "2"};
    JsonNode one = train("a", Stream.concat(Stream.of("--data", plain), Stream.of(more)).toArray());
    JsonNode many =
        train("b", Stream.concat(Stream.of("--data", parts), Stream.of(more)).toArray());
    assertThat(many.get("weightsSha256")).isEqualTo(one.get("weightsSha256"));
    assertThat(many.get("test")).isEqualTo(one.get("test"));
    CommandLineRun evaluation = CommandLineRun.of("evaluate", folder.resolve("b"));
    assertThat(evaluation.outAfter("accuracy ")).contains(" of 60)");
    CommandLineRun table = CommandLineRun.of("inspect", parts + "*/", "--label", "kind");
    assertThat(table.exitCode()).isEqualTo(ExitCode.DATA);
    table = CommandLineRun.of("inspect", folder + "/10*/k*", "--label", "kind");
    assertThat(table.outAfter("examples of each class ")).isEqualTo("[100, 100, 100]");
    Path out = folder.resolve("out.csv");
    CommandLineRun scores =
        CommandLineRun.of("predict", folder.resolve("b"), "--data", test, "--out", out);
    assertThat(scores.exitCode()).as(scores.err()).isZero();
    assertThat(Files.readAllLines(out)).hasSize(61);
  }

  @Test
  void aTableWithoutTestSetGivesAFifth() throws IOException {
    Path table = flowers(folder.resolve("flowers.csv"), 1, 300);
    CommandLineRun run =
        CommandLineRun.of(
            "train",
            "--data",
            table,
            "--label",
            "kind",
            "--epochs",
            2,
            "--out",
            folder.resolve("a"),
            "--scaling",
            "min-max");
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out()).contains("a fifth of the table, chosen by its examples' content");
    JsonNode record = record("a");
    int tested = record.at("/data/test/examples").asInt();
    assertThat(tested).isBetween(30, 90);
    assertThat(record.at("/data/train/examples").asInt()).isEqualTo(300 - tested);
    assertThat(record.at("/recipe/scaling/method").asText()).isEqualTo("min-max");
    CommandLineRun evaluation =
        CommandLineRun.of(
            "evaluate", folder.resolve("a"), "--data", table, "--label", "kind", "--held-out");
    assertThat(evaluation.outAfter("accuracy ")).startsWith(accuracy(record));
    CommandLineRun verified = CommandLineRun.of("verify", folder.resolve("a"), "--partitions", 3);
    assertThat(verified.exitCode()).as(verified.out() + verified.err()).isZero();
  }

  /** As pandas writes them: a chunk of whole numbers is bigint, one with a fraction double. */
  @Test
  void parquetOfSeveralSchemasIsTrainedOnAndScoredAlike() throws IOException {
    String columns =
        "select id % 2 label, id > 20 flag, concat('n', id) note, date'2026-01-01' day";
    Path table = folder.resolve("chunks");
    write(table.resolve("a.parquet"), columns + ", id % 2 + id % 5 x from range(40)");
    write(table.resolve("b.parquet"), columns + ", (id % 2 + id % 5) / 2.0D x from range(40, 80)");
    CommandLineRun run =
        CommandLineRun.of("train", "--data", table, "--epochs", 2, "--out", folder.resolve("a"));
    assertThat(run.exitCode()).as(run.err()).isZero();
    String leftOut = "'note' (nearly every row has a text of its own), 'day' (dates)";
    assertThat(run.outAfter("columns left out: ")).isEqualTo(leftOut);
    assertThat(CommandLineRun.of("inspect", table).outAfter("columns left out: "))
        .isEqualTo(leftOut);
    JsonNode record = record("a");
    assertThat(record.at("/data/read/featureNames").toString()).isEqualTo("[\"flag\",\"x\"]");
    assertThat(record.at("/data/read/leftOut").toString())
        .isEqualTo(
            "[{\"column\":\"note\",\"reason\":\"nearly every row has a text of its own\"},"
                + "{\"column\":\"day\",\"reason\":\"dates\"}]");
    CommandLineRun evaluation =
        CommandLineRun.of("evaluate", folder.resolve("a"), "--data", table, "--held-out");
    assertThat(evaluation.outAfter("accuracy ")).startsWith(accuracy(record));
    assertThat(CommandLineRun.of("verify", folder.resolve("a"), "--epochs-only", 1).exitCode())
        .isZero();
    Path whole = folder.resolve("whole.parquet");
    SparkSession.builder()
        .getOrCreate()
        .read()
        .parquet(table.resolve("b.parquet").toString())
        .unionByName(
            SparkSession.builder()
                .getOrCreate()
                .read()
                .parquet(table.resolve("a.parquet").toString()))
        .orderBy("x", "note")
        .coalesce(1)
        .write()
        .parquet(whole.toString());
    assertThat(predicted(table)).hasSize(81).isEqualTo(predicted(whole));
    write(table.resolve("b.parquet"), columns + ", 'text' x from range(40, 80)");
    CommandLineRun refused =
        CommandLineRun.of(
            "predict", folder.resolve("a"), "--data", table, "--out", folder.resolve("p.csv"));
    assertThat(refused.exitCode()).isEqualTo(ExitCode.DATA);
    assertThat(refused.err())
        .isEqualTo(
            String.format(
                "lockstep: %s: column 'x' is string, but bigint in %s%n",
                table.resolve("b.parquet"), table.resolve("a.parquet")));
  }

  private List<String> predicted(Path data) throws IOException {
    Path out = folder.resolve(data.getFileName() + ".csv");
    CommandLineRun run =
        CommandLineRun.of(
            "predict",
            folder.resolve("a"),
            "--data",
            data,
            "--probabilities",
            "--keep",
            "note,x",
            "--out",
            out);
    assertThat(run.exitCode()).as(run.err()).isZero();
    return Files.readAllLines(out).stream().sorted().toList();
  }

  private static String accuracy(JsonNode record) {
    return String.format(Locale.ROOT, "%.2f%% ", 100 * record.at("/test/accuracy").asDouble());
  }

  private static void write(Path file, String query) throws IOException {
    Path parts = Files.createTempDirectory(file.getParent().getParent(), "parts");
    SparkSession.builder()
        .getOrCreate()
        .sql(query)
        .coalesce(1)
        .write()
        .mode("overwrite")
        .parquet(parts.toString());
    Files.createDirectories(file.getParent());
    try (var written = Files.newDirectoryStream(parts, "*.parquet")) {
      Files.copy(written.iterator().next(), file, StandardCopyOption.REPLACE_EXISTING);
    }
  }
}
