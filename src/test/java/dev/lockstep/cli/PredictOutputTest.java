package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.cli.shell.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Where predictions go, and what they may replace. */
@Tag("slow")
class PredictOutputTest extends PredictedDigits {
  @Test
  void aFolderIsScoredInParts() throws IOException {
    writeCsv("in/one.csv", true, false);
    writeCsv("in/two.csv", true, false);
    Path out = folder.resolve("parts");
    assertDone(predict(folder.resolve("in"), out));
    SparkSession spark = SparkSession.builder().getOrCreate();
    List<String> scored =
        spark.read().option("header", true).csv(out.toString()).collectAsList().stream()
            .map(row -> row.getString(0))
            .toList();
    List<String> twice = Stream.concat(expected.stream(), expected.stream()).toList();
    assertThat(scored).containsExactlyInAnyOrderElementsOf(twice);
    List<String> lines = predictFile(folder.resolve("in"));
    assertThat(unquoted(lines.subList(1, lines.size()))).isEqualTo(twice);
    CommandLineRun again = predict(folder.resolve("in"), out);
    assertThat(again.exitCode()).isEqualTo(ExitCode.EXISTS);
    assertThat(again.err())
        .contains(
            "--out " + out + ": already exists; choose another, or replace it with --overwrite");
  }

  @Test
  void anOverwrittenResultIsTheNewOneAndAFailureLeavesTheOld() throws IOException {
    Path csv = writeCsv("digits.csv", true, true);
    Path wrong = Files.writeString(folder.resolve("wrong.csv"), Files.readString(csv) + "1,2\n");
    Path one = folder.resolve("one.csv");
    Path parts = folder.resolve("parts");
    for (Path out : List.of(one, parts)) {
      assertDone(predict(csv, out));
      List<String> first = contents(out);
      CommandLineRun refused = predict(csv, out);
      assertThat(refused.exitCode()).isEqualTo(ExitCode.EXISTS);
      assertThat(refused.errLines())
          .containsExactly(
              "lockstep: --out "
                  + out
                  + ": already exists; choose another, or replace it with --overwrite");
      assertThat(predict(wrong, out, "--overwrite").exitCode()).isEqualTo(ExitCode.DATA);
      assertThat(contents(out)).isEqualTo(first);
      assertDone(predict(csv, out, "--overwrite", "--probabilities"));
      assertThat(contents(out)).isNotEqualTo(first).first().asString().contains("probability_");
    }
    assertThat(folder.toFile().list())
        .as("nothing hidden is left")
        .noneMatch(name -> name.startsWith(".") && !name.endsWith(".crc"));
  }

  @Test
  void onlyPredictionsAreOverwritten() throws IOException {
    Path csv = writeCsv("digits.csv", true, true);
    Path other = Files.createDirectories(folder.resolve("other"));
    Files.writeString(other.resolve("notes.txt"), "mine");
    CommandLineRun refused = predict(csv, other, "--overwrite");
    assertThat(refused.exitCode()).isEqualTo(ExitCode.EXISTS);
    assertThat(refused.errLines())
        .containsExactly(
            "lockstep: --out "
                + other
                + ": already exists; choose another, or remove it: it holds notes.txt,"
                + " which this command does not write");
    assertThat(other.resolve("notes.txt")).hasContent("mine");
    Path folderCsv = Files.createDirectories(folder.resolve("folder.csv"));
    assertThat(predict(csv, folderCsv, "--overwrite").exitCode()).isEqualTo(ExitCode.EXISTS);
  }

  private static List<String> contents(Path out) throws IOException {
    if (Files.isRegularFile(out)) {
      return Files.readAllLines(out);
    }
    List<String> lines = new ArrayList<>();
    try (Stream<Path> files = Files.list(out)) {
      for (Path part : files.filter(f -> f.toString().endsWith(".csv")).sorted().toList()) {
        lines.addAll(Files.readAllLines(part));
      }
    }
    return lines;
  }
}
