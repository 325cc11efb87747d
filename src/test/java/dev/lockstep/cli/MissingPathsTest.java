package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is not there is said before Spark starts, which could not start here. */
class MissingPathsTest {
  private static final String MASTER = "spark.master";
  @TempDir Path folder;

  @BeforeEach
  void nameNoMaster() {
    System.setProperty(MASTER, "no master");
  }

  @AfterEach
  void forgetTheMaster() {
    System.clearProperty(MASTER);
  }

  @ParameterizedTest
  @CsvSource({
    "train --data NONE/t.csv, 3",
    "train --data NONE, 3",
    "train --data NONE/*.csv, 3",
    "train --test-data NONE/t.csv, 3",
    "train --from NONE, 4",
    "train --from NONE/m.npz, 4",
    "evaluate NONE, 4",
    "predict NONE --data digits --out OUT.csv, 4",
    "inspect NONE, 3",
    "inspect NONE/t.csv, 3",
    "verify NONE, 4",
    "export NONE --out OUT.npz, 4",
    "bench step --data NONE, 3",
    "bench mlpc --data NONE, 3",
    "bench mlpc --pipeline --data NONE, 3",
    "bench kernels --data NONE, 3",
    "train @NONE.conf, 2",
  })
  void aPathThatIsNotThereIsRefusedBeforeSparkStarts(String words, int exitCode) {
    Path none = folder.resolve("none");
    Object[] args =
        Arrays.stream(words.split(" "))
            .map(word -> word.replace("NONE", none.toString()))
            .map(word -> word.replace("OUT", folder + "/out"))
            .toArray();
    CommandLineRun run = CommandLineRun.of(args);
    assertThat(run.errLines()).singleElement().asString().contains(none.toString());
    assertThat(run.exitCode()).isEqualTo(exitCode);
    assertThat(folder).isEmptyDirectory();
  }
}
