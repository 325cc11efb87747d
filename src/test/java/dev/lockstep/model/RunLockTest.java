package dev.lockstep.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunLockTest {
  @TempDir Path folder;
  private final List<String> warnings = new ArrayList<>();

  @Test
  void whoHoldsTheFolderIsNamedToTheNext() throws IOException {
    ProcessHandle self = ProcessHandle.current();
    try (RunLock lock = take()) {
      assertThat(lock).isNotNull();
      assertThatThrownBy(this::take)
          .isInstanceOf(RunLock.HeldException.class)
          .hasMessageStartingWith(folder + " is held by process " + self.pid() + " on " + host())
          .hasMessageContaining("started " + self.info().startInstant().orElseThrow());
    }
    assertThat(folder).isEmptyDirectory();
    take().close();
    assertThat(warnings).isEmpty();
  }

  @Test
  void theLockOfADeadProcessIsTakenOverWithAWarning() throws Exception {
    Process dead = new ProcessBuilder("true").start();
    dead.waitFor();
    assertTakenOver(host(), dead.pid(), Instant.now());
  }

  /** This process's number, with the start of one before it. */
  @Test
  void theNumberOfADeadProcessMayHaveGoneToAnother() throws IOException {
    assertTakenOver(host(), ProcessHandle.current().pid(), Instant.parse("2001-02-03T04:05:06Z"));
  }

  @Test
  void aLockThatItsWriterDidNotFinishIsTakenOver() throws IOException {
    Files.createFile(folder.resolve("run.lock"));
    take().close();
    assertThat(warnings).hasSize(1);
  }

  @Test
  void whetherAProcessOfAnotherHostIsDeadNobodyKnows() throws IOException {
    write("elsewhere.example", 1, Instant.parse("2001-02-03T04:05:06Z"));
    assertThatThrownBy(this::take)
        .isInstanceOf(RunLock.HeldException.class)
        .hasMessageContaining("process 1 on elsewhere.example, started 2001-02-03T04:05:06Z")
        .hasMessageContaining("remove " + folder.resolve("run.lock"));
    assertThat(folder.resolve("run.lock")).exists();
  }

  @Test
  void anothersLockIsNotRemoved() throws IOException {
    RunLock lock = take();
    write("elsewhere.example", 1, Instant.EPOCH);
    lock.close();
    assertThat(folder.resolve("run.lock")).exists();
  }

  private void assertTakenOver(String host, long pid, Instant start) throws IOException {
    write(host, pid, start);
    take().close();
    assertThat(warnings).singleElement().asString().contains("run.lock", "dead");
    assertThat(folder).isEmptyDirectory();
  }

  private void write(String host, long pid, Instant start) throws IOException {
    Files.writeString(
        folder.resolve("run.lock"),
        String.format("{\"host\":\"%s\",\"pid\":%d,\"processStart\":\"%s\"}%n", host, pid, start));
  }

  private RunLock take() throws IOException {
    return RunLock.take(
        new org.apache.hadoop.fs.Path(folder.toString()), new Configuration(), warnings::add);
  }

  private static String host() throws IOException {
    return InetAddress.getLocalHost().getHostName();
  }
}
