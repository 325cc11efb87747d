package dev.lockstep.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.testing.LockContenders;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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
    writeDead();
    take().close();
    assertThat(warnings).singleElement().asString().contains("run.lock", "dead");
    assertThat(folder).isEmptyDirectory();
  }

  /** This process's number, with the start of one before it. */
  @Test
  void theNumberOfADeadProcessMayHaveGoneToAnother() throws IOException {
    write(host(), ProcessHandle.current().pid(), Instant.parse("2001-02-03T04:05:06Z"));
    take().close();
    assertThat(warnings).singleElement().asString().contains("run.lock", "dead");
    assertThat(folder).isEmptyDirectory();
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
    LockContenders contenders = LockContenders.of(folder.toString(), 100);
    for (String lock : contenders.files()) {
      Files.createDirectory(Path.of(lock).getParent());
      Files.writeString(Path.of(lock), contenders.deadLock());
    }
    assertThat(contenders.taken(10)).hasSize(100).doesNotHaveDuplicates();
  }

  /**
   * Where the system has no locks: between the later one's look and its grasp, the first has it.
   */
  @Test
  void whoComesSecondToADeadLockElsewhereLeavesTheFirstOnesAlone() throws Exception {
    writeDead();
    org.apache.hadoop.fs.Path place = new org.apache.hadoop.fs.Path("remote:" + folder);
    Configuration conf = RemoteFileSystem.configuration(true);
    List<RunLock> first = new ArrayList<>();
    RemoteFileSystem.beforeRenameOf(
        "run.lock", () -> first.add(RunLock.take(place, conf, warnings::add)));
    assertThatThrownBy(() -> RunLock.take(place, conf, warnings::add))
        .isInstanceOf(RunLock.HeldException.class)
        .hasMessageContaining("is held by process " + ProcessHandle.current().pid());
    assertThat(warnings).singleElement().asString().contains("run.lock", "dead");
    assertThat(folder.resolve("run.lock")).exists();
    first.get(0).close();
    assertThat(folder.resolve("run.lock")).doesNotExist();
    RunLock.take(place, conf, warnings::add).close();
    assertThat(warnings).hasSize(1);
  }

  /** There a lock is written before it is seen, so nobody's death leaves half of one. */
  @Test
  void aLockElsewhereThatCannotBeReadIsNotTakenOver() throws IOException {
    Files.createFile(folder.resolve("run.lock"));
    assertThatThrownBy(
            () ->
                RunLock.take(
                    new org.apache.hadoop.fs.Path("remote:" + folder),
                    RemoteFileSystem.configuration(true),
                    warnings::add))
        .isInstanceOf(RunLock.HeldException.class)
        .hasMessageContaining("remove remote:" + folder.resolve("run.lock"));
    assertThat(folder.toFile().list()).containsExactly("run.lock");
  }

  private void writeDead() throws Exception {
    Process dead = new ProcessBuilder("true").start();
    dead.waitFor();
    write(host(), dead.pid(), Instant.now());
  }

  private void write(String host, long pid, Instant start) throws IOException {
    Files.writeString(folder.resolve("run.lock"), json(host, pid, start));
  }

  private static String json(String host, long pid, Instant start) {
    return String.format(
        Locale.ROOT, "{\"host\":\"%s\",\"pid\":%d,\"processStart\":\"%s\"}%n", host, pid, start);
  }

  private RunLock take() throws IOException {
    return RunLock.take(
        new org.apache.hadoop.fs.Path(folder.toString()), new Configuration(), warnings::add);
  }

  private static String host() throws IOException {
    return InetAddress.getLocalHost().getHostName();
  }
}
