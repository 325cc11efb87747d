package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.cli.shell.ExitCode;
import dev.lockstep.cli.shell.Session;
import dev.lockstep.testing.IdxFixture;
import dev.lockstep.testing.LocalSpark;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What the benchmarks report; not how long anything takes. */
@Tag("slow")
class BenchCommandsTest {
  @RegisterExtension static final LocalSpark SPARK = LocalSpark.openedBy(Session::open);

  @TempDir static Path home;
  private static Path data;

  @BeforeAll
  static void writeData() throws IOException {
    data = IdxFixture.writeDigits(home.resolve("few"), 300, 100);
  }

  @Test
  void stepReportsItsTrafficAsJson() throws JsonProcessingException {
    JsonNode report = json("step", "--partitions", 3, "--hidden", 40, "--rounds", 1);

    int parameters = 784 * 40 + 40 + 40 * 10 + 10;
    assertThat(report.get("network").textValue()).isEqualTo("784-40-10");
    assertThat(report.get("parameters").intValue()).isEqualTo(parameters);
    assertThat(report.get("partitions").intValue()).isEqualTo(3);
    assertThat(report.get("shards").intValue()).isEqualTo(3);
    assertThat(report.get("ratio").doubleValue()).isPositive();
    // Four bytes a parameter out, five at most from each partition back, a little packed or added
    // by Spark.
    assertThat(report.get("broadcastBytes").intValue())
        .isBetween(3 * parameters, 4 * parameters + 20_000);
    assertThat(report.get("resultBytes").intValue())
        .isBetween(3 * 3 * parameters, 3 * 5 * parameters + 20_000);
  }

  @Test
  void stepTakesAsManyShardsAsItIsTold() throws JsonProcessingException {
    JsonNode report = json("step", "--partitions", 3, "--shards", 2, "--rounds", 1);

    assertThat(report.get("partitions").intValue()).isEqualTo(3);
    assertThat(report.get("shards").intValue()).isEqualTo(2);
  }

  @Test
  @Tag("campaign") // the simulation has its own tests
  void executorsReportsWhatTheDriverSendsAndReceives() throws JsonProcessingException {
    CommandLineRun run =
        CommandLineRun.of(
            "bench",
            "executors",
            "--executors",
            "2,50",
            "--parameters",
            20_000,
            "--gigabits",
            10,
            "--json");
    assertThat(run.exitCode()).as(run.err()).isZero();
    JsonNode rows = new ObjectMapper().readTree(run.out()).get("rows");

    assertThat(rows).hasSize(2);
    assertThat(rows.at("/0/slicesAreUsed").booleanValue()).isFalse();
    assertThat(rows.at("/1/slicesAreUsed").booleanValue()).isTrue();
    assertThat(rows.at("/1/executors").intValue()).isEqualTo(50);
    // Four bytes a parameter out, and as many in.
    for (String bytes : List.of("driverBytesOut", "driverBytesIn")) {
      assertThat(rows.get(1).get("star").get(bytes).intValue())
          .isBetween(50 * 4 * 20_000, 50 * (5 * 20_000 + 300));
      assertThat(rows.get(1).get("slices").get(bytes).intValue())
          .isBetween(4 * 20_000, 5 * 20_000 + 50 * 300);
    }
    assertThat(rows.at("/1/slices/millis").doubleValue())
        .isPositive()
        .isLessThan(rows.at("/1/star/millis").doubleValue());
  }

  @Test
  @Tag("campaign") // the next one fits both too
  void mlpcReportsBothTrainingsAsJson() throws JsonProcessingException {
    JsonNode report = json("mlpc", "--iterations", 2, "--epochs", 20, "--hidden", 8);

    assertThat(report.get("network").textValue()).isEqualTo("784-8-10");
    assertThat(report.get("epochs").intValue()).isEqualTo(20);
    assertThat(report.get("iterations").intValue()).isEqualTo(2);
    assertThat(report.at("/blas/kind").textValue()).contains("BLAS");
    assertThat(report.at("/lockstep/seconds").doubleValue()).isPositive();
    assertThat(report.at("/lockstep/testAccuracy").doubleValue()).isBetween(0.2, 1.0);
    assertThat(report.at("/sparkMl/seconds").doubleValue()).isPositive();
    assertThat(report.at("/sparkMl/testAccuracy").doubleValue()).isBetween(0.0, 1.0);
  }

  @Test
  void mlpcFitsBothClassifiersToOneDataFrame() throws JsonProcessingException {
    JsonNode report = json("mlpc", "--pipeline", "--iterations", 2, "--epochs", 20, "--hidden", 8);

    assertThat(report.get("data").textValue()).endsWith(" as a cached DataFrame");
    assertThat(report.get("network").textValue()).isEqualTo("784-8-10");
    assertThat(report.at("/lockstep/seconds").doubleValue()).isPositive();
    assertThat(report.at("/lockstep/testAccuracy").doubleValue()).isBetween(0.2, 1.0);
    assertThat(report.at("/sparkMl/seconds").doubleValue()).isPositive();
    assertThat(report.at("/sparkMl/testAccuracy").doubleValue()).isBetween(0.0, 1.0);
  }

  @Test
  void aWrongRecipeIsNamed() {
    assertRefused("--rounds must be 1 or more: 0", "--rounds", 0);
    assertRefused("--partitions must be 1 or more: 0", "--partitions", 0);
    assertRefused("--momentum goes with --optimizer sgd", "--momentum", 0.9);
  }

  private static void assertRefused(String line, Object option, Object value) {
    CommandLineRun run = CommandLineRun.of("bench", "step", "--data", data, option, value);
    assertThat(run.errLines())
        .containsExactly("lockstep: " + line + " (see lockstep bench step --help)");
    assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
  }

  private static JsonNode json(Object... benchmark) throws JsonProcessingException {
    Object[] words = new Object[benchmark.length + 4];
    words[0] = "bench";
    System.arraycopy(benchmark, 0, words, 1, benchmark.length);
    words[words.length - 3] = "--data";
    words[words.length - 2] = data;
    words[words.length - 1] = "--json";
    CommandLineRun run = CommandLineRun.of(words);
    assertThat(run.exitCode()).as(run.err()).isZero();
    return new ObjectMapper().readTree(run.out());
  }
}
