package dev.lockstep.cli.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.lockstep.cli.CommandLineRun;
import dev.lockstep.input.InputScaling;
import dev.lockstep.model.Model;
import dev.lockstep.model.file.ModelFile;
import dev.lockstep.nn.Activation;
import dev.lockstep.nn.Loss;
import dev.lockstep.nn.Network;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is wrong with an {@code --out} is said before Spark starts, which could not start here. */
@Tag("slow")
class OutputPlaceTest {
  private static final String MASTER = "spark.master";
  private static final String UUID = "0a1b2c3d-0a1b-2c3d-4e5f-0a1b2c3d4e5f";
  @TempDir Path folder;
  private Path run;

  @BeforeEach
  void makeARunAndItsData() throws IOException {
    System.setProperty(MASTER, "no master");
    run = Files.createDirectories(folder.resolve("run"));
    Network network =
        new Network(List.of(2, 2), Activation.RELU, Loss.CROSS_ENTROPY, Activation.LINEAR);
    ModelFile.write(
        new Model(network, InputScaling.NONE, List.of("0", "1"), new float[6]),
        new org.apache.hadoop.fs.Path(run.resolve(ModelFile.NAME).toUri()),
        new Configuration());
    Files.writeString(run.resolve("run.json"), "{}");
    Files.writeString(folder.resolve("x.csv"), "1,2\n");
    Files.createDirectories(folder.resolve("parts"));
    Files.writeString(folder.resolve("parts/part-0.csv"), "1,2\n");
    Files.createSymbolicLink(folder.resolve("link.csv"), folder.resolve("x.csv"));
  }

  @AfterEach
  void forgetTheMaster() {
    System.clearProperty(MASTER);
  }

  @ParameterizedTest
  @CsvSource({
    "predict RUN --data D/x.csv --out D/x.csv, is --data",
    "predict RUN --data D/link.csv --out D/x.csv, is --data",
    "predict RUN --data D/x.csv --out D/link.csv, is --data",
    "predict RUN --data D/*.csv --out D/x.csv, is --data",
    "predict RUN --data D/parts --out D/parts, is --data",
    "predict RUN --data D/parts --out D/parts/o.csv, lies within --data",
    "predict RUN --data D/parts/part-0.csv --out D/parts, holds --data",
    "predict RUN --data D/x.csv --out RUN, is the model",
    "predict RUN --data D/x.csv --out RUN/model.safetensors, this file belongs to a run folder",
    "export RUN --format npz --out RUN/model.safetensors, this file belongs to a run folder",
    "export RUN --format npz --out RUN/run.json, this file belongs to a run folder",
    "export RUN/model.safetensors --format csv --out RUN, holds the model",
    "export RUN --format csv --out D, holds the model",
  })
  void whatIsReadIsNotOverwritten(String words, String reason) throws IOException {
    List<String> before = content();
    CommandLineRun command = command(words + " --overwrite");
    assertThat(command.errLines()).singleElement().asString().contains(": " + reason + "; choose");
    assertThat(command.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(content()).isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(strings = {"notes.csv", "layer0.weights.csv", "layer.weight.csv", ".env", "_notes"})
  void aFolderOfOthersFilesIsNotReplaced(String file) throws IOException {
    Path mine = Files.createDirectories(folder.resolve("mine"));
    Files.writeString(mine.resolve(file), "mine");
    Files.writeString(mine.resolve("layer0.weight.csv"), "1\n");
    CommandLineRun export = command("export RUN --format csv --out D/mine --overwrite");
    assertThat(export.err()).contains("it holds " + file + ", which this command does not write");
    assertThat(export.exitCode()).isEqualTo(ExitCode.EXISTS);
    assertThat(mine.resolve(file)).hasContent("mine");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"part-0.csv", "part-00000-mine.csv", ".env", "_notes.txt", "_SUCCESS.txt"})
  void aFolderOfOthersPartsIsNotReplaced(String file) throws IOException {
    Path mine = Files.createDirectories(folder.resolve("mine"));
    for (String ofSpark :
        List.of(
            "_SUCCESS",
            "._SUCCESS.crc",
            "part-00000-" + UUID + "-c000.csv",
            ".part-00000-" + UUID + "-c000.snappy.parquet.crc",
            "part-\u0660\u0660\u0660\u0660\u0660-" + UUID + "-c000.csv")) {
      Files.createFile(mine.resolve(ofSpark));
    }
    Files.delete(run.resolve("run.json")); // It holds nothing of how to read a table.
    String words = "predict RUN --data D/x.csv --out D/mine --overwrite";
    assertThat(command(words).exitCode()).as("Spark's alone").isEqualTo(ExitCode.CLUSTER);
    Files.writeString(mine.resolve(file), "mine");
    CommandLineRun predict = command(words);
    assertThat(predict.err()).contains("it holds " + file + ", which this command does not write");
    assertThat(predict.exitCode()).isEqualTo(ExitCode.EXISTS);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "train --out OUT",
        "predict RUN --data D/x.csv --out OUT",
        "predict RUN --data D/x.csv --submission --out OUT",
        "export RUN --format npz --out OUT",
        "export RUN --format csv --out OUT",
      })
  void oneCauseHasOneAnswer(String words) throws Exception {
    Files.createSymbolicLink(folder.resolve("astray"), folder.resolve("nowhere"));
    assertThat(new ProcessBuilder("mkfifo", folder + "/pipe").start().waitFor()).isZero();
    Files.writeString(folder.resolve("other"), "1\n");
    List<String> before = content();
    String overwrite = words.startsWith("train") ? "" : " --overwrite";
    String file = folder + "/other";
    assertAnswer(words, file, ExitCode.EXISTS, file + ": already exists; choose another, or re");
    assertAnswer(
        words + overwrite,
        folder + "/astray",
        ExitCode.EXISTS,
        "already exists; choose another, or remove it: it is a link that leads nowhere");
    for (String special : List.of("/dev/null", folder + "/pipe")) {
      assertAnswer(
          words + overwrite,
          special,
          ExitCode.EXISTS,
          special + ": already exists; choose another, or remove it: it is neither a file nor");
    }
    assertAnswer(words, file + "/a/b", ExitCode.USAGE, file + " is not a folder (see ");
    String longName = folder + "/" + "n".repeat(300);
    assertAnswer(
        words, longName, ExitCode.CLUSTER, longName + ": cannot be written: File name too long");
    assertThat(command(words.replace("OUT", ".")).err()).contains("--out .: ");
    assertThat(content()).isEqualTo(before);
  }

