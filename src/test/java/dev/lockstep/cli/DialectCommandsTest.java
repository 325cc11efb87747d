package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.cli.shell.ExitCode;
import dev.lockstep.cli.shell.Session;
import dev.lockstep.linalg.AddressedRandom;
import dev.lockstep.model.Model;
import dev.lockstep.model.file.ModelFile;
import dev.lockstep.testing.LocalSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Tables that need options to be read, in all commands. */
@Tag("slow")
class DialectCommandsTest {
  @RegisterExtension static final LocalSpark SPARK = LocalSpark.openedBy(Session::open);

  private static final List<String> KINDS =
      List.of("Iris-setosa", "Iris-versicolor", "Iris-virginica");

  private static final List<Object> DIALECT =
      List.of("--delimiter", ";", "--decimal", ",", "--null", "NA,?");

  @TempDir static Path home;

  /** Cells divided by semicolons, numbers with commas, and a column in which some are missing. */
  private static Path table;

  private static Path run;

  @TempDir Path folder;

  @BeforeAll
  static void trainOnce() throws IOException {
    List<String> rows = new ArrayList<>(List.of("sepal;width;petal;span;label"));
    for (int i = 0; i < 200; i++) {
      String row = flower(i).replace(',', ';').replace('.', ',');
      rows.add(i % 20 == 7 ? row.replaceFirst("^[^;]*", i % 40 == 7 ? "NA" : "?") : row);
    }
    table = Files.write(home.resolve("flowers.csv"), rows);
    run = home.resolve("run");
    done(
        DIALECT,
        "train",
        "--data",
        table,
        "--out",
        run,
        "--missing",
        "mean",
        "--epochs",
        60,
        "--quiet");
  }

  /** Returns a row of numbers around the place of its kind, as in UCI's file of Iris. */
  private static String flower(int i) {
    AddressedRandom random = AddressedRandom.of(3, "iris").child(i);
    int kind = i % KINDS.size();
    StringBuilder row = new StringBuilder();
    for (int f = 0; f < 4; f++) {
      long spread = Long.remainderUnsigned(random.bits(f), 9);
      row.append(String.format(Locale.ROOT, "%.1f,", 1 + 2 * kind + f + spread / 10.0));
    }
    return row + KINDS.get(kind);
  }

  @Test
  void irisAsItIsShippedIsLearnedAndScored() throws IOException {
    StringBuilder rows = new StringBuilder();
    for (int i = 0; i < 150; i++) {
      rows.append(flower(i)).append('\n');
    }
    Path iris = Files.writeString(folder.resolve("iris.data"), rows + "\n");
    Path irisRun = folder.resolve("iris");
    List<Object> none = List.of();
    CommandLineRun train = done(none, "train", "--data", iris, "--out", irisRun, "--epochs", 60);
    assertThat(train.out())
        .contains("\ncolumns have no names: column 5 is the label; --label names another\n");
    CommandLineRun evaluation = done(none, "evaluate", irisRun, "--data", iris);
    assertThat(accuracy(evaluation)).isGreaterThan(95);
    Path out = folder.resolve("out.csv");
    done(none, "predict", irisRun, "--data", iris, "--out", out, "--keep", "5");
    List<String> scored = Files.readAllLines(out);
    assertThat(scored).hasSize(151);
    long right =
        scored.stream()
            .skip(1)
            .map(row -> row.split(",", -1))
            .filter(c -> c[0].equals(c[1]))
            .count();
    assertThat(100.0 * right / 150)
        .isBetween(accuracy(evaluation) - 0.01, accuracy(evaluation) + 0.01);
    CommandLineRun named =
        done(none, "train", "--data", iris, "--label", 5, "--out", folder.resolve("named"));
    assertThat(named.out()).doesNotContain("columns have no names");
  }

  private static double accuracy(CommandLineRun evaluation) {
    return Double.parseDouble(evaluation.outAfter("accuracy ").replaceAll("%.*", ""));
  }

