package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.cli.shell.ExitCode;
import dev.lockstep.cli.shell.Session;
import dev.lockstep.model.Model;
import dev.lockstep.model.file.ModelFile;
import dev.lockstep.testing.LocalSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What a run on a person's own table knows of how that was read. */
@Tag("slow")
class RememberedTableTest {
  @RegisterExtension static final LocalSpark SPARK = LocalSpark.openedBy(Session::open);

  private static final ObjectMapper JSON = new ObjectMapper();
  @TempDir static Path home;

  private static Path table;
  private static Path original;
  private static CommandLineRun trained;

  /** A copy of {@link #original} for each test. */
  @TempDir Path run;

  @TempDir Path folder;

  @BeforeAll
  static void trainOnce() throws IOException {
    table = weighted(home);
    original = home.resolve("run");
    trained =
        run(
            "train --hidden 8 --epochs 2 --batch 50 --shards 3 --partitions 1 --format csv"
                + " --label kind --weight weight --scaling min-max",
            "--data",
            table,
            "--out",
            original);
    assertThat(trained.exitCode()).as(trained.err()).isZero();
  }

  @BeforeEach
  void copyTheRun() throws IOException {
    for (String name : new String[] {"run.json", "model.safetensors"}) {
      Files.copy(original.resolve(name), run.resolve(name));
    }
  }

  @Test
  void theRecordSaysHowTheTableWasRead() throws IOException {
    assertThat(record(original).at("/data/read"))
        .isEqualTo(
            JSON.createObjectNode()
                .put("data", table.toString())
                .put("format", "csv")
                .put("label", "kind")
                .put("weight", "weight")
                .put("heldOut", true)
                .put("scaling", "min-max")
                .<ObjectNode>set("featureNames", array("sepal", "petal"))
                .set("classNames", array("setosa", "versicolor", "virginica")));
    assertThat(original.resolve("data.json")).doesNotExist();
    assertThat(trained.out())
        .contains("these measures count each example once, whatever its weight in training\n")
        .doesNotContain("\nwith ");
  }

  @Test
  void theModelKeepsTheNamesOfItsFeatures() {
    assertThat(run("inspect", run).outAfter("features ")).isEqualTo("sepal petal");
  }

  @Test
  void verifyNeedsNoOptions() {
    CommandLineRun verify = run("verify", run);
    assertThat(verify.exitCode()).as(verify.out() + verify.err()).isZero();
    assertThat(verify.out())
        .contains("scaling min-max fitted again: equal\n")
        .contains("model.safetensors equals the record's\n");
  }

  @Test
  void anOptionThatIsGivenWins() {
    CommandLineRun verify = run("verify", run, "--label", "sepal");
    assertThat(verify.exitCode()).isEqualTo(ExitCode.DATA);
    assertThat(verify.err()).contains("'kind'").hasLineCount(1);
  }

  @Test
  void aRecordThatDoesNotSayItIsVerifiedWithOptions() throws IOException {
    edit(root -> ((ObjectNode) root.get("data")).remove("read"));
    CommandLineRun verify =
        run("verify", run, "--label", "kind", "--weight", "weight", "--format", "csv");
    assertThat(verify.exitCode()).as(verify.out() + verify.err()).isZero();
    assertThat(verify.out()).contains("scaling min-max fitted again: equal\n");
  }

  @Test
  void aScalingThatIsNotOfTheseExamplesIsNamed() throws IOException {
    edit(root -> ((ArrayNode) root.at("/recipe/scaling/divisors")).set(1, 3));
    CommandLineRun verify = run("verify", run, "--epochs-only", 1);
    assertThat(verify.exitCode()).as(verify.err()).isEqualTo(ExitCode.DIFFERS);
    assertThat(verify.outAfter("scaling min-max differs: feature 2 ('petal'): divisor 3.0 "))
        .startsWith("recorded, ");
  }

  @Test
  void aModelWithItsFeaturesNamesSwappedIsNotTheRecords() throws IOException {
    Configuration conf = new Configuration();
    org.apache.hadoop.fs.Path file =
        new org.apache.hadoop.fs.Path(run.resolve("model.safetensors").toString());
    Model model = ModelFile.read(file, conf);
    ModelFile.write(
        new Model(
            model.network(),
            model.scaling(),
            List.of("petal", "sepal"),
            model.classNames(),
            model.parameters()),
        file,
        conf);
    CommandLineRun verify = run("verify", run, "--epochs-only", 1);
    assertThat(verify.exitCode()).as(verify.err()).isEqualTo(ExitCode.DIFFERS);
    assertThat(verify.out()).contains("model.safetensors differs from the record's");
  }

  @Test
  void evaluationOfARunAloneRepeatsItsTest() throws IOException {
    CommandLineRun evaluation = run("evaluate", run);
    assertThat(evaluation.exitCode()).as(evaluation.err()).isZero();
    assertThat(evaluation.outAfter("accuracy "))
        .contains(" of " + record(run).at("/data/test/examples").asInt() + "), ")
        .endsWith(trained.outAfter("test accuracy ").replaceAll(".*, mean", "mean"));
    assertThat(evaluation.out()).contains("these measures count each example once");
    assertThat(run("evaluate", run, "--data", table, "--held-out")).isEqualTo(evaluation);
    assertThat(run("evaluate", run, "--data", table).out())
        .contains("accuracy ", " of 200), ", "note: the run learned from four fifths of these");
  }

