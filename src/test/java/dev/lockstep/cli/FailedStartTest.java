package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.cli.shell.ExitCode;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Spark does not start: exit code 6 and one line, and no process ended by Spark itself. */
class FailedStartTest {
  @TempDir Path folder;
  private String set;

  @AfterEach
  void clear() {
    System.clearProperty(set);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "spark.master          | local[0] | Asked to run locally with 0 threads",
        "spark.master          | locl     | Could not parse Master URL: 'locl'",
        "spark.memory.fraction | 2        |"
            + " spark.memory.fraction should be between 0 and 1 (was '2.0').",
        "spark.testing.memory  | 268435456 | System memory 268435456 must be at least 471859200.",
      })
  void whatSparkRefusesIsToldInOneLine(String name, String value, String reason) {
    assertRefused(name, value, reason);
  }

  @Test
  void aLocalFolderThatCannotBeWrittenIsNamed() throws Exception {
    Path file = Files.createFile(folder.resolve("file"));
    assertRefused(
        "spark.local.dir",
        file + "/a," + file + "/b",
        "none of spark.local.dir can be written: " + file + "/a," + file + "/b");
  }

  private void assertRefused(String name, String value, String reason) {
    set = name;
    System.setProperty(name, value);
    CommandLineRun run = CommandLineRun.of("train", "--out", folder.resolve("run"));
    assertThat(run.errLines()).containsExactly("lockstep: Spark does not start: " + reason);
    assertThat(run.out()).isEmpty();
    assertThat(run.exitCode()).isEqualTo(ExitCode.CLUSTER);
    assertThat(folder.resolve("run")).doesNotExist();
  }
}
