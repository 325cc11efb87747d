package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.cli.shell.ExitCode;
import dev.lockstep.cli.shell.Session;
import dev.lockstep.testing.LocalSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.util.VersionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Exit code 2: one line, which names the option and what would be right. */
class WrongCommandLineTest {
  @RegisterExtension static final LocalSpark SPARK = LocalSpark.openedBy(Session::open);

  private static final String SEE_TRAIN = " (see lockstep train --help)";
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--epoch 3            | unknown option '--epoch'; did you mean --epochs?",
        "surplus              | unexpected argument 'surplus'",
        "@missing.conf        | no such argument file: missing.conf",
        "--epochs -1          | --epochs must be 0 or more: -1",
        "--epochs             | Missing required parameter for option '--epochs' (<epochs>)",
        "--epochs two         | Invalid value for option '--epochs': 'two' is not an int",
        "--learning-rate -0.1 | --learning-rate must be positive: -0.1",
        "--learning-rate NaN  | --learning-rate must be finite: NaN",
        "--batch 0            | --batch must be 1 or more: 0",
        "--batch few | Invalid value for option '--batch': 'few' is not a number of examples, or all",
        "--shards 0           | --shards must be 1 or more: 0",
        "--partitions 0       | --partitions must be 1 or more: 0",
        "--warmup -1          | --warmup must not be negative: -1",
        "--clip-norm 0        | --clip-norm must be positive: 0.0",
        "--clip-value NaN     | --clip-value must be positive: NaN",
        "--init-scale 0       | --init-scale must be positive: 0.0",
        "--init-scale 1e-50   | Invalid value for option '--init-scale': '1e-50' is too small for a float",
        "--clip-norm 1e50     | Invalid value for option '--clip-norm': '1e50' is too large for a float",
        "--weight-decay -1    | --weight-decay must not be negative: -1.0",
        "--dropout 1          | --dropout must be 0 or more and below 1: 1.0",
        "--dropout NaN        | --dropout must be 0 or more and below 1: NaN",
        "--label-smoothing -1 | --label-smoothing must be 0 or more and below 1: -1.0",
        "--l1 -1              | --l1 must be 0 or more, and finite: -1.0",
        "--l2 Infinity        | --l2 must be 0 or more, and finite: Infinity",
        "--class-weights 1,-2 | Invalid value for option '--class-weights':"
            + " '-2' is not a class's weight, a positive number, or balanced",
        "--class-weights even | Invalid value for option '--class-weights':"
            + " 'even' is not a class's weight, a positive number, or balanced",
        "--momentum 0.5       | --momentum goes with --optimizer sgd",
        "--nesterov           | --nesterov goes with --optimizer sgd",
        "--optimizer sgd --momentum 1.5 | --momentum must be at least 0 and below 1: 1.5",
        "--optimizer sgd --momentum 0 --nesterov | --nesterov needs a positive --momentum: 0.0",
        "--output-activation tanh |"
            + " --output-activation goes with --loss mse or huber; cross-entropy has the softmax",
        "--loss hinge  | Invalid value for option '--loss':"
            + " 'hinge' is not one of cross-entropy, mse, huber, absolute, quantile, poisson",
        "--delta 1 | --delta goes with --loss huber",
        "--loss mse --delta 0.5 | --delta goes with --loss huber",
        "--loss huber --delta 0 | --delta must be positive: 0.0",
        "--loss huber --delta -1 | --delta must be positive: -1.0",
        "--loss huber --delta NaN | --delta must be finite: NaN",
        "--loss huber --delta 1e39 | Invalid value for option '--delta': '1e39' is too large for a float",
        "--init zero   | Invalid value for option '--init': 'zero' is not one of he, xavier, uniform",
        "--optimizer lbfg | Invalid value for option '--optimizer': 'lbfg' is not one of adamw, sgd, lbfgs",
        "--activation swish | Invalid value for option '--activation':"
            + " 'swish' is not one of relu, leaky-relu, tanh, sigmoid, silu, elu, gelu, linear",
        "--schedule onecycle | Invalid value for option '--schedule':"
            + " 'onecycle' is not one of constant, cosine, one-cycle, step",
        "--data http://a/b.csv | Invalid value for option '--data':"
            + " 'http://a/b.csv' is on the Web: download it, and name the file",
        "--out= | Invalid value for option '--out': '' is not a path:"
            + " Can not create a Path from an empty string",
      })
  void trainNamesTheWrongOption(String options, String line) {
    assertRefused(CommandLineRun.of((Object[]) ("train " + options).split(" ")), line + SEE_TRAIN);
  }

  @ParameterizedTest
  @CsvSource({"0", "-3", "wide", "99999999999", "3000000000", "''"})
  void aHiddenLayersWidthIsAPositiveInt(String width) {
    assertRefused(
        CommandLineRun.of("train", "--hidden", "16," + width),
        "Invalid value for option '--hidden': '"
            + width
            + "' is not a layer's width (1 to 2147483647)"
            + SEE_TRAIN);
  }

  @Test
  void aNetworkTooLargeForAnArrayIsRefusedBeforeTheDataAreRead() {
    assertRefused(
        CommandLineRun.of("train", "--hidden", 3_000_000, "--out", folder.resolve("run")),
        "a network of 2355000000 parameters or more is too large: [784, 3000000, 2]" + SEE_TRAIN);
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void anUnknownCommandIsAnsweredWithTheNearOne() {
    assertRefused(
        CommandLineRun.of("trian"),
        "unknown command 'trian'; did you mean train? (see lockstep --help)");
    assertRefused(
        CommandLineRun.of("--verbos"),
        "unknown option '--verbos'; did you mean --verbose? (see lockstep --help)");
  }

  @Test
  void whatIsMissingIsNamed() {
    assertRefused(
        CommandLineRun.of("evaluate"),
        "Missing required parameter: 'MODEL' (see lockstep evaluate --help)");
    assertRefused(
        CommandLineRun.of("fetch", "imagenet"),
        "'imagenet' is not a data set to fetch: mnist or fashion-mnist (see lockstep fetch --help)");
  }

  @Test
  void aRunFolderThatExistsIsLeftAsItIs() throws IOException {
    Path run = Files.createDirectory(folder.resolve("run"));
    Files.writeString(run.resolve("run.json"), "old");
    CommandLineRun refused = CommandLineRun.of("train", "--out", run);
    assertThat(refused.errLines())
        .containsExactly(
            "lockstep: --out " + run + ": already exists; choose another, or go on with --resume");
    assertThat(refused.exitCode()).isEqualTo(ExitCode.EXISTS);
    assertThat(run.resolve("run.json")).hasContent("old");
    assertThat(run.toFile().list()).containsExactly("run.json");
  }

  @Test
  void aRunFolderThatCannotBeMadeIsFoundBeforeTheDataAreRead() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "old");
    assertRefused(
        CommandLineRun.of("train", "--data", folder.resolve("none"), "--out", file.resolve("a/b")),
        "--out " + file + "/a/b: " + file + " is not a folder" + SEE_TRAIN);
    assertThat(file).hasContent("old");
  }

  @Test
  void anUnknownFileSystemIsFoundBeforeTheDataAreRead() {
    for (String option : List.of("--out", "--data", "--test-data", "--from")) {
      assertRefused(
          CommandLineRun.of("train", option, "gopher://run/x.csv"),
          "no file system reads gopher://");
      assertRefused(
          CommandLineRun.of("train", option, "s3a://bucket/x.csv"),
          "s3a:// needs a connector that this Spark lacks: add --packages"
              + " org.apache.hadoop:hadoop-aws:"
              + VersionInfo.getVersion()
              + " before the command");
    }
  }

  @Test
  void anArgumentFileThatIsAFolderIsNamed() {
    assertRefused(
        CommandLineRun.of("train", "@" + folder),
        "the argument file cannot be read: " + folder + " (Is a directory)");
  }

  @Test
  void helpAndVersionAreNoMistakes() {
    CommandLineRun nothing = CommandLineRun.of();
    assertThat(nothing).isEqualTo(CommandLineRun.of("--help"));
    assertThat(nothing.exitCode()).isZero();
    assertThat(nothing.err()).isEmpty();
    assertThat(nothing.out()).contains("train", "evaluate", "inspect", "fetch");
    assertThat(CommandLineRun.of("--version").out()).startsWith("lockstep ");
    assertThat(CommandLineRun.of("train", "--help").out())
        .contains("Activation of the hidden layers: relu, leaky-relu,")
        .contains("Schedule of the learning rate: constant, cosine,");
  }

  @Test
  void onlyVerboseAddsTheStackTrace() {
    CommandLineRun run = CommandLineRun.of("train", "--epochs", -1, "--verbose");
    assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(run.errLines().get(0))
        .isEqualTo("lockstep: --epochs must be 0 or more: -1" + SEE_TRAIN);
    assertThat(run.err()).containsOnlyOnce("ParameterException").contains("\tat dev.lockstep.");
  }

  private static void assertRefused(CommandLineRun run, String line) {
    assertThat(run.errLines()).containsExactly("lockstep: " + line);
    assertThat(run.out()).isEmpty();
    assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
  }
}
