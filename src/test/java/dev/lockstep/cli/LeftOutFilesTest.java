package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.testing.IdxFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Every command that reads data names, once, the files beside them that it does not read. */
@Tag("slow")
class LeftOutFilesTest extends TableCommands {

  @Test
  void everyCommandNamesTheFilesOfOtherKindsOnce() throws IOException {
    Path mix = folder.resolve("mix");
    flowers(mix.resolve("a.csv"), 1, 60);
    for (String other : List.of("b.csv.bz2", "c.csv.zst", "d.tsv", "e.csv.zip", "_SUCCESS", ".x")) {
      Files.writeString(mix.resolve(other), "kind,petal\n");
    }
    String warning =
        "lockstep: warning: "
            + mix
            + ": left out, for their names are not those of CSV files: b.csv.bz2, c.csv.zst, d.tsv,"
            + " e.csv.zip";
    assertWarns(warning, "train", "--data", mix, "--label", "kind", "--epochs", 1, "--out", run());
    assertWarns(warning, "evaluate", run(), "--data", mix);
    assertWarns(warning, "verify", run());
    assertWarns(warning, "inspect", mix, "--label", "kind");
    assertWarns(
        warning, "predict", run(), "--data", mix, "--label", "kind", "--out", folder + "/p.csv");
    Files.writeString(mix.resolve("f.txt"), "");
    Files.writeString(mix.resolve("g.txt"), "");
    assertWarns(
        warning.replace(mix.toString(), mix + "/*") + ", f.txt and 1 other",
        "inspect",
        mix + "/*",
        "--label",
        "kind");
  }

  @Test
  void whatLiesBesideTheSetsIsNamed() throws IOException {
    Path sets = folder.resolve("sets");
    flowers(sets.resolve("train.csv"), 1, 60);
    flowers(sets.resolve("val.csv"), 2, 30);
    flowers(sets.resolve("more/extra.csv"), 3, 30);
    Files.writeString(sets.resolve("test.csv"), "sepal,petal\n1,2\n");
    String line = "lockstep: warning: " + sets + ": left out beside train.csv";
    assertWarns(
        line + ": more/, test.csv (it has no labels), val.csv", "inspect", sets, "--label", "kind");
    flowers(sets.resolve("test.csv"), 4, 30);
    assertWarns(
        line + " and test.csv: more/, val.csv",
        "train",
        "--data",
        sets,
        "--label",
        "kind",
        "--epochs",
        1,
        "--out",
        run());
    assertWarns(
        line + " and test.csv: more/, val.csv",
        "predict",
        run(),
        "--data",
        sets,
        "--out",
        folder + "/p.csv");
  }

  @Test
  void filesOfSeveralPlacesAreNamedWithThem() throws IOException {
    List<String> rows = new ArrayList<>();
    for (String day : List.of("a", "b")) {
      Path part = flowers(folder.resolve(day).resolve("x.csv"), day.charAt(0), 60);
      rows.addAll(Files.readAllLines(part).subList(rows.isEmpty() ? 0 : 1, 61));
      Files.writeString(folder.resolve(day).resolve("README.md"), "");
    }
    Path whole = Files.write(folder.resolve("whole.csv"), rows);
    train("run", "--data", whole, "--label", "kind");
    Path a = folder.resolve("a");
    Path b = folder.resolve("b");
    assertWarns(
        "lockstep: warning: "
            + (a + " and " + b + ": left out, for their names are not those of CSV files: ")
            + (a + "/README.md, " + b + "/README.md"),
        "verify",
        run(),
        "--data",
        a,
        "--data",
        b);
  }

  @Test
  void whatLiesBesideFilesOfIdxIsNamed() throws IOException {
    Path idx = IdxFixture.writeDigits(folder.resolve("idx"), 60, 20);
    Files.writeString(idx.resolve("more.tsv"), "");
    assertWarns(
        "lockstep: warning: "
            + idx
            + ": left out, for their names are not those of IDX files: more.tsv",
        "inspect",
        idx);
  }

  private Path run() {
    return folder.resolve("run");
  }

  private static void assertWarns(String warning, Object... args) {
    CommandLineRun run = CommandLineRun.of(args);
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.errLines())
        .filteredOn(line -> line.contains("warning"))
        .containsExactly(warning);
  }
}
