package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.cli.shell.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Classes that a person names. */
@Tag("slow")
class FixedClassesTest extends TableCommands {
  private static final String KIND = "--label=kind";
  private static final String KINDS_AND_ROSE = String.join(",", KINDS) + ",rose";

  @Test
  void theirOrderDoesNotMatterWhereAllOccur() throws IOException {
    Path table = flowers(folder.resolve("a.csv"), 1, 90);
    JsonNode plain = train("plain", "--data", table, KIND);
    JsonNode fixed =
        train("fixed", "--data", table, KIND, "--classes", "virginica, setosa,\"versicolor\"");
    assertThat(fixed.get("weightsSha256")).isEqualTo(plain.get("weightsSha256"));
    assertThat(fixed.at("/data/read/classNames")).isEqualTo(plain.at("/data/read/classNames"));
    assertThat(fixed.at("/data/read/fixedClasses").asBoolean()).isTrue();
    assertThat(plain.at("/data/read").has("fixedClasses")).isFalse();
  }

  @Test
  void aClassThatDoesNotOccurKeepsItsPlace() throws IOException {
    Path table = flowers(folder.resolve("a.csv"), 1, 90);
    JsonNode run = train("run", "--data", table, KIND, "--classes", KINDS_AND_ROSE);
    assertThat(run.at("/data/read/classNames").toString())
        .isEqualTo("[\"rose\",\"setosa\",\"versicolor\",\"virginica\"]");
    assertThat(run.at("/recipe/sizes").toString()).endsWith(",4]");
    Path folderOfRun = folder.resolve("run");
    CommandLineRun verify = CommandLineRun.of("verify", folderOfRun);
    assertThat(verify.exitCode()).as(verify.out() + verify.err()).isZero();
    CommandLineRun again =
        CommandLineRun.of("train", "--resume", "--out", folderOfRun, "--epochs", 2, "--shards", 3);
    assertThat(again.exitCode()).as(again.err()).isZero();
    CommandLineRun evaluate = CommandLineRun.of("evaluate", folderOfRun);
    assertThat(evaluate.exitCode()).as(evaluate.err()).isZero();
  }

  @Test
  void anotherLabelIsRefusedWithItsFileRowAndValue() throws IOException {
    Path table = flowers(folder.resolve("a.csv"), 1, 90);
    CommandLineRun run =
        CommandLineRun.of(
            "train",
            "--data",
            table,
            KIND,
            "--out",
            folder.resolve("x"),
            "--classes",
            "setosa,rose");
    assertThat(run.exitCode()).isEqualTo(ExitCode.DATA);
    assertThat(run.err())
        .isEqualTo(
            "lockstep: "
                + table
                + ": row 3, column 'kind': label 'virginica' is not one of the 2 classes: rose, setosa\n");
    assertThat(folder.resolve("x")).doesNotExist();
  }

  @Test
  void namedClassesMayLookLikeAmountsAndNumbersAreOneInEveryForm() throws IOException {
    Path table = folder.resolve("a.csv");
    StringBuilder rows = new StringBuilder("x,label\n");
    for (int i = 0; i < 60; i++) {
      rows.append(i).append(i % 2 == 0 ? ",0.5\n" : ",1.0\n");
    }
    Files.writeString(table, rows);
    JsonNode run = train("run", "--data", table, "--classes", "1,2,0.50");
    assertThat(run.at("/data/read/classNames").toString()).isEqualTo("[\"0.5\",\"1\",\"2\"]");
  }

  @Test
  void aWeightThatIsMissingIsAnErrorAsEver() throws IOException {
    Path table = flowers(folder.resolve("a.csv"), 1, 30);
    CommandLineRun run =
        CommandLineRun.of(
            "train", "--data", table, KIND, "--weight", "w", "--classes", KINDS_AND_ROSE);
    assertThat(run.exitCode()).isEqualTo(ExitCode.DATA);
    assertThat(run.err()).contains("has no column 'w'");
  }

  @Test
  void wrongNamesAreRefusedBeforeAnythingIsRead() {
    for (List<String> wrong :
        List.of(
            List.of("a", "there must be two classes or more"),
            List.of("a,b,a", "two classes are 'a'"),
            List.of("1,2,1.0", "two classes are '1'"),
            List.of("a,,b", "a class has no name"),
            List.of("a,\"b", "'a,\"b'"))) {
      CommandLineRun run = CommandLineRun.of("train", "--data", "none", "--classes", wrong.get(0));
      assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.USAGE);
      assertThat(run.err()).contains("--classes").contains(wrong.get(1));
    }
  }

  @Test
  void dataWithClassesOfTheirOwnTakeNoNames() {
    CommandLineRun run =
        CommandLineRun.of(
            "train", "--data", "digits", "--out", folder.resolve("x"), "--classes", "0,1");
    assertThat(run.exitCode()).isEqualTo(ExitCode.DATA);
    assertThat(run.err()).contains("digits: has classes of its own: --classes is for tables");
  }

  @Test
  void aRunIsVerifiedOnDataThatLieInSeveralPlacesNow() throws IOException {
    Path table = flowers(folder.resolve("all.csv"), 1, 90);
    train("run", "--data", table, KIND, "--classes", KINDS_AND_ROSE);
    List<String> lines = Files.readAllLines(table);
    Path one = Files.write(folder.resolve("one.csv"), lines.subList(0, 40));
    List<String> rest = new ArrayList<>(lines.subList(40, lines.size()));
    rest.add(0, lines.get(0));
    Path two = Files.write(folder.resolve("two.csv"), rest);
    CommandLineRun verify =
        CommandLineRun.of("verify", folder.resolve("run"), "--data", two, "--data", one);
    assertThat(verify.exitCode()).as(verify.out() + verify.err()).isZero();
  }
}
