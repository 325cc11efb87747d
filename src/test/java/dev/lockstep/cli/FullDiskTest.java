package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.lockstep.cli.shell.ExitCode;
import dev.lockstep.cli.shell.Session;
import dev.lockstep.testing.IdxFixture;
import dev.lockstep.testing.LocalSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * A disk that is full in the middle of a checkpoint ends a run with the reason in one line; the
 * checkpoint before is whole, and with room again the run goes on from it to the same bytes.
 */
@Tag("slow")
class FullDiskTest {
  @RegisterExtension static final LocalSpark SPARK = LocalSpark.openedBy(Session::open);

  private static final int STEPS = 100; // One epoch: else its metrics might be what finds no room.

  @TempDir static Path home;
  private static Path data;
  private static Path whole;

  @TempDir Path folder;

  @BeforeAll
  static void trainUninterrupted() throws IOException {
    data = IdxFixture.writeDigits(home.resolve("data"), 10 * STEPS, 20);
    whole = home.resolve("whole");
    CommandLineRun run = CommandLineRun.of(arguments(whole, "--checkpoint-every", 45));
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(checkpoints(whole)).containsExactly(name(45), name(90));
  }

  /** Where nobody may mount a file system, the other test stands alone. */
  @Test
  void aFileSystemWithoutRoomForASecondCheckpoint() throws Exception {
    Path disk = Files.createDirectory(folder.resolve("disk"));
    long bytes = checkpointBytes() * 3 / 2;
    assumeThat(run("mount", "-t", "tmpfs", "-o", "size=" + bytes, "tmpfs", disk.toString()))
        .as("mounting a file system of a fixed size takes root's rights")
        .isZero();
    try {
      Path run = disk.resolve("run");
      CommandLineRun full = CommandLineRun.of(arguments(run, "--checkpoint-every", 40));
      assertStopped(full.exitCode(), full.err(), run, name(80), "No space left on device");
      assertThat(checkpoints(run)).containsExactly(name(40));
      assertThat(run("mount", "-o", "remount,size=" + 4 * bytes, disk.toString())).isZero();
      assertGoesOn(run, 40);
    } finally {
      assertThat(run("umount", disk.toString())).isZero();
    }
  }

  /** What any user may have: files may not become as large as a checkpoint. */
  @Test
  @Tag("campaign") // a process of its own, for what the other test has shown where it may
  void aLimitOfAFilesSizeBelowACheckpoints() throws Exception {
    Path run = folder.resolve("run");
    Files.createDirectories(run.resolve("checkpoints"));
    Path before = Path.of("checkpoints", name(45));
    Files.copy(whole.resolve(before), run.resolve(before));
    String limit = "ulimit -f " + checkpointBytes() / 2 / 1024 + " && exec \"$@\"";
    try (LockstepProcess limited =
        LockstepProcess.start(
            folder,
            List.of("bash", "-c", limit, "bash"),
            arguments(run, "--resume", "--checkpoint-every", 20))) {
      int exitCode = limited.waitFor();
      assertStopped(exitCode, limited.said(), run, name(65), "File too large");
    }
    assertThat(checkpoints(run)).containsExactly(name(45));
    assertThat(run.resolve(before)).hasSameBinaryContentAs(whole.resolve(before));
    assertGoesOn(run, 45);
  }

  private static void assertStopped(
      int exitCode, String said, Path run, String checkpoint, String reason) {
    assertThat(exitCode).as(said).isEqualTo(ExitCode.CLUSTER);
    assertThat(said.lines())
        .filteredOn(line -> line.startsWith("lockstep: "))
        .containsExactly(
            "lockstep: "
                + run.resolve("checkpoints").resolve(checkpoint)
                + ": cannot be written: "
                + reason);
    assertThat(said).doesNotContain("\tat ");
    assertThat(run.resolve("run.json")).doesNotExist();
    assertThat(run.resolve("run.lock")).doesNotExist();
  }

  private static void assertGoesOn(Path run, int step) {
    CommandLineRun resumed = CommandLineRun.of(arguments(run, "--resume"));
    assertThat(resumed.exitCode()).as(resumed.err()).isZero();
    assertThat(resumed.errLines()).contains("going on after step " + step + " (epoch 1)");
    assertThat(run.resolve("model.safetensors"))
        .hasSameBinaryContentAs(whole.resolve("model.safetensors"));
  }

  private static long checkpointBytes() throws IOException {
    return Files.size(whole.resolve("checkpoints").resolve(name(90)));
  }

  private static String name(int step) {
    return String.format(Locale.ROOT, "step-%012d.safetensors", step);
  }

  /** All files there, hidden ones too. */
  private static List<String> checkpoints(Path run) {
    return Arrays.stream(run.resolve("checkpoints").toFile().list()).sorted().toList();
  }

  private static int run(String... command) throws IOException, InterruptedException {
    return new ProcessBuilder(command)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
  }

  private static Object[] arguments(Path out, Object... options) {
    List<Object> args =
        new ArrayList<>(
            List.of("train", "--data", data, "--out", out, "--hidden", 100, "--batch", 10));
    args.addAll(List.of("--shards", 2, "--epochs", 1));
    args.addAll(List.of(options));
    return args.toArray();
  }
}
