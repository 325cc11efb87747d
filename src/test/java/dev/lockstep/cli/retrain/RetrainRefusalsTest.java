package dev.lockstep.cli.retrain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.cli.CommandLineRun;
import dev.lockstep.cli.shell.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code retrain} refuses before it looks at data or starts Spark. */
class RetrainRefusalsTest {
  @TempDir Path folder;

  /** Parsing is over when a number is found out of range. */
  @Test
  void everyFileOfOptionsForTrainServesRetrain() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("conf"))) {
      for (Path file :
          files.filter(f -> f.toString().matches("conf/(?!spark).*\\.conf")).toList()) {
        assertThat(ofDay2("@" + file, "--days=0").err()).contains("--days must be from 1 to");
      }
    }
  }

  /** What its options lack may stand in the file. */
  @Test
  void anArgumentFileThatIsNotThereIsNamed() {
    CommandLineRun run = CommandLineRun.of("retrain", "@nowhere.conf");
    assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(run.errLines())
        .containsExactly(
            "lockstep: no such argument file: nowhere.conf (see lockstep retrain --help)");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--keep=-1            | --keep must be 0 or more: -1",
        "--days=0             | --days must be from 1 to 36525: 0",
        "--days=1000000000    | --days must be from 1 to 36525: 1000000000",
        "--min-days=2         | --min-days 2 is more than --days 1",
        "--max-drift=NaN      | --max-drift must be 0 or more: NaN",
        "--max-drift=-1       | --max-drift must be 0 or more: -1.0",
        "--warn-drift=NaN     | --warn-drift must be 0 or more: NaN",
        "--min-examples=-3    | --min-examples must be 1 or more: -3",
        "--registry=R{day}    | --registry is one folder for all days",
        "--day=2026-13-01     | is not a day, such as 2026-11-28 (see",
        "--time-zone=Mars     | is not a time zone, such as UTC or Europe/Berlin (see",
      })
  void numbersOutOfRangeAreRefusedBeforeAnythingIsDone(String option, String message) {
    CommandLineRun run = ofDay2(option);
    assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.USAGE);
    assertThat(run.err()).contains(message);
    assertThat(folder.resolve("registry")).doesNotExist();
  }

  @Test
  void aHoldoutOfAllDaysLeavesNoneToLearnFrom() {
    CommandLineRun run = ofDay2("--days=2", "--holdout-days=2");
    assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.USAGE);
    assertThat(run.err()).contains("--holdout-days 2 leaves none of --days 2 to learn from");
  }

  private CommandLineRun ofDay2(String... options) {
    List<Object> words = new ArrayList<>(List.of("retrain", "--day", "2026-11-02"));
    words.addAll(List.of("--data", folder.resolve("landing") + "/{day}/*.csv"));
    words.addAll(List.of(options));
    if (!options[0].startsWith("--registry")) {
      words.addAll(List.of("--registry", folder.resolve("registry")));
    }
    return CommandLineRun.of(words.toArray());
  }
}
