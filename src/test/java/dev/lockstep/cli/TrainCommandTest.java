package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.cli.shell.ExitCode;
import dev.lockstep.cli.shell.Session;
import dev.lockstep.testing.IdxFixture;
import dev.lockstep.testing.LocalSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
class TrainCommandTest {
  @RegisterExtension static final LocalSpark SPARK = LocalSpark.openedBy(Session::open);

  private static final ObjectMapper JSON = new ObjectMapper();
  @TempDir static Path home;
  private static Path data;
  @TempDir Path folder;

  @BeforeAll
  static void writeData() throws IOException {
    data = IdxFixture.writeDigits(home.resolve("few"), 300, 100);
  }

  @Test
  void aRunLeavesModelRecordAndMetricsAndNothingElse() throws IOException {
    Path out = folder.resolve("a/run");
    CommandLineRun run =
        train(out, "--epochs", 3, "--batch", 100, "--shards", 2, "--tag=team=churn");
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(out.toFile().list())
        .containsExactlyInAnyOrder(
            "model.safetensors",
            "run.json",
            "metrics.jsonl",
            "metrics.csv",
            "mistakes.json",
            "report.html");

    JsonNode record = JSON.readTree(out.resolve("run.json").toFile());
    assertThat(names(record))
        .containsExactly(
            "formatVersion",
            "codeVersion",
            "recipe",
            "data",
            "layout",
            "timing",
            "start",
            "end",
            "host",
            "tags",
            "testBeforeTraining",
            "test",
            "epochSha256",
            "weightsSha256");
    assertThat(record.at("/recipe/sizes").toString()).isEqualTo("[784,8,10]");
    assertThat(record.at("/recipe/optimizer/name").asText()).isEqualTo("adamw");
    assertThat(record.at("/recipe/shards").asInt()).isEqualTo(2);
    assertThat(record.at("/data/train/examples").asInt()).isEqualTo(300);
    assertThat(record.at("/data/test/examples").asInt()).isEqualTo(100);
    assertThat(record.at("/data/train/fingerprint").asText()).matches("[0-9a-f]{32}");
    assertThat(record.at("/layout/master").asText()).isEqualTo("local[2]");
    assertThat(record.at("/layout/partitions").asInt()).isEqualTo(2);
    assertThat(record.at("/timing/steps").asInt()).isEqualTo(9);
    assertThat(Instant.parse(record.at("/start").asText()))
        .isBefore(Instant.parse(record.at("/end").asText()));
    assertThat(record.at("/tags").toString()).isEqualTo("{\"team\":\"churn\"}");
    assertThat(record.at("/weightsSha256").asText()).matches("[0-9a-f]{64}");
    int examples = 0;
    for (JsonNode row : record.at("/test/confusion")) {
      for (JsonNode count : row) {
        examples += count.asInt();
      }
    }
    assertThat(examples).isEqualTo(100);

    List<String> metrics = Files.readAllLines(out.resolve("metrics.jsonl"));
    assertThat(metrics).hasSize(3);
    for (int epoch = 1; epoch <= 3; epoch++) {
      JsonNode line = JSON.readTree(metrics.get(epoch - 1));
      assertThat(names(line))
          .containsExactly(
              "epoch",
              "step",
              "meanLoss",
              "accuracy",
              "learningRate",
              "seconds",
              "examplesPerSecond");
      assertThat(line.get("epoch").asInt()).isEqualTo(epoch);
      assertThat(line.get("step").asInt()).isEqualTo(3 * epoch);
      assertThat(line.get("meanLoss").asDouble()).isPositive();
      assertThat(line.get("accuracy").asDouble()).isBetween(0.0, 1.0);
    }
  }

