package dev.lockstep.cli.retrain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.linalg.AddressedRandom;
import dev.lockstep.testing.BuiltProject;
import dev.lockstep.testing.PrometheusSamples;
import dev.lockstep.testing.SparkHome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The crontab's line, run as it stands and as cron runs it: with sh, and hardly an environment. */
@Tag("slow")
@Tag("campaign") // RetrainCommandTest has the command, ScheduleFilesTest the other schedulers
class CrontabTest {
  private static final String FIELD = "(?:\\*|\\d+(?:-\\d+)?)(?:/\\d+)?";

  @TempDir Path folder;

  @Test
  void itsLinePublishesAModelAndSaysNothing() throws Exception {
    Path home = folder.resolve("lockstep");
    BuiltProject.create(home, SparkHome.create(folder.resolve("spark")));
    Path options = Path.of("conf/schedule/retrain.conf");
    Files.createDirectories(home.resolve(options).getParent());
    Files.copy(options, home.resolve(options));
    // The process lives for seconds: the second compiler would take most of them.
    Files.writeString(
        home.resolve("conf/spark-defaults.conf"),
        "spark.ui.enabled false\nspark.ui.showConsoleProgress false\n"
            + "spark.driver.extraJavaOptions -XX:TieredStopAtLevel=1 -XX:MaxVectorSize=8"
            + " -XX:+UseSerialGC\n");
    LocalDate today = LocalDate.now(ZoneOffset.UTC);
    for (LocalDate day = today.minusDays(30); !day.isAfter(today); day = day.plusDays(1)) {
      writeDay(home.resolve("landing/" + day + "/part.csv"), day.toEpochDay());
    }
    List<String> lines = ScheduleFiles.lines("crontab");
    assertThat(lines).hasSize(3);
    Path said = folder.resolve("said");
    ProcessBuilder cron =
        new ProcessBuilder(
                "sh", "-c", command(lines.get(2)).replace(ScheduleFiles.HOME, "'" + home + "'"))
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(said.toFile());
    cron.environment().clear();
    cron.environment().putAll(environment(lines.subList(0, 2)));
    int exitCode = cron.start().waitFor();
    assertThat(said).content().isEmpty();
    assertThat(exitCode).isZero();
    assertThat(home.resolve("registry/versions/000001/model.safetensors")).isNotEmptyFile();
    assertThat(PrometheusSamples.parse(Files.readString(home.resolve("retrain.prom"))))
        .containsEntry(
            "lockstep_retrain_outcome{registry=\"registry\",outcome=\"published\"}", 1.0);
  }

  private static void writeDay(Path file, long seed) throws IOException {
    AddressedRandom random = AddressedRandom.of(seed, "rows");
    List<String> lines = new ArrayList<>(List.of("u,v,label"));
    for (int row = 0; row < 8; row++) {
      double u = random.normal(2L * row);
      double v = random.normal(2L * row + 1);
      lines.add(u + "," + v + "," + (u + v > 0 ? "up" : "down"));
    }
    Files.createDirectories(file.getParent());
    Files.write(file, lines);
  }

  /** A percent sign would end the command for cron. */
  private static String command(String line) {
    assertThat(line).matches(FIELD + "(?: " + FIELD + "){4} cd .*").doesNotContain("%");
    return line.replaceFirst("^" + FIELD + "(?: " + FIELD + "){4} ", "");
  }

  private Map<String, String> environment(List<String> lines) {
    Map<String, String> environment = new HashMap<>();
    for (String line : lines) {
      String[] parts = line.split("=", 2);
      assertThat(parts).hasSize(2);
      environment.put(parts[0], parts[1]);
    }
    environment.put("HOME", folder.toString());
    environment.computeIfPresent(
        "PATH", (name, path) -> System.getProperty("java.home") + "/bin:" + path);
    return environment;
  }
}
