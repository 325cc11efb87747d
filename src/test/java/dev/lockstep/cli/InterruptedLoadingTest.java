package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.cli.shell.ExitCode;
import dev.lockstep.testing.IdxFixture;
import dev.lockstep.testing.StuckFileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
class InterruptedLoadingTest {
  @TempDir Path folder;

  /** Spark cancels the job that reads; that is not told on top. */
  @Test
  void aRunThatIsToldToEndWhileItReadsSaysSoInOneLine() throws Exception {
    Path data = IdxFixture.writeDigits(folder.resolve("data"), 100, 20);
    Path run = folder.resolve("run");
    String stuck = "-Dspark.hadoop.fs.stuck.impl=" + StuckFileSystem.class.getName();
    try (LockstepProcess process =
        LockstepProcess.start(
            folder,
            List.of("env", "JDK_JAVA_OPTIONS=" + stuck),
            "train",
            "--data",
            "stuck:" + data,
            "--out",
            run)) {
      long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(3);
      while (!Files.exists(data.resolve("reached"))) {
        assertThat(process.handle().isAlive()).as("ended early:%n%s", process.said()).isTrue();
        assertThat(System.nanoTime()).as("in vain:%n%s", process.said()).isLessThan(deadline);
        Thread.sleep(20);
      }
      process.handle().destroy();
      // Before the session's patience with what hangs ends.
      assertThat(process.process().waitFor(20, TimeUnit.SECONDS)).isTrue();
      assertThat(process.waitFor()).as(process.said()).isEqualTo(ExitCode.TERMINATED);
      assertThat(process.said().lines())
          // What the JVM says of Spark's use of it is not ours.
          .filteredOn(line -> !line.isEmpty() && !line.matches("(NOTE|WARNING): .*"))
          .containsExactly("lockstep: stopped by a signal");
    }
    assertThat(run).doesNotExist();
  }
}
