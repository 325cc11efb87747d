package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.cli.shell.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Tables that train refuses, each in one line. */
@Tag("slow")
class TableRefusalsTest extends TableCommands {
  @Test
  void amountsAreNoClassesUnlessTheUserSaysSo() throws IOException {
    Path prices = labels("prices.csv", 600, i -> i / 4.0 + "");
    String advice =
        ": these are hardly classes; --label names another column, --task classification takes"
            + " them for classes all the same, --task regression predicts numbers";
    train("prices", "--data", prices);
    assertThat(record("prices").at("/data/read/targetNames").toString()).isEqualTo("[\"label\"]");
    Path counts = labels("counts.csv", 600, i -> i + "");
    assertThat(refusal(counts))
        .isEqualTo(
            "lockstep: "
                + counts
                + ": column 'label' has 600 different labels in 600 rows"
                + advice);
    Path names = labels("names.csv", 100, i -> "n" + i % 60);
    assertThat(refusal(names))
        .isEqualTo(
            "lockstep: " + names + ": column 'label' has 60 different labels in 100 rows" + advice);
    Path missing = labels("missing.csv", 600, i -> i == 301 ? "NA" : i / 4.0 + "");
    assertThat(refusal(missing))
        .isEqualTo(
            "lockstep: "
                + missing
                + ": row 303, column 'label': 'NA' is not a number, but nearly all others are, and"
                + " not whole ones"
                + advice);
    Path grades = labels("grades.csv", 300, i -> i % 3 / 2.0 + "");
    // In time: a table of few rows, whole numbers that are written with a point.
    train("few", "--data", labels("few.csv", 20, i -> "n" + i % 12));
    train("whole", "--data", labels("whole.csv", 40, i -> i % 2 + 1.0 + ""));
    train("grades", "--data", grades, "--task", "classification");
    assertThat(record("grades").at("/data/read/classNames").toString())
        .isEqualTo("[\"0\",\"0.5\",\"1\"]");
    CommandLineRun verified =
        CommandLineRun.of("verify", folder.resolve("grades"), "--epochs-only", 1);
    assertThat(verified.exitCode()).as(verified.err()).isZero();
    CommandLineRun inspection = CommandLineRun.of("inspect", prices);
    assertThat(inspection.outAfter("numbers to predict: ")).isEqualTo("label from 0.0 to 149.75");
  }

  private String refusal(Path table) {
    CommandLineRun run =
        CommandLineRun.of("train", "--data", table, "--out", folder.resolve("refused"));
    assertThat(run.exitCode()).isEqualTo(ExitCode.DATA);
    assertThat(run.errLines()).hasSize(1);
    return run.errLines().get(0);
  }

  private Path labels(String name, int rows, IntFunction<String> label) throws IOException {
    List<String> lines = new ArrayList<>(List.of("x,label"));
    for (int i = 0; i < rows; i++) {
      lines.add(i % 7 + "," + label.apply(i));
    }
    return Files.write(folder.resolve(name), lines);
  }

  @Test
  void aWrongTableIsExitCode3AndOneLine() throws IOException {
    Path table = flowers(folder.resolve("flowers.csv"), 1, 30);
    Files.writeString(table, Files.readString(table).replaceFirst("\n([0-9.]+),", "\n?,"));
    CommandLineRun run =
        CommandLineRun.of(
            "train", "--data", table, "--label", "kind", "--out", folder.resolve("a"));
    assertThat(run.errLines())
        .filteredOn(line -> !line.startsWith("reading "))
        .containsExactly(
            "lockstep: "
                + table
                + ": row 2, column 'sepal': '?' is not a number; --null makes it a missing cell,"
                + " --categorical sepal takes all cells for categories, --exclude sepal leaves it out");
    assertThat(run.exitCode()).isEqualTo(ExitCode.DATA);
    assertThat(folder.resolve("a")).doesNotExist();
  }

  @Test
  void aTestSetOfOtherColumnsOrLabelsIsRefused() throws IOException {
    Path table = flowers(folder.resolve("train.csv"), 1, 30);
    Path test = folder.resolve("other.csv");
    Files.writeString(test, "petal,stem,kind\n1,2,setosa\n");
    assertThat(refusal(table, test))
        .isEqualTo(
            "lockstep: "
                + test
                + ": has no feature column 'sepal', which "
                + table
                + " has, but 'stem'");
    Files.writeString(test, "sepal,petal,kind\n1,2,rose\n");
    assertThat(refusal(table, test))
        .isEqualTo(
            "lockstep: "
                + test
                + ": row 2, column 'kind': label 'rose' is not one of the 3 that training has seen:"
                + " setosa, versicolor, virginica");
  }

  private String refusal(Path table, Path test) {
    CommandLineRun run =
        CommandLineRun.of(
            "train",
            "--data",
            table,
            "--test-data",
            test,
            "--label",
            "kind",
            "--out",
            folder.resolve("a"));
    assertThat(run.exitCode()).isEqualTo(ExitCode.DATA);
    assertThat(run.errLines()).hasSize(1);
    return run.errLines().get(0);
  }
}
