package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.cli.shell.ExitCode;
import dev.lockstep.cli.shell.Session;
import dev.lockstep.model.Model;
import dev.lockstep.model.file.ModelFile;
import dev.lockstep.testing.LocalSpark;
import dev.lockstep.testing.RawTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A raw table, with text and gaps, goes in; a model comes out, whatever the layout. */
@Tag("slow")
class RawTableTest {
  @RegisterExtension static final LocalSpark SPARK = LocalSpark.openedBy(Session::open);

  private static final int ROWS = 900;
  private static final String CHOICES =
      "--label Survived --id PassengerId --missing median --missing-flag --dates number";
  private static final String TRAIN =
      "train --hidden 8 --epochs 8 --batch 64 --shards 3 --validation 0.1 --report none " + CHOICES;

  @TempDir static Path home;
  private static Path csv;
  private static Path original;
  private static CommandLineRun trained;

  @TempDir Path folder;

  @BeforeAll
  static void trainOnce() throws IOException {
    csv = RawTable.write(home.resolve("titanic.csv"), ROWS);
    original = home.resolve("run");
    trained = run(TRAIN, "--data", csv, "--out", original);
    assertThat(trained.exitCode()).as(trained.err()).isZero();
  }

  private static CommandLineRun run(String words, Object... more) {
    return CommandLineRun.of(
        Stream.concat(Stream.of((Object[]) words.split(" ")), Stream.of(more)).toArray());
  }

  private static byte[] model(Path run) throws IOException {
    return Files.readAllBytes(run.resolve("model.safetensors"));
  }

  private static Model read(org.apache.hadoop.fs.Path file) throws IOException {
    return ModelFile.read(file, new Configuration());
  }

  private static JsonNode record(Path run) throws IOException {
    return new ObjectMapper().readTree(run.resolve("run.json").toFile());
  }

  private Path same(String words, Object... more) throws IOException {
    Path out = folder.resolve("again");
    List<Object> all = new ArrayList<>(List.of(more));
    all.addAll(List.of("--out", out));
    CommandLineRun run = run(words, all.toArray());
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(model(out)).isEqualTo(model(original));
    assertThat(record(out).at("/data/fingerprint"))
        .isEqualTo(record(original).at("/data/fingerprint"));
    return out;
  }