  @Test
  void whereNothingCanBeMadeIsSaidInOneLine() {
    assumeThat(Path.of("/proc/self")).exists();
    for (String words :
        List.of(
            "train --out /proc/x",
            "predict RUN --data D/x.csv --out /proc/x",
            "predict RUN --data D/x.csv --out /proc/x.csv",
            "export RUN --format npz --out /proc/x")) {
      CommandLineRun command = command(words);
      assertThat(command.errLines()).singleElement().asString().contains(": cannot be written: ");
      assertThat(command.exitCode()).isEqualTo(ExitCode.CLUSTER);
    }
  }

  @ParameterizedTest
  @CsvSource({"a:b.onnx", "a:b.npz", "c:d/a:b.npz", "a:b/"})
  void aColonInANameMarksNoFileSystem(String name) {
    String format = name.endsWith("/") ? " --format csv" : "";
    CommandLineRun export = command("export RUN --out D/out/" + name + format);
    assertThat(export.errLines()).isEmpty();
    assertThat(folder.resolve("out").resolve(name)).exists();
  }

  @Test
  void twoSlashesAreReadAsOneAndAnotherHostsFileIsRefused() {
    assertThat(command("export RUN --format npz --out /D/o.npz").err()).isEmpty();
    assertThat(folder.resolve("o.npz")).isRegularFile();
    for (String words :
        List.of(
            "inspect URL",
            "train --data URL",
            "train --out URL",
            "evaluate URL",
            "predict RUN --data URL --out D/o",
            "export RUN --format npz --out URL")) {
      CommandLineRun command = command(words.replace("URL", "file://host/x"));
      assertThat(command.errLines())
          .singleElement()
          .asString()
          .contains("'file://host/x' is a file of the host host; one here is file:///PATH");
      assertThat(command.exitCode()).isEqualTo(ExitCode.USAGE);
    }
  }

  private void assertAnswer(String words, String out, int exitCode, String line) {
    CommandLineRun command = command(words.replace("OUT", out));
    assertThat(command.errLines()).singleElement().asString().contains(line);
    assertThat(command.exitCode()).isEqualTo(exitCode);
  }

  private CommandLineRun command(String words) {
    return CommandLineRun.of(
        Arrays.stream(words.split(" "))
            .map(word -> word.replace("RUN", run.toString()).replace("D/", folder + "/"))
            .map(word -> word.equals("D") ? folder.toString() : word)
            .toArray());
  }

  private List<String> content() throws IOException {
    List<String> content = new ArrayList<>();
    try (Stream<Path> tree = Files.walk(folder)) {
      for (Path path : tree.sorted().toList()) {
        content.add(path + (Files.isRegularFile(path) ? " " + Files.size(path) : ""));
      }
    }
    return content;
  }
}