  @Test
  void aModelAloneReadsTheTablesThatItsTrainingRead() throws IOException {
    Path model = Files.copy(run.resolve("model.safetensors"), folder.resolve("m.safetensors"));
    List<Object> none = List.of();
    CommandLineRun ofRun = done(none, "evaluate", run, "--data", table);
    assertThat(accuracy(ofRun)).isGreaterThan(90);
    String measured = ofRun.outAfter("accuracy ");
    assertThat(done(none, "evaluate", model, "--data", table).outAfter("accuracy "))
        .isEqualTo(measured);
    assertThat(done(DIALECT, "evaluate", model, "--data", table).outAfter("accuracy "))
        .isEqualTo(measured);
    assertThat(done(none, "show", model, "--data", table, "--n", 2).out()).contains("2 of 200");
    assertThat(done(none, "inspect", model).outAfter("reads tables with "))
        .isEqualTo("--decimal ',' --delimiter ';' --null 'NA,?'");
    Path ofRunOut = folder.resolve("run.csv");
    Path out = folder.resolve("model.csv");
    done(none, "predict", run, "--data", table, "--out", ofRunOut);
    done(none, "predict", model, "--data", table, "--out", out);
    assertThat(out).hasSameBinaryContentAs(ofRunOut);
    // An option counts before the model.
    CommandLineRun refused =
        CommandLineRun.of("evaluate", model, "--data", table, "--decimal", ".");
    assertThat(refused.exitCode()).as(refused.err()).isEqualTo(ExitCode.DATA);
    assertThat(refused.err()).contains("is not a number");
  }

  @Test
  void theRunsRecordCountsBeforeItsModel() throws IOException {
    Path copy = Files.createDirectory(folder.resolve("copy"));
    Files.copy(run.resolve("run.json"), copy.resolve("run.json"));
    write(read(run).withDialect(Map.of("delimiter", "|")), copy.resolve("model.safetensors"));
    List<Object> none = List.of();
    assertThat(done(none, "evaluate", copy, "--data", table).outAfter("accuracy "))
        .isEqualTo(done(none, "evaluate", run, "--data", table).outAfter("accuracy "));
    CommandLineRun verify = CommandLineRun.of("verify", copy, "--epochs-only", 1);
    assertThat(verify.exitCode()).as(verify.err()).isEqualTo(ExitCode.DIFFERS);
    assertThat(verify.out()).contains("model.safetensors differs from the record's");
  }

  @Test
  void aDialectOfAnotherReleaseIsRefused() throws IOException {
    Path model = folder.resolve("m.safetensors");
    write(read(run).withDialect(Map.of("escape", "\\")), model);
    CommandLineRun refused = CommandLineRun.of("evaluate", model, "--data", table);
    assertThat(refused.exitCode()).as(refused.err()).isEqualTo(ExitCode.DAMAGED_FILE);
    assertThat(refused.err()).contains("the model: dialect: unknown 'escape'");
  }

  @Test
  void retrainAndCompareReadTheDialect() {
    Path registry = folder.resolve("models");
    CommandLineRun retrained =
        done(
            DIALECT,
            "retrain",
            "--registry",
            registry,
            "--data",
            table,
            "--missing",
            "mean",
            "--epochs",
            2);
    assertThat(retrained.out()).startsWith("version 1 published");
    CommandLineRun compared = CommandLineRun.of("compare", registry + "@champion", run);
    assertThat(compared.exitCode()).as(compared.err()).isEqualTo(ExitCode.DONE);
    Path model = run.resolve("model.safetensors");
    CommandLineRun alone = CommandLineRun.of("compare", model, model, "--data", table);
    assertThat(alone.exitCode()).as(alone.err()).isEqualTo(ExitCode.KEPT);
  }

  @Test
  void aTextThatStandsForAMissingCellIsNamedWithTheOptionThatFillsIt() {
    List<Object> words = new ArrayList<>(List.of("train", "--data", table));
    words.addAll(List.of("--out", folder.resolve("none")));
    words.addAll(DIALECT);
    CommandLineRun refused = CommandLineRun.of(words.toArray());
    assertThat(refused.exitCode()).isEqualTo(ExitCode.DATA);
    assertThat(refused.err())
        .contains(
            table
                + ": row 9, column 'sepal': 'NA' stands for a missing cell; --missing mean lets"
                + " cells be empty");
  }

  private static Model read(Path folder) throws IOException {
    return ModelFile.read(hadoop(folder.resolve("model.safetensors")), new Configuration());
  }

  private static void write(Model model, Path file) throws IOException {
    ModelFile.write(model, hadoop(file), new Configuration());
  }

  private static org.apache.hadoop.fs.Path hadoop(Path file) {
    return new org.apache.hadoop.fs.Path(file.toString());
  }

  /** Runs a command that succeeds. */
  private static CommandLineRun done(List<Object> options, Object... words) {
    List<Object> all = new ArrayList<>(List.of(words));
    all.addAll(options);
    CommandLineRun done = CommandLineRun.of(all.toArray());
    assertThat(done.exitCode()).as(done.out() + done.err()).isZero();
    return done;
  }
}