  @Test
  void theModelKnowsTheColumnsAndWhatTheyBecome() throws IOException {
    Model model = read(new org.apache.hadoop.fs.Path(original + "/model.safetensors"));
    assertThat(model.featureNames())
        .containsExactly("Pclass", "Sex", "Age", "Fare", "Cabin", "Embarked", "Crew", "Joined");
    assertThat(model.preprocessing().inputNames())
        .containsExactly(
            "Pclass",
            "Age",
            "Fare",
            "Crew",
            "Joined",
            "Age (missing)",
            "Sex=female",
            "Sex=male",
            "Cabin=",
            "Cabin=A",
            "Cabin=B",
            "Cabin=C",
            "Cabin=D",
            "Cabin=E",
            "Embarked=",
            "Embarked=C",
            "Embarked=Q",
            "Embarked=S",
            "Embarked=Sao Tom\u00e9");
    assertThat(record(original).at("/test/accuracy").asDouble()).isGreaterThan(0.6);
    assertThat(trained.out()).contains("Name", "PassengerId");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7})
  void otherPartitionsAndTurnedRowsInSeveralFilesGiveTheSameModel(int partitions)
      throws IOException {
    Path turned = RawTable.writeTurned(folder.resolve("turned"), ROWS, 3, partitions);
    same(TRAIN, "--data", turned, "--partitions", partitions);
  }

  @Test
  void parquetWithTypesGivesTheSameModel() throws IOException {
    SparkSession spark = SparkSession.builder().getOrCreate();
    String types =
        "PassengerId INT, Survived INT, Pclass INT, Name STRING, Sex STRING, Age DOUBLE, Fare DOUBLE,"
            + " Cabin STRING, Embarked STRING, Crew BOOLEAN, Joined DATE";
    Path parquet = folder.resolve("table.parquet");
    spark
        .read()
        .option("header", true)
        .option("escape", "\"")
        .schema(types)
        .csv(csv.toString())
        .repartition(3)
        .write()
        .parquet(parquet.toString());
    same(TRAIN, "--data", parquet);
  }

  @Test
  void theRunIsVerifiedFromItsRecord() {
    CommandLineRun verified = run("verify", original);
    assertThat(verified.exitCode()).as(verified.out() + verified.err()).isZero();
  }

  @Test
  void aModelFileAloneIsEvaluatedOnRawRows() throws IOException {
    Path alone = Files.copy(original.resolve("model.safetensors"), folder.resolve("m.safetensors"));
    CommandLineRun of = run("evaluate", original, "--json");
    CommandLineRun lone = run("evaluate --label Survived --held-out --json", alone, "--data", csv);
    assertThat(lone.exitCode()).as(lone.err()).isZero();
    assertThat(accuracy(lone)).isEqualTo(accuracy(of));
    Path narrow = folder.resolve("narrow.csv");
    Files.write(
        narrow,
        List.of(
            "Sex,Embarked,Survived,Joined,Age,Crew,Cabin,Fare,Pclass",
            "male,Nowhere,0,2024-01-02,,true,Z,7.25,3",
            "female,S,1,2024-05-02,33,0,,71.25,1"));
    CommandLineRun other = run("evaluate --label Survived", alone, "--data", narrow);
    assertThat(other.exitCode()).as(other.err()).isZero();
  }

  private static JsonNode accuracy(CommandLineRun run) throws IOException {
    return new ObjectMapper().readTree(run.out()).at("/accuracy");
  }

  @Test
  void aKilledRunGoesOnAndAnotherBeginsFromItsModel() throws IOException {
    Path out = folder.resolve("resumed");
    String first = TRAIN.replace("--epochs 8", "--epochs 3") + " --checkpoint-every 1";
    assertThat(run(first, "--data", csv, "--out", out).exitCode()).isZero();
    assertThat(run(TRAIN + " --resume", "--data", csv, "--out", out).exitCode())
        .as("another recipe")
        .isEqualTo(ExitCode.USAGE);
    CommandLineRun same = run(first + " --resume", "--data", csv, "--out", out);
    assertThat(same.exitCode()).as(same.err()).isZero();
    Path warm = folder.resolve("warm");
    CommandLineRun from = run(TRAIN + " --from " + original, "--data", csv, "--out", warm);
    assertThat(from.exitCode()).as(from.err()).isZero();
    assertThat(read(new org.apache.hadoop.fs.Path(warm + "/model.safetensors")).preprocessing())
        .isEqualTo(
            read(new org.apache.hadoop.fs.Path(original + "/model.safetensors")).preprocessing());
    CommandLineRun verified = run("verify --from " + original, warm);
    assertThat(verified.exitCode()).as(verified.out() + verified.err()).isZero();
  }

  /** Each model knows its own categories: those of half of the rows, or of all. */
  @Test
  void modelsOfDifferentCategoriesAreComparedOnTheSameRows() throws IOException {
    Path half = RawTable.write(folder.resolve("half.csv"), ROWS / 3);
    Path other = folder.resolve("other");
    String few = TRAIN + " --max-categories 3";
    assertThat(run(few, "--data", half, "--out", other).exitCode()).isZero();
    CommandLineRun compared =
        run("compare --label Survived --json", original, other, "--data", csv);
    assertThat(compared.exitCode()).as(compared.err()).isIn(0, 8);
    JsonNode both = new ObjectMapper().readTree(compared.out());
    for (int i = 0; i < 2; i++) {
      CommandLineRun alone =
          run("evaluate --label Survived --json", i == 0 ? original : other, "--data", csv);
      assertThat(both.toString()).contains("\"accuracy\":" + accuracy(alone));
    }
  }

  @Test
  void aTableIsRetrainedOnThoughItsCategoriesComeAndGo() throws IOException {
    Path registry = folder.resolve("registry");
    Path holdout = RawTable.write(folder.resolve("holdout.csv"), ROWS);
    String words =
        "retrain --hidden 8 --epochs 8 --batch 64 --report none --max-drift 100 " + CHOICES;
    Path first = RawTable.write(folder.resolve("first.csv"), ROWS / 2);
    CommandLineRun published =
        run(words, "--registry", registry, "--data", first, "--holdout", holdout);
    assertThat(published.exitCode()).as(published.err()).isZero();
    Path second = folder.resolve("second.csv");
    Files.writeString(second, Files.readString(first).replace(",Q,", ",Queenstown,"));
    CommandLineRun decided =
        run(words, "--registry", registry, "--data", second, "--holdout", holdout);
    assertThat(decided.exitCode()).as(decided.err()).isIn(ExitCode.DONE, ExitCode.KEPT);
    assertThat(registry.resolve("versions/000002/decision.json")).content().contains("scores");
  }

  @Test
  void theRowsIdStaysBesideItsPrediction() throws IOException {
    Path predicted = folder.resolve("predicted.csv");
    CommandLineRun predict = run("predict", original, "--data", csv, "--out", predicted);
    assertThat(predict.exitCode()).as(predict.err()).isZero();
    List<String> lines = Files.readAllLines(predicted);
    assertThat(lines).hasSize(ROWS + 1);
    assertThat(lines.get(0)).isEqualTo("PassengerId,prediction");
    assertThat(lines.get(7)).startsWith("7,");
  }

  @Test
  void inspectSaysWhatEachColumnBecomesAndWhichOptionSaysItOtherwise() {
    CommandLineRun inspected = run("inspect --label Survived --missing zero", csv);
    assertThat(inspected.exitCode()).as(inspected.err()).isZero();
    assertThat(inspected.out().lines())
        .contains(
            "column PassengerId: numbers from 1 to 900; a number (--categorical makes categories of"
                + " it)",
            "column Pclass: numbers from 1 to 3; a number (--categorical makes categories of it)")
        .anyMatch(
            line ->
                line.startsWith("column Name: 900 different texts: ")
                    && line.endsWith(
                        "; left out: nearly every row has a text of its own (--categorical takes"
                            + " it)"))
        .anyMatch(
            line ->
                line.matches(
                    "column Sex: 2 different texts: male \\(\\d+\\), female .*; 2 categories .*"))
        .anyMatch(
            line ->
                line.matches(
                    "column Age: numbers from 1 to 80.*, \\d+ empty; a number, zero where empty .*"))
        .anyMatch(
            line ->
                line.matches(
                    "column Joined: dates from 2024-01-1\\d to 2024-09-1\\d; left out: dates"
                        + " \\(--dates number takes it\\)"));
    CommandLineRun refused = run("inspect --label Survived", csv);
    assertThat(refused.out())
        .containsPattern(
            "column Age: .* empty; refused for its empty cells \\(--missing mean fills them\\)");
  }

  @Test
  void aGapIsRefusedWithItsRowUnlessTheUserSaysWhatStandsForIt() {
    CommandLineRun refused =
        run("train --label Survived --epochs 1", "--data", csv, "--out", folder.resolve("r"));
    assertThat(refused.exitCode()).isEqualTo(ExitCode.DATA);
    assertThat(refused.err()).contains("titanic.csv: row ", "is empty; --missing mean");
  }

  @Test
  void anUnseenTextIsRefusedByChoice() throws IOException {
    Path out = folder.resolve("strict");
    CommandLineRun strict = run(TRAIN + " --unseen refuse", "--data", csv, "--out", out);
    assertThat(strict.exitCode()).as(strict.err()).isZero();
    Path test = folder.resolve("test.csv");
    Files.write(test, List.of(RawTable.HEADER, "1,0,3,x,male,,7.25,A,Atlantis,true,2024-01-02"));
    CommandLineRun refused = run("evaluate", out, "--data", test);
    assertThat(refused.exitCode()).isEqualTo(ExitCode.DATA);
    assertThat(refused.err()).contains("test.csv: row 2, column 'Embarked': 'Atlantis'");
  }

  /** What a column is follows from all rows, not from the first. */
  @Test
  void textThatComesLateMakesCategoriesAllTheSame() throws IOException {
    List<String> lines = new ArrayList<>(List.of("x,code,label"));
    for (int i = 0; i < 300; i++) {
      String code = i % 3 == 0 ? "k" + i % 4 : String.valueOf(i % 5);
      lines.add(i % 7 + "," + code + "," + i % 2);
    }
    Path textFirst = Files.write(folder.resolve("a.csv"), lines);
    List<String> turned = new ArrayList<>(lines.subList(1, lines.size()));
    turned.sort((a, b) -> Boolean.compare(a.contains("k"), b.contains("k")));
    turned.add(0, lines.get(0));
    Path textLast = Files.write(folder.resolve("b.csv"), turned);
    List<byte[]> models = new ArrayList<>();
    for (Path data : List.of(textFirst, textLast)) {
      Path out = folder.resolve(data.getFileName() + ".run");
      CommandLineRun run = run("train --epochs 1 --report none", "--data", data, "--out", out);
      assertThat(run.exitCode()).as(run.err()).isZero();
      models.add(model(out));
    }
    assertThat(models.get(1)).isEqualTo(models.get(0));
  }

  @Test
  void aColumnOfNearlyAllNumbersIsRefusedWithTheRowThatIsNot() throws IOException {
    List<String> lines = new ArrayList<>(List.of("x,code,label"));
    for (int i = 0; i < 300; i++) {
      lines.add(i % 7 + "," + (i == 211 ? "unknown" : i) + "," + i % 2);
    }
    Path data = Files.write(folder.resolve("a.csv"), lines);
    CommandLineRun refused = run("train", "--data", data, "--out", folder.resolve("r"));
    assertThat(refused.exitCode()).isEqualTo(ExitCode.DATA);
    assertThat(refused.err())
        .contains(
            "a.csv: row 213, column 'code': 'unknown' is not a number; --null makes it a missing cell");
    CommandLineRun taken =
        run(
            "train --epochs 1 --categorical code --max-categories 10",
            "--data",
            data,
            "--out",
            folder.resolve("taken"));
    assertThat(taken.exitCode()).as(taken.err()).isZero();
  }
}
