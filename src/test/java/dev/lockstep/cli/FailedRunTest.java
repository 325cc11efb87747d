package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.cli.shell.ExitCode;
import dev.lockstep.cli.shell.Session;
import dev.lockstep.testing.IdxFixture;
import dev.lockstep.testing.LocalSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Runs that begin well. */
class FailedRunTest {
  @RegisterExtension static final LocalSpark SPARK = LocalSpark.openedBy(Session::open);

  @TempDir Path folder;

  @Test
  void divergenceNamesTheStepAndLeavesNoModel() throws IOException {
    CommandLineRun run = train("--learning-rate", "1e30", "--batch", 20);
    assertThat(run.exitCode()).isEqualTo(ExitCode.DIVERGED);
    assertThat(run.errLines())
        .containsExactly(
            "lockstep: training diverged at step 2 (epoch 1): the loss or its gradient is not"
                + " finite; try a smaller --learning-rate or --clip-norm");
    assertThat(folder.resolve("run").toFile().list()).containsExactly("data.json");
  }

  @Test
  void whatNoStepHasLedToIsNotLaidToTheLearningRate() throws IOException {
    Path data =
        Files.writeString(
            folder.resolve("heavy.csv"), "label,x,w\n0,1,3e38\n1,2,3e38\n0,3,3e38\n1,4,3e38\n");
    for (String optimizer : List.of("sgd", "lbfgs")) {
      CommandLineRun run =
          CommandLineRun.of(
              "train",
              "--data",
              data,
              "--test-data",
              data,
              "--weight",
              "w",
              "--optimizer",
              optimizer,
              "--out",
              folder.resolve(optimizer));
      assertThat(run.exitCode()).isEqualTo(ExitCode.DIVERGED);
      assertThat(run.err())
          .contains("lockstep: training cannot begin: the loss ")
          .endsWith(
              "with the first parameters; the examples' weights or the features may be too large"
                  + " (those after --scaling)\n");
    }
  }

  /** Training is long enough for the folder to be gone before its end. */
  @Test
  void aRunWhoseFolderIsRemovedEndsInOneLineAndDoesNotMakeItAnew() throws Exception {
    Path run = folder.resolve("run");
    Path moved = folder.resolve("moved");
    Thread remover =
        new Thread(
            () -> {
              while (!Files.exists(run.resolve("checkpoints")) && !Thread.interrupted()) {
                Thread.onSpinWait();
              }
              assertThat(run.toFile().renameTo(moved.toFile())).isTrue();
            });
    remover.start();
    try {
      CommandLineRun training = train("--quiet", "--checkpoint-every", 1, "--epochs", 1_000_000);
      assertThat(training.exitCode()).as(training.err()).isEqualTo(ExitCode.CLUSTER);
      assertThat(training.errLines()).singleElement().asString().contains("its run.lock is gone");
    } finally {
      remover.interrupt();
      remover.join();
    }
    assertThat(run).doesNotExist();
    assertThat(moved.resolve("run.lock")).exists();
  }

  /** The parameters alone are 6 GB, twice the heap of the tests. */
  @Test
  void aNetworkTooLargeForTheDriverIsRefusedBeforeItStarts() throws IOException {
    assertThat(Runtime.getRuntime().maxMemory()).isLessThan(6L << 30);
    CommandLineRun run = train("--hidden", 2_100_000);
    assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(run.errLines()).hasSize(1);
    assertThat(run.err()).contains("1,652,700,002 parameters need about", "raise --driver-memory");
    assertThat(folder.resolve("run")).doesNotExist();
  }

  private CommandLineRun train(Object... options) throws IOException {
    Path data = IdxFixture.writeDigits(folder.resolve("data"), 60, 20);
    Object[] args = new Object[5 + options.length];
    args[0] = "train";
    args[1] = "--data";
    args[2] = data;
    args[3] = "--out";
    args[4] = folder.resolve("run");
    System.arraycopy(options, 0, args, 5, options.length);
    return CommandLineRun.of(args);
  }
}
