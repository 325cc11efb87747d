package dev.lockstep.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.cli.CommandLineRun;
import dev.lockstep.cli.shell.ExitCode;
import dev.lockstep.cli.shell.Session;
import dev.lockstep.testing.IdxFixture;
import dev.lockstep.testing.LocalSpark;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** {@code bench mlpc}. */
@Tag("slow")
class BenchMlpcCommandTest {
  @RegisterExtension static final LocalSpark SPARK = LocalSpark.openedBy(Session::open);
  @TempDir Path folder;

  /** Their losses show that both have the same network, first weights and examples. */
  @Test
  @Tag("campaign") // MlpAgainstSparkTest has it without the command
  void withLbfgsBothComeToTheSameLoss() throws IOException {
    Path data = IdxFixture.writeDigits(folder.resolve("few"), 300, 100);
    String options =
        "bench mlpc --optimizer lbfgs --activation sigmoid --hidden 8 --shards 4 --iterations 4 --json";
    Object[] words = (options + " --data " + data).split(" ", -1);
    CommandLineRun run = CommandLineRun.of(words);
    assertThat(run.exitCode()).as(run.err()).isZero();
    JsonNode report = new ObjectMapper().readTree(run.out());
    assertThat(report.get("epochs").intValue()).isEqualTo(4);
    assertThat(report.at("/lockstep/trainingLoss").doubleValue()).isBetween(0.01, 2.3);
    assertThat(report.get("lossRatio").doubleValue()).isCloseTo(1, within(0.01));
  }

  @Test
  void withLbfgsTheNetworkIsSparkMls() {
    CommandLineRun run = CommandLineRun.of("bench", "mlpc", "--optimizer", "lbfgs");
    assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(run.err()).contains("--activation sigmoid").hasLineCount(1);
  }
}
