package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.cli.shell.ExitCode;
import dev.lockstep.cli.shell.Session;
import dev.lockstep.report.page.PageReader;
import dev.lockstep.testing.IdxFixture;
import dev.lockstep.testing.LocalSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The pages of real runs. */
@Tag("slow")
class ReportCommandTest {
  @RegisterExtension static final LocalSpark SPARK = LocalSpark.openedBy(Session::open);

  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir static Path home;
  private static Path data;
  private static Path run;
  @TempDir Path folder;

  @BeforeAll
  static void trainOnce() throws IOException {
    data = IdxFixture.writeDigits(home.resolve("few"), 300, 100);
    run = home.resolve("first");
    train(run, "--validation", 0.2, "--early-stopping", 2);
  }

  @Test
  void thePageHasTheNumbersOfTheRecord() throws Exception {
    PageReader page = page(run);
    JsonNode record = JSON.readTree(run.resolve("run.json").toFile());
    double accuracy = record.at("/test/accuracy").asDouble();
    assertThat(page.text("//dl/div[dt='Test accuracy']/dd"))
        .startsWith(String.format(Locale.ROOT, "%.2f%%", 100 * accuracy));
    List<List<String>> matrix =
        page.rows("Confusion matrix: actual classes down, predicted classes across");
    for (int a = 0; a < 10; a++) {
      for (int p = 0; p < 10; p++) {
        int count = record.at("/test/confusion/" + a + "/" + p).asInt();
        assertThat(matrix.get(a).get(p + 1)).isEqualTo(count == 0 ? "" : "" + count);
      }
    }
    assertThat(page.rows("Hashes").get(0).get(1))
        .isEqualTo(record.get("weightsSha256").textValue());
    int wrong = 100 - (int) Math.round(100 * accuracy);
    assertThat(page.texts("//ul[@class='gallery']/li/img")).hasSize(Math.min(24, wrong));
    assertThat(Files.size(run.resolve("report.html"))).isLessThan(1_500_000);
  }

  @Test
  void thePageIsMadeAnewFromTheFolderAlone() throws IOException {
    Path copy = copy(run, folder.resolve("first"));
    String before = Files.readString(copy.resolve("report.html"));
    Files.delete(copy.resolve("report.html"));
    CommandLineRun report = CommandLineRun.of("report", copy);
    assertThat(report.exitCode()).as(report.err()).isZero();
    assertThat(copy.resolve("report.html")).hasContent(before);
    assertThat(CommandLineRun.of("report", copy).exitCode()).as("once more").isZero();
  }

  @Test
  void aPageAndItsMistakesChangeNoModelAndMayBeLeftOut() throws Exception {
    Path bare = folder.resolve("bare");
    train(bare, "--validation", 0.2, "--early-stopping", 2, "--report", "none", "--partitions", 1);
    assertThat(bare.toFile().list())
        .containsExactlyInAnyOrder("model.safetensors", "run.json", "metrics.jsonl", "metrics.csv");
    assertThat(bare.resolve("model.safetensors"))
        .hasSameBinaryContentAs(run.resolve("model.safetensors"));
    assertThat(CommandLineRun.of("report", bare).exitCode()).isZero();
    assertThat(page(bare).sections()).contains("confusion").doesNotContain("mistakes");
    Path page = folder.resolve("bare.html");
    CommandLineRun elsewhere = CommandLineRun.of("report", bare, "--out", page);
    assertThat(elsewhere.exitCode()).isZero();
    assertThat(page).hasSameTextualContentAs(bare.resolve("report.html"));
    assertThat(CommandLineRun.of("report", bare, "--out", page).exitCode())
        .isEqualTo(ExitCode.EXISTS);
    assertThat(CommandLineRun.of("report", bare, "--out", page, "--overwrite").exitCode()).isZero();
  }

  @Test
  void theMistakesAreTheSameInEveryLayout() throws IOException {
    for (int partitions : new int[] {1, 2, 5}) {
      Path other = folder.resolve("p" + partitions);
      train(other, "--validation", 0.2, "--early-stopping", 2, "--partitions", partitions);
      assertThat(other.resolve("mistakes.json"))
          .hasSameBinaryContentAs(run.resolve("mistakes.json"));
    }
  }

  @Test
  void runsAreComparedSideBySide() throws Exception {
    Path local = folder.resolve("local");
    train(local, "--average-every", 4);
    Path page = folder.resolve("both.html");
    CommandLineRun report = CommandLineRun.of("report", run, local, "--out", page);
    assertThat(report.exitCode()).as(report.err()).isZero();
    PageReader read = PageReader.of(Files.readString(page));
    assertThat(read.rows("Results of the runs")).hasSize(2);
    assertThat(read.rows("Settings that differ"))
        .extracting(row -> row.get(0))
        .contains("average every", "validation", "patience");
  }