  @Test
  void adamWsMomentsAreSettings() throws IOException {
    Path out = folder.resolve("run");
    train(out, "--beta1", 0.8, "--beta2", 0.99, "--epsilon", 1e-4);
    JsonNode record = JSON.readTree(out.resolve("run.json").toFile());
    JsonNode adamW = record.at("/recipe/optimizer");
    assertThat(adamW.get("beta1").asDouble()).isEqualTo(0.8);
    assertThat(adamW.get("beta2").asDouble()).isEqualTo(0.99);
    assertThat(adamW.get("epsilon").asDouble()).isEqualTo(1e-4);
    Path byDefault = folder.resolve("default");
    train(byDefault);
    assertThat(JSON.readTree(byDefault.resolve("run.json").toFile()).get("weightsSha256"))
        .isNotEqualTo(record.get("weightsSha256"));
    CommandLineRun refused =
        CommandLineRun.of("train", "--optimizer", "sgd", "--beta1", 0.8, "--out", out + "2");
    assertThat(refused.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(refused.err()).contains("--beta1 goes with --optimizer adamw");
    assertThat(CommandLineRun.of("train", "--beta2", 1, "--out", out + "2").err())
        .contains("--beta2 must be");
  }

  @Test
  void theSummarySaysWhatWasTrainedOnWhatAndHowWell() throws IOException {
    Path out = folder.resolve("run");
    CommandLineRun run = train(out, "--epochs", 2, "--batch", 256, "--shards", 1);
    JsonNode record = JSON.readTree(out.resolve("run.json").toFile());
    assertThat(run.out())
        .doesNotContain("by default")
        .contains("300 examples to train on, 100 to test on, 784 features")
        .contains("network 784-8-10, 6,370 parameters; 256 examples a step, 2 steps an epoch")
        .contains("--shards 2 would use all, and is another recipe")
        .contains("class  precision   recall       F1  examples")
        .contains("confusion: a row for each actual class")
        .contains("weights SHA-256 " + record.get("weightsSha256").asText() + "\n")
        .endsWith("run folder " + out + "\n");
    assertThat(run.outAfter("test accuracy "))
        .startsWith(
            String.format(
                Locale.ROOT,
                "%.2f%% (before training %.2f%%), mean loss %.4f",
                100 * record.at("/test/accuracy").asDouble(),
                100 * record.at("/testBeforeTraining/accuracy").asDouble(),
                record.at("/test/meanLoss").asDouble()));
    assertThat(run.errLines()).hasSize(2).allMatch(line -> line.matches("epoch [12]/2  step .*"));
  }

  @Test
  void theSummarySaysWhichEpochsAreTheDefaultOfAFewExamples() {
    Path out = folder.resolve("run");
    assertThat(train(out, "--batch", 100).out())
        .contains(
            "by default 260 epochs, so that a small table gets about 780 steps (--epochs, --batch);"
                + " the features' scaling is /255 (--scaling)\n");
    Path lbfgs = folder.resolve("lbfgs");
    assertThat(train(lbfgs, "--optimizer", "lbfgs", "--scaling", "standardise").out())
        .contains("by default 30 epochs, so that a small table is learned (--epochs)\n");
  }

  @Test
  void withJsonStandardOutputIsRunJsonAndNothingElse() throws IOException {
    CommandLineRun run = train(folder.resolve("run"), "--epochs", 1, "--json");
    assertThat(run.exitCode()).isZero();
    assertThat(folder.resolve("run/run.json")).hasContent(run.out());
    assertThat(JSON.readTree(run.out()).get("formatVersion").asInt()).isEqualTo(1);
  }

  @Test
  void quietSaysNothing() {
    CommandLineRun run = train(folder.resolve("run"), "--epochs", 1, "--quiet");
    assertThat(run).isEqualTo(new CommandLineRun(0, "", ""));
    assertThat(folder.resolve("run/model.safetensors")).isNotEmptyFile();
  }

  @Test
  void optionsComeFromAFileAndThoseAfterItOverrideIt() throws IOException {
    Path conf = folder.resolve("few.conf");
    Files.writeString(
        conf, "# A recipe.\n--epochs 4\n--hidden=6,5 --optimizer sgd\n--momentum\n0.5\n--quiet\n");
    CommandLineRun run =
        CommandLineRun.of(
            "train", "@" + conf, "--data", data, "--out", folder.resolve("run"), "--epochs", 1);
    assertThat(run).isEqualTo(new CommandLineRun(0, "", ""));
    JsonNode recipe = recipe();
    assertThat(recipe.get("epochs").asInt()).isEqualTo(1);
    assertThat(recipe.get("sizes").toString()).isEqualTo("[784,6,5,10]");
    assertThat(recipe.at("/optimizer/momentum").asDouble()).isEqualTo(0.5);
  }

  @Test
  void thereMayBeNoHiddenLayerAndAStepMayBeAnEpoch() throws IOException {
    CommandLineRun run =
        train(folder.resolve("run"), "--hidden", "none", "--batch", "all", "--epochs", 2);
    assertThat(run.out())
        .contains("network 784-10, 7,850 parameters; 300 examples a step, 1 step an epoch");
    assertThat(recipe().get("sizes").toString()).isEqualTo("[784,10]");
  }

  @Test
  void aBatchLargerThanTheDataIsTheSameModelAsAll() throws IOException {
    train(folder.resolve("all"), "--batch", "all", "--epochs", 2);
    train(folder.resolve("more"), "--batch", 301, "--epochs", 2);
    assertThat(folder.resolve("more/model.safetensors"))
        .hasSameBinaryContentAs(folder.resolve("all/model.safetensors"));
  }

  @Test
  void meanSquaredErrorTakesAnOutputActivation() throws IOException {
    CommandLineRun run =
        train(folder.resolve("run"), "--loss", "mse", "--output-activation", "sigmoid");
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(recipe().get("outputActivation").asText()).isEqualTo("sigmoid");
  }

  @Test
  void huberTakesADeltaWhichRecordAndModelKeep() throws IOException {
    Path out = folder.resolve("run");
    CommandLineRun run = train(out, "--loss", "huber", "--delta", 0.25);
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(recipe().get("loss").asText()).isEqualTo("huber");
    assertThat(recipe().get("delta").asDouble()).isEqualTo(0.25);
    assertThat(CommandLineRun.of("inspect", out).out())
        .contains("relu, huber (delta 0.25), output");
    Path byDefault = folder.resolve("default");
    train(byDefault, "--loss", "huber");
    JsonNode record = JSON.readTree(byDefault.resolve("run.json").toFile());
    assertThat(record.at("/recipe/delta").asDouble()).isEqualTo(1);
    assertThat(record.get("weightsSha256"))
        .isNotEqualTo(JSON.readTree(out.resolve("run.json").toFile()).get("weightsSha256"));
  }

  @Test
  void whatRegularizesIsInTheRecordAndMakesTheSameBytesAgain() throws IOException {
    CommandLineRun run =
        train(
            folder.resolve("run"),
            "--epochs=2",
            "--batch=50",
            "--shards=3",
            "--average-every=2",
            "--dropout=0.2",
            "--l1=1e-5",
            "--l2=0.001",
            "--label-smoothing=0.1",
            "--class-weights=1,2,1,1,0.5,1,1,1,1,3");
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(recipe().get("dropout").asText()).isEqualTo("0.2");
    assertThat(recipe().get("l1").asDouble()).isEqualTo(1e-5);
    assertThat(recipe().get("l2").asText()).isEqualTo("0.001");
    assertThat(recipe().get("labelSmoothing").asText()).isEqualTo("0.1");
    assertThat(recipe().get("classWeights").toString())
        .isEqualTo("[1.0,2.0,1.0,1.0,0.5,1.0,1.0,1.0,1.0,3.0]");
    CommandLineRun verified = CommandLineRun.of("verify", folder.resolve("run"));
    assertThat(verified.exitCode()).as(verified.out() + verified.err()).isZero();
  }

  /** There are thirty of each digit. */
  @Test
  void balancedWeightsFollowFromTheTrainingSet() throws IOException {
    train(folder.resolve("run"), "--epochs", 1, "--class-weights", "balanced");
    assertThat(recipe().get("classWeights").toString())
        .isEqualTo("[1.0,1.0,1.0,1.0,1.0,1.0,1.0,1.0,1.0,1.0]");
  }

  @Test
  void tooFewClassWeightsAreRefusedByTheirOption() {
    CommandLineRun run = train(folder.resolve("run"), "--class-weights", "1,2,3");
    assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(run.errLines())
        .containsExactly(
            "lockstep: --class-weights has 3 weights, but there are 10 classes"
                + " (see lockstep train --help)");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void gzippedFilesGiveTheSameModelAsRawOnes() throws IOException {
    Path packed = IdxFixture.writeDigits(folder.resolve("packed"), 300, 100);
    for (String name : packed.toFile().list()) {
      IdxFixture.replaceByGzip(packed.resolve(name), Files.readAllBytes(packed.resolve(name)));
    }
    train(folder.resolve("run"), "--epochs", 1);
    CommandLineRun run = train(folder.resolve("gz"), "--epochs", 1, "--data", packed);
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(folder.resolve("gz/model.safetensors"))
        .hasSameBinaryContentAs(folder.resolve("run/model.safetensors"));
  }

  private JsonNode recipe() throws IOException {
    return JSON.readTree(folder.resolve("run/run.json").toFile()).get("recipe");
  }

  private static List<String> names(JsonNode object) {
    return object.properties().stream().map(Map.Entry::getKey).toList();
  }

  private static CommandLineRun train(Path out, Object... options) {
    List<Object> args =
        new ArrayList<>(List.of("train", "--data", data, "--out", out, "--hidden", 8));
    args.addAll(List.of(options));
    return CommandLineRun.of(args.toArray());
  }
}