  @Test
  void columnsInAnotherOrderAreMatchedByTheirNames() throws IOException {
    Path asTrained = Files.writeString(folder.resolve("a.csv"), "sepal,petal,kind\n" + ROWS);
    List<String> turned = new ArrayList<>(List.of("kind,petal,sepal"));
    for (String row : ROWS.split("\n", -1)) {
      String[] cells = row.split(",", -1);
      turned.add(cells[2] + "," + cells[1] + "," + cells[0]);
    }
    Path other = Files.write(folder.resolve("b.csv"), turned);
    CommandLineRun evaluation = run("evaluate", run, "--data", asTrained);
    assertThat(evaluation.exitCode()).as(evaluation.err()).isZero();
    assertThat(run("evaluate", run, "--data", other)).isEqualTo(evaluation);
    // The two features' ranges are far apart: in the wrong places they would be other examples.
    JsonNode tests = null;
    for (Path test : List.of(asTrained, other)) {
      Path out = folder.resolve("of-" + test.getFileName());
      CommandLineRun train =
          run(
              "train --hidden 4 --epochs 1 --format csv --label kind --weight weight",
              "--data",
              table,
              "--test-data",
              test,
              "--out",
              out);
      assertThat(train.exitCode()).as(train.err()).isZero();
      JsonNode fingerprint = record(out).at("/data/test/fingerprint");
      assertThat(tests == null ? fingerprint : tests).isEqualTo(fingerprint);
      tests = fingerprint;
    }
  }

  @Test
  void otherColumnsAreRefusedByTheirNames() throws IOException {
    Path other = Files.writeString(folder.resolve("a.csv"), "sepal,stem,kind\n" + ROWS);
    CommandLineRun evaluation = run("evaluate", run, "--data", other);
    assertThat(evaluation.exitCode()).isEqualTo(ExitCode.DATA);
    assertThat(evaluation.errLines())
        .containsExactly(
            "lockstep: "
                + other
                + ": has no feature column 'petal', which the model has, but 'stem'");
    CommandLineRun train =
        run("train", "--data", other, "--label", "kind", "--from", run, "--out", folder + "/x");
    assertThat(train.exitCode()).isEqualTo(ExitCode.DATA);
    assertThat(train.err()).contains("'petal', which the model of --from has").hasLineCount(1);
  }

  @Test
  void aRunThatHasFailedGoesOnWithoutBeingToldHowToRead() throws IOException {
    Path cut = folder.resolve("cut");
    String options =
        "train --hidden 8 --epochs 2 --batch 50 --shards 3 --resume --out " + cut + " ";
    CommandLineRun diverged =
        run(
            options
                + "--format csv --label kind --weight weight --scaling min-max"
                + " --optimizer sgd --learning-rate 1e30 --data "
                + table);
    assertThat(diverged.exitCode()).as(diverged.err()).isEqualTo(ExitCode.DIVERGED);
    assertThat(JSON.readTree(cut.resolve("data.json").toFile()))
        .isEqualTo(record(original).at("/data/read"));
    CommandLineRun resumed = run(options.trim());
    assertThat(resumed.exitCode()).as(resumed.err()).isZero();
    assertThat(cut.resolve("model.safetensors"))
        .hasSameBinaryContentAs(original.resolve("model.safetensors"));
    assertThat(cut.resolve("data.json")).doesNotExist();
  }

  @Test
  void aDamagedFileIsNamedWithItsField() throws IOException {
    edit(root -> ((ObjectNode) root.at("/data/read")).put("format", "xls"));
    for (String command : List.of("verify", "evaluate")) {
      CommandLineRun refused = run(command, run);
      assertThat(refused.exitCode()).as(refused.err()).isEqualTo(ExitCode.DAMAGED_FILE);
      assertThat(refused.err())
          .contains("run.json: data.read: format: \"xls\" is not one of csv, parquet")
          .hasLineCount(1);
    }
  }

  private static final String ROWS =
      "4.5,1.5,setosa\n6.8,5.6,versicolor\n5.5,3.2,virginica\n5.6,3.3,setosa";

  /** Writes a table of flowers with weights; its name tells no format. */
  static Path weighted(Path folder) throws IOException {
    List<String> lines =
        Files.readAllLines(TableCommands.flowers(folder.resolve("flowers.csv"), 1, 200));
    List<String> weighted = new ArrayList<>(List.of(lines.get(0) + ",weight"));
    for (int i = 1; i < lines.size(); i++) {
      weighted.add(lines.get(i) + "," + (i % 3 == 0 ? 2 : 0.5));
    }
    return Files.write(folder.resolve("flowers.data"), weighted);
  }

  /** A first argument with spaces is several. */
  static CommandLineRun run(Object... args) {
    List<Object> words = new ArrayList<>(List.of(args[0].toString().split(" ", -1)));
    words.addAll(List.of(args).subList(1, args.length));
    return CommandLineRun.of(words.toArray());
  }

  private static ArrayNode array(String... names) {
    ArrayNode array = JSON.createArrayNode();
    List.of(names).forEach(array::add);
    return array;
  }

  static JsonNode record(Path run) throws IOException {
    return JSON.readTree(run.resolve("run.json").toFile());
  }

  private void edit(Consumer<ObjectNode> change) throws IOException {
    ObjectNode root = (ObjectNode) record(run);
    change.accept(root);
    Files.writeString(run.resolve("run.json"), JSON.writeValueAsString(root));
  }
}