  @Test
  void lbfgsHasAPageToo() throws Exception {
    Path lbfgs = folder.resolve("lbfgs");
    CommandLineRun trained =
        CommandLineRun.of(
            "train",
            "--data",
            data,
            "--out",
            lbfgs,
            "--hidden",
            8,
            "--epochs",
            1,
            "--optimizer",
            "lbfgs");
    assertThat(trained.exitCode()).as(trained.err()).isZero();
    assertThat(page(lbfgs).rows("Recipe")).contains(List.of("optimizer", "lbfgs"));
  }

  @Test
  void aTableOfTwoClassesShowsRowsWithItsOwnNumbers() throws Exception {
    StringBuilder rows = new StringBuilder("\"<i>x\",y,k\n");
    for (int i = 0; i < 120; i++) {
      rows.append(i * 31 % 97 / 8.0).append(',').append(i * 17 % 23);
      rows.append(i * 29 % 7 < 3 ? ",no\n" : ",\"<b>yes\"\n");
    }
    Path table = Files.writeString(folder.resolve("t.csv"), rows);
    Path out = folder.resolve("table");
    CommandLineRun trained =
        CommandLineRun.of(
            "train",
            "--data",
            table,
            "--label",
            "k",
            "--out",
            out,
            "--epochs",
            2,
            "--hidden",
            3,
            "--scaling",
            "standardise");
    assertThat(trained.exitCode()).as(trained.err()).isZero();
    PageReader page = page(out);
    assertThat(page.texts("//table[caption='The worst mistakes']/thead/tr/th"))
        .containsExactly("actual", "predicted", "probability", "loss", "<i>x", "y");
    List<List<String>> mistakes = page.rows("The worst mistakes");
    assertThat(mistakes).isNotEmpty();
    List<String> lines = Files.readAllLines(table);
    for (List<String> mistake : mistakes) {
      String label = mistake.get(0).equals("no") ? "no" : "\"<b>yes\"";
      double x = Double.parseDouble(mistake.get(4));
      assertThat(lines).contains(x + "," + mistake.get(5) + "," + label);
    }
  }

  @Test
  void anUnfinishedRunHasAPageOfWhatThereIs() throws Exception {
    Path half = folder.resolve("half");
    train(half, "--checkpoint-every", 2);
    Files.delete(half.resolve("run.json"));
    Files.delete(half.resolve("model.safetensors"));
    Files.delete(half.resolve("mistakes.json"));
    CommandLineRun report = CommandLineRun.of("report", half);
    assertThat(report.exitCode()).as(report.err()).isZero();
    assertThat(page(half).sections()).containsExactly("curves", "recipe");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/test/confusion | [[1]] | test.confusion: is not an array of 10",
        "/timing/trainSeconds | \"long\" | timing.trainSeconds: \"long\" is not a number",
        "/data/test/examples | -1 | data.test.examples: -1 is not a whole number from 0",
        "/test/calibration/bins | 3 | test.calibration.bins: is not an array of 15",
        "/recipe/sizes | [1] | recipe:",
      })
  void aDamagedRecordIsOneLine(String pointer, String value, String message) throws IOException {
    Path copy = copy(run, folder.resolve("damaged"));
    ObjectNode record = (ObjectNode) JSON.readTree(copy.resolve("run.json").toFile());
    int last = pointer.lastIndexOf('/');
    ((ObjectNode) record.at(pointer.substring(0, last)))
        .set(pointer.substring(last + 1), JSON.readTree(value));
    Files.writeString(copy.resolve("run.json"), record.toString());
    assertDamaged(copy, "run.json: " + message);
  }

  @Test
  void otherDamageIsOneLineToo() throws IOException {
    Path copy = copy(run, folder.resolve("damaged"));
    Files.writeString(copy.resolve("mistakes.json"), "{\"formatVersion\":1,\"mistakes\":[{}]}");
    assertDamaged(copy, "mistakes.json: mistakes[0].id");
    Files.writeString(copy.resolve("run.json"), "{");
    assertDamaged(copy, "run.json: not valid JSON");
    assertDamaged(folder.resolve("nowhere"), "nowhere: no such run folder");
    assertDamaged(data, "few: is ");
  }

  private static void assertDamaged(Path place, String message) {
    CommandLineRun report = CommandLineRun.of("report", place);
    assertThat(report.exitCode()).isEqualTo(ExitCode.DAMAGED_FILE);
    assertThat(report.errLines()).singleElement().asString().contains(message);
  }

  private static PageReader page(Path run) throws Exception {
    return PageReader.of(Files.readString(run.resolve("report.html")));
  }

  private static Path copy(Path run, Path to) throws IOException {
    Files.createDirectories(to);
    try (Stream<Path> files = Files.list(run)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.copy(file, to.resolve(file.getFileName()));
      }
    }
    return to;
  }

  private static void train(Path out, Object... options) {
    CommandLineRun trained = CommandLineRun.of(words(out, options));
    assertThat(trained.exitCode()).as(trained.err()).isZero();
  }

  private static Object[] words(Path out, Object... options) {
    List<Object> words =
        new ArrayList<>(List.of("train", "--data", data, "--out", out, "--hidden", 8));
    words.addAll(List.of("--epochs", 4, "--batch", 100, "--shards", 2));
    words.addAll(List.of(options));
    return words.toArray();
  }
}
