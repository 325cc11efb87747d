package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.cli.shell.ExitCode;
import dev.lockstep.cli.shell.Session;
import dev.lockstep.data.Part;
import dev.lockstep.testing.IdxFixture;
import dev.lockstep.testing.LocalSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
class EvaluateAndInspectTest {
  @RegisterExtension static final LocalSpark SPARK = LocalSpark.openedBy(Session::open);

  @TempDir static Path home;
  private static Path data;
  private static Path run;
  private static CommandLineRun training;
  private static JsonNode record;
  @TempDir Path folder;

  @BeforeAll
  static void train() throws IOException {
    data = IdxFixture.writeDigits(home.resolve("few"), 300, 100);
    run = home.resolve("run");
    training = CommandLineRun.of("train", "--data", data, "--out", run, "--epochs", 2);
    record = new ObjectMapper().readTree(run.resolve("run.json").toFile());
  }

  @Test
  void evaluationOfTheModelRepeatsWhatTrainingSaid() {
    CommandLineRun evaluation = CommandLineRun.of("evaluate", run, "--data", data);
    assertThat(evaluation.exitCode()).as(evaluation.err()).isZero();
    String table = evaluation.out().substring(0, evaluation.out().indexOf("\naccuracy "));
    assertThat(training.out()).contains(table);
    double accuracy = record.at("/test/accuracy").asDouble();
    assertThat(evaluation.outAfter("accuracy "))
        .isEqualTo(
            String.format(
                Locale.ROOT,
                "%.2f%% (%d of 100), mean loss %.4f",
                100 * accuracy,
                Math.round(100 * accuracy),
                record.at("/test/meanLoss").asDouble()));
  }

  @Test
  void aModelIsFoundByItsFileAndByItsFolder() {
    assertThat(CommandLineRun.of("evaluate", run.resolve("model.safetensors"), "--data", data))
        .isEqualTo(CommandLineRun.of("evaluate", run, "--data", data));
    assertThat(CommandLineRun.of("inspect", run.resolve("model.safetensors")))
        .isEqualTo(CommandLineRun.of("inspect", run));
  }

  @Test
  void inspectShowsAModel() {
    CommandLineRun inspection = CommandLineRun.of("inspect", run);
    assertThat(inspection.exitCode()).isZero();
    assertThat(inspection.outAfter("weights SHA-256 "))
        .isEqualTo(record.get("weightsSha256").asText());
    assertThat(inspection.outAfter("network "))
        .isEqualTo(
            "784-128-10, 101,770 parameters; relu, cross-entropy, output linear;"
                + " input scaling /255.0");
    assertThat(inspection.outAfter("layer0 weight [784 x 128] from -")).contains("bias [128] from");
    assertThat(inspection.outAfter("layer1 weight [128 x 10] from -")).contains("bias [10] from");
    assertThat(inspection.outAfter("classes ")).isEqualTo("0 1 2 3 4 5 6 7 8 9");
  }

  @Test
  void inspectShowsADataSet() {
    CommandLineRun inspection = CommandLineRun.of("inspect", data);
    assertThat(inspection.exitCode()).isZero();
    assertThat(inspection.outAfter(data + " train: "))
        .startsWith("300 examples, 784 features from 0.0 to 255.0, 10 classes");
    assertThat(inspection.outAfter(data + " test: ")).startsWith("100 examples");
    assertThat(inspection.out())
        .contains("examples of each class [30, 30, 30, 30, 30, 30, 30, 30, 30, 30]\n")
        .contains("fingerprint " + record.at("/data/train/fingerprint").asText() + "\n")
        .contains("fingerprint " + record.at("/data/test/fingerprint").asText() + "\n");
  }

  @Test
  void aColumnToWhichTheHeaderGivesNoNameIsLeftOut() throws IOException {
    List<String> lines = new ArrayList<>(List.of(",a,label,b,"));
    for (int i = 0; i < 30; i++) {
      lines.add(i + "," + i % 7 + "," + i % 2 + "," + i / 3 + ".5,");
    }
    Path table = Files.write(folder.resolve("pandas.csv"), lines);
    assertThat(CommandLineRun.of("inspect", table).out())
        .contains("30 examples, 2 features")
        .contains(
            "columns left out: 'column 1' (the header has no name for it), 'column 5' (the header"
                + " has no name for it)\n");
    assertThat(CommandLineRun.of("inspect", table, "--label", "b").out())
        .contains("numbers to predict: b from 0.5 to 9.5\n");
    assertThat(CommandLineRun.of("inspect", table, "--label", "b,a").out())
        .contains("numbers to predict: b from 0.5 to 9.5\nnumbers to predict: a from 0.0 to 6.0\n");
  }

  @Test
  void aLabelThatTheModelHasNoClassForIsNamed() throws IOException {
    Path other = IdxFixture.writeDigits(folder.resolve("other"), 10, 20);
    byte[] labels = IdxFixture.digits(Part.TEST, 20).labelFile();
    labels[8 + 13] = 10;
    Path file = other.resolve(IdxFixture.TEST_LABELS);
    Files.write(file, labels);
    CommandLineRun evaluation = CommandLineRun.of("evaluate", run, "--data", other);
    assertThat(evaluation.exitCode()).isEqualTo(ExitCode.DATA);
    assertThat(evaluation.errLines())
        .containsExactly(
            "lockstep: " + file + ": row 13: label 10, but there are 10 classes (0 to 9)");
    assertThat(evaluation.out()).isEmpty();
  }

  @Test
  void aModelOfOtherFeaturesIsNamed() throws IOException {
    Path narrow = IdxFixture.writeDigits(folder.resolve("narrow"), 10, 20);
    byte[] images = IdxFixture.digits(Part.TEST, 20).imageFile();
    images[11] = 14;
    images[15] = 56;
    images[7] = 20;
    Files.write(narrow.resolve(IdxFixture.TEST_IMAGES), images);
    assertThat(CommandLineRun.of("evaluate", run, "--data", narrow).exitCode()).isZero();
    images[15] = 28;
    images[7] = 40;
    Files.write(narrow.resolve(IdxFixture.TEST_IMAGES), images);
    byte[] labels = new byte[48];
    labels[2] = 8;
    labels[3] = 1;
    labels[7] = 40;
    Files.write(narrow.resolve(IdxFixture.TEST_LABELS), labels);
    CommandLineRun evaluation = CommandLineRun.of("evaluate", run, "--data", narrow);
    assertThat(evaluation.exitCode()).isEqualTo(ExitCode.DATA);
    assertThat(evaluation.errLines())
        .containsExactly("lockstep: " + narrow + " has 392 features, but the model takes 784");
  }
}
