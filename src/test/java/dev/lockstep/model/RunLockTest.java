package dev.lockstep.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
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

  /**
   * A hundred locks of a dead process, for each of which two live ones reach at the same moment.
   */
  @Test
  void ofTwoThatFindTheSameDeadLockOneGetsIt() throws Exception {
    Process dead = new ProcessBuilder("true").start();
    dead.waitFor();
    int locks = 100;
    for (int i = 0; i < locks; i++) {
      Path place = Files.createDirectory(folder.resolve(String.valueOf(i)));
      Files.writeString(place.resolve("run.lock"), json(host(), dead.pid(), Instant.now()));
    }
    long start = System.currentTimeMillis() + 3_000; // Else the later of them finds live locks.
    Process one = contender(locks, start);
    Process other = contender(locks, start);
    List<String> taken = new ArrayList<>();
    try {
      for (Process process : List.of(one, other)) {
        BufferedReader lines = process.inputReader();
        for (String line = lines.readLine(); !line.equals("done"); line = lines.readLine()) {
          taken.add(line);
        }
      }
    } finally {
      one.destroyForcibly().waitFor();
      other.destroyForcibly().waitFor();
    }
    assertThat(taken).hasSize(locks).doesNotHaveDuplicates();
  }

  private Process contender(int locks, long start) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            RunLockMain.class.getName(),
            folder.toString(),
            String.valueOf(locks),
            String.valueOf(start),
            "10")
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private void assertTakenOver(String host, long pid, Instant start) throws IOException {
    write(host, pid, start);
    take().close();
    assertThat(warnings).singleElement().asString().contains("run.lock", "dead");
    assertThat(folder).isEmptyDirectory();
  }

  private void write(String host, long pid, Instant start) throws IOException {
    Files.writeString(folder.resolve("run.lock"), json(host, pid, start));
  }

  private static String json(String host, long pid, Instant start) {
    return String.format(
        "{\"host\":\"%s\",\"pid\":%d,\"processStart\":\"%s\"}%n", host, pid, start);
  }

  private RunLock take() throws IOException {
    return RunLock.take(
        new org.apache.hadoop.fs.Path(folder.toString()), new Configuration(), warnings::add);
  }

  private static String host() throws IOException {
    return InetAddress.getLocalHost().getHostName();
  }
}
