package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.cli.shell.Session;
import dev.lockstep.linalg.AddressedRandom;
import dev.lockstep.report.page.PageReader;
import dev.lockstep.testing.LocalSpark;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A number to predict from categories, gaps and numbers; and the page about it. */
@Tag("slow")
class RegressionTableTest {
  @RegisterExtension static final LocalSpark SPARK = LocalSpark.openedBy(Session::open);

  private static final int ROWS = 1_200;
  private static final List<String> TOWNS = List.of("Rome", "Oslo", "São Paulo");
  private static final String TRAIN =
      "train --quiet --label price --missing median --missing-flag --hidden 16 --epochs 30"
          + " --batch 32 --learning-rate 0.01 --shards 3";

  @TempDir Path folder;

  @Test
  void categoriesAndGapsPredictANumber() throws Exception {
    Path table = Files.writeString(folder.resolve("t.csv"), table());
    Path out = folder.resolve("run");
    ran(TRAIN, "--data", table, "--out", out);
    JsonNode record = new ObjectMapper().readTree(out.resolve("run.json").toFile());
    // Without the towns no more than a ninth of the variation could be explained.
    assertThat(record.at("/test/targets/0/r2").asDouble()).isGreaterThan(0.95);
    ran("verify --quiet", out);

    Path answers = folder.resolve("answers.csv");
    ran("predict", out, "--data", table, "--out", answers);
    List<String> lines = Files.readAllLines(answers);
    assertThat(lines).hasSize(ROWS + 1).startsWith("prediction");
    double sizes = 0;
    for (int row = 0; row < ROWS; row++) {
      sizes += Math.abs(Double.parseDouble(lines.get(row + 1)) - price(row));
    }
    assertThat(sizes / ROWS).isLessThan(20);

    String page = Files.readString(out.resolve("report.html"));
    PageReader reader = PageReader.of(page);
    assertThat(reader.sections()).containsSequence("targets", "errors");
    long examples = record.at("/test/examples").asLong();
    assertThat(sum(reader.rows("The numbers of predicted against actual price")))
        .isEqualTo(examples);
    assertThat(sum(reader.rows("The numbers of the residuals of price"))).isEqualTo(examples);

    ran("report", out);
    assertThat(out.resolve("report.html")).hasContent(page);
    Path other = folder.resolve("other");
    ran(TRAIN + " --partitions 2", "--data", table, "--out", other);
    assertThat(Files.readString(other.resolve("mistakes.json")))
        .isEqualTo(Files.readString(out.resolve("mistakes.json")))
        .contains("\"errors\":[{");
  }

  private static long sum(List<List<String>> rows) {
    return rows.stream().mapToLong(row -> Long.parseLong(row.get(1))).sum();
  }

  private static void ran(String words, Object... more) {
    List<Object> all = new ArrayList<>(List.of((Object[]) words.split(" ")));
    all.addAll(Stream.of(more).toList());
    CommandLineRun run = CommandLineRun.of(all.toArray());
    assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
  }

  private static double random(int row, int column) {
    return AddressedRandom.of(5, "towns").child(column).uniform(row);
  }

  private static int town(int row) {
    return (int) (TOWNS.size() * random(row, 0));
  }

  private static double price(int row) {
    return Math.rint(100 * (200 * town(row) + 200 * random(row, 1))) / 100 + 0.25;
  }

  private static String table() {
    StringBuilder text = new StringBuilder("town,area,rooms,price\n");
    for (int row = 0; row < ROWS; row++) {
      String rooms = random(row, 2) < 0.1 ? "" : "" + (int) (5 * random(row, 3));
      text.append(
          String.format(
              Locale.ROOT,
              "%s,%.4f,%s,%.2f%n",
              TOWNS.get(town(row)),
              random(row, 1),
              rooms,
              price(row)));
    }
    return text.toString();
  }
}
