package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.cli.shell.Session;
import dev.lockstep.testing.IdxFixture;
import dev.lockstep.testing.LocalSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A run from its beginning to its end, and runs that are to be interrupted. */
abstract class InterruptedRuns {
  @RegisterExtension static final LocalSpark SPARK = LocalSpark.openedBy(Session::open);

  static final ObjectMapper JSON = new ObjectMapper();
  @TempDir static Path home;
  static Path data;

  /** A whole run of four epochs with a checkpoint at steps 10 and 12. */
  static Path whole;

  @TempDir Path folder;
  Path run;

  @BeforeAll
  static void trainOnce() throws IOException {
    data = IdxFixture.writeDigits(home.resolve("data"), 60, 20);
    whole = home.resolve("whole");
    CommandLineRun trained = train(whole, "--checkpoint-every", 2);
    assertThat(trained.exitCode()).as(trained.err()).isZero();
  }

  /** Leaves what a run has left that was killed between its last averaging and its model. */
  void interrupt() throws IOException {
    interrupt(whole);
  }

  void interrupt(Path complete) throws IOException {
    run = folder.resolve("run");
    Files.createDirectories(run.resolve("checkpoints"));
    for (String name :
        List.of(
            "metrics.jsonl",
            "checkpoints/step-000000000010.safetensors",
            "checkpoints/step-000000000012.safetensors")) {
      Files.copy(complete.resolve(name), run.resolve(name));
    }
  }

  List<Integer> epochs() throws IOException {
    List<Integer> epochs = new ArrayList<>();
    for (String line : Files.readAllLines(run.resolve("metrics.jsonl"))) {
      epochs.add(JSON.readTree(line).get("epoch").asInt());
    }
    return epochs;
  }

  static CommandLineRun train(Path out, Object... options) {
    List<Object> args =
        new ArrayList<>(
            List.of(
                "train",
                "--data",
                data,
                "--out",
                out,
                "--hidden",
                8,
                "--batch",
                20,
                "--epochs",
                4,
                "--weight-decay",
                0.01));
    args.addAll(List.of(options));
    return CommandLineRun.of(args.toArray());
  }
}
