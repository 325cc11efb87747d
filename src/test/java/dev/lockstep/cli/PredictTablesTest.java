package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.testing.IdxFixture;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The same rows of CSV give the same predictions to the bit, in any form. */
@Tag("slow")
class PredictTablesTest extends ScoredTables {
  /** An executor has the locale of its machine; Spark would write the digits of parts in its. */
  @Test
  void partsHaveTheSameNamesInEveryLocale() throws IOException {
    Path rows = folder.resolve("rows.csv");
    Files.writeString(rows, HEADER + "\n1,2,3,4,5\n");
    Path out = folder.resolve("out");
    Locale before = Locale.getDefault();
    Locale.setDefault(new Locale("ar", "EG"));
    try {
      CommandLineRun run =
          CommandLineRun.of("predict", model, "--data", rows, "--out", out, "--format", "csv");
      assertThat(run.exitCode()).as(run.err()).isZero();
    } finally {
      Locale.setDefault(before);
    }
    try (Stream<Path> files = Files.list(out)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .anyMatch(name -> name.matches("part-00000-.*\\.csv"))
          .allMatch(name -> name.matches("\\p{ASCII}+"));
    }
  }

  @Test
  void csvIsReadAsTrainingReadsIt() throws IOException {
    List<String> lines = lines();
    String text = String.join("\n", lines);
    assertScored(write("plain.csv", HEADER + "\n" + text));
    assertScored(write("bare.csv", text));
    assertScored(write("crlf.csv", "\ufeff" + HEADER + "\r\n" + String.join("\r\n", lines)));
    String quoted = "\"" + HEADER + "\n" + text;
    assertScored(write("quoted.csv", quoted.replaceAll("[,\n]", "\"$0\"") + "\""));
    assertScored(
        write("spaces.csv", (HEADER + "\n" + String.join("\n\n", lines)).replace(",", ", ")));
    Path gz = folder.resolve("a.csv.gz");
    Files.write(gz, IdxFixture.gzip((HEADER + "\n" + text).getBytes(StandardCharsets.UTF_8)));
    assertScored(gz);
  }

  @Test
  void labelsMayBeThereOrNot() throws IOException {
    String first = lines().stream().map(line -> "3," + line).collect(Collectors.joining("\n"));
    assertScored(write("label.csv", "label," + HEADER + "\n" + first));
    assertScored(write("bare.csv", first));
    String last = lines().stream().map(line -> line + ",no").collect(Collectors.joining("\n"));
    assertScored(write("kind.csv", HEADER + ",kind\n" + last), "--label", "kind");
    assertScored(write("text.csv", HEADER + ",kind\n" + last));
  }

  @Test
  void columnsOfTextAreKept() throws IOException {
    List<String> lines = lines();
    String text =
        IntStream.range(0, ROWS)
            .mapToObj(i -> "\"n, " + i + "\"," + lines.get(i) + "," + i)
            .collect(Collectors.joining("\n"));
    Path csv = write("named.csv", "name," + HEADER + ",id\n" + text);
    List<String> scored = predict(csv, "--keep", "name,id");
    assertThat(scored.get(0)).startsWith("name,id,prediction,probability_a,probability_A,");
    for (int i = 0; i < ROWS; i++) {
      assertThat(scored.get(i + 1)).isEqualTo("\"n, " + i + "\"," + i + "," + expected.get(i));
    }
  }

  @Test
  void filesAreInTheOrderOfTheirNames() throws IOException {
    List<String> lines = lines();
    write("in/b.csv", HEADER + "\n" + String.join("\n", lines.subList(100, 350)));
    write("in/a.csv", HEADER + "\n" + String.join("\n", lines.subList(0, 100)));
    write("in/c.csv", HEADER + "\n" + String.join("\n", lines.subList(350, ROWS)));
    write("in/_SUCCESS", "");
    write("in/README.md", "no data");
    assertScored(folder.resolve("in"));
    assertScored(folder.resolve("in/*.csv"));
  }

  /** As Kaggle's folders are: the test set has no labels. */
  @Test
  void ofAFolderWithATrainingSetTheTestSetIsScored() throws IOException {
    write("kaggle/train.csv", "label," + HEADER + "\n1,1,2,3,4,5\n");
    write("kaggle/test.csv", HEADER + "\n" + String.join("\n", lines()));
    assertScored(folder.resolve("kaggle"));
  }
}
