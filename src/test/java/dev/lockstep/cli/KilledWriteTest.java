package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.cli.shell.Session;
import dev.lockstep.testing.IdxFixture;
import dev.lockstep.testing.LocalSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * A run whose process is killed in the middle of a checkpoint's write, which 19 MB make long enough
 * to be hit, goes on from the checkpoint before to the bytes of the run that was let alone.
 */
@Tag("slow")
class KilledWriteTest {
  @RegisterExtension static final LocalSpark SPARK = LocalSpark.openedBy(Session::open);

  private static final int TRIES = 10;
  private static final int STEPS = 40;

  @TempDir Path folder;
  private Path data;
  private Path run;

  @Test
  @Tag("campaign") // RunFilesTest and FullDiskTest cut writes short
  void aKillInTheMiddleOfACheckpointsWriteLeavesTheOneBefore() throws Exception {
    data = IdxFixture.writeDigits(folder.resolve("data"), 10 * STEPS, 20);
    run = folder.resolve("run");
    int tries = 0;
    while (temporaryFiles().isEmpty()) {
      assertThat(tries++).as("kills, each before a write or after it").isLessThan(TRIES);
      killWhileItWrites();
    }
    List<Path> checkpoints = files("step-");
    Path newest = checkpoints.get(checkpoints.size() - 1);
    assertThat(temporaryFiles())
        .singleElement()
        .satisfies(cut -> assertThat(Files.size(cut)).isLessThanOrEqualTo(Files.size(newest)));
    Path ofTheModel = Files.createFile(run.resolve(".model.safetensors.0.lockstep-tmp"));

    CommandLineRun resumed = CommandLineRun.of(arguments(run, "--resume"));
    assertThat(resumed.exitCode()).as(resumed.err()).isZero();
    assertThat(resumed.errLines())
        .contains(
            "going on after step "
                + newest.getFileName().toString().replaceAll("\\D", "").replaceAll("^0+", "")
                + " (epoch 1)");
    assertThat(temporaryFiles()).isEmpty();
    assertThat(ofTheModel).doesNotExist();
    Path whole = folder.resolve("whole");
    CommandLineRun undisturbed = CommandLineRun.of(arguments(whole));
    assertThat(undisturbed.exitCode()).as(undisturbed.err()).isZero();
    assertThat(run.resolve("model.safetensors"))
        .hasSameBinaryContentAs(whole.resolve("model.safetensors"));
  }

  /** Once there is a checkpoint to go on from, at the sight of the next one's temporary file. */
  private void killWhileItWrites() throws Exception {
    try (LockstepProcess process =
        LockstepProcess.start(
            folder, List.of(), arguments(run, "--resume", "--checkpoint-every", 1))) {
      long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
      while (files("step-").isEmpty() || temporaryFiles().isEmpty()) {
        assertThat(process.handle().isAlive()).as("ended early:%n%s", process.said()).isTrue();
        assertThat(System.nanoTime()).as("waited:%n%s", process.said()).isLessThan(deadline);
        Thread.sleep(1);
      }
      process.handle().destroyForcibly();
      assertThat(process.waitFor()).as(process.said()).isEqualTo(128 + 9);
    }
  }

  private List<Path> temporaryFiles() throws IOException {
    return files(".step-");
  }

  private List<Path> files(String prefix) throws IOException {
    try (Stream<Path> files = Files.list(run.resolve("checkpoints"))) {
      return files.filter(f -> f.getFileName().toString().startsWith(prefix)).sorted().toList();
    } catch (NoSuchFileException e) {
      return List.of();
    }
  }

  private Object[] arguments(Path out, Object... options) {
    List<Object> args =
        new ArrayList<>(
            List.of("train", "--data", data, "--out", out, "--hidden", 2_000, "--batch", 10));
    args.addAll(List.of("--shards", 2, "--epochs", 1));
    args.addAll(List.of(options));
    return args.toArray();
  }
}
