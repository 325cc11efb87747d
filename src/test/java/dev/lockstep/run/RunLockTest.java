package dev.lockstep.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.lockstep.testing.Campaign;
import dev.lockstep.testing.LockContenders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Which process holds a run folder. */
@Tag("slow")
class RunLockTest extends LockedRuns {
  /** Larger than any process's number. */
  private static final long DEAD = 1L << 40;

  private static final long SELF = ProcessHandle.current().pid();

  @Test
  void whoHoldsTheFolderIsNamedToTheNext() throws IOException {
    ProcessHandle self = ProcessHandle.current();
    try (RunLock lock = take()) {
      assertThat(lock).isNotNull();
      assertThatThrownBy(this::take)
          .isInstanceOf(RunHeldException.class)
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
    write(entry(SELF, birth().bootId(), birth().pidNamespace(), birth().startTicks() - 1, false));
    take().close();
    assertThat(warnings).singleElement().asString().contains("run.lock", "dead");
    assertThat(folder).isEmptyDirectory();
  }

  /** A step of the clock moves a start as Linux tells it by the clock. */
  @Test
  void aLiveProcessKeepsItsLockWhateverTheClockSays() throws IOException {
    write(entry(SELF, birth().bootId(), birth().pidNamespace(), birth().startTicks(), true));
    assertThatThrownBy(this::take).isInstanceOf(RunHeldException.class);
    write(host(), SELF, Instant.parse("2001-02-03T04:05:06Z"));
    assertThatThrownBy(this::take)
        .isInstanceOf(RunHeldException.class)
        .hasMessageContaining("if that process is dead, remove ");
  }

  /** Of a process that cannot be looked up, the system's lock on its file says whether it lives. */
  @Test
  void theLockOfADeadProcessOfAnotherNamespaceIsTakenOver() throws IOException {
    write(entry(1, birth().bootId(), "pid:[1]", 1, true));
    take().close();
    assertThat(warnings).singleElement().asString().contains("run.lock", "dead");
  }

  @Test
  void aProcessOfAnotherNamespaceThatHeldNoLockOfTheSystemsMayBeAlive() throws IOException {
    write(entry(1, birth().bootId(), "pid:[1]", 1, false));
    assertThatThrownBy(this::take)
        .isInstanceOf(RunHeldException.class)
        .hasMessageContaining("if that process is dead, remove ");
  }

  /** Its file says that it is of another namespace, or dead; it holds the system's lock. */
  @Test
  void aLiveProcesssLockIsHeldWhateverItsFileSays() throws Exception {
    Files.createDirectory(folder.resolve("0"));
    Path file = folder.resolve("0/run.lock");
    Process holder = LockContenders.of(folder.toString(), 1).holder();
    try {
      assertThat(holder.inputReader().readLine()).isEqualTo("0");
      Files.writeString(file, entry(1, birth().bootId(), "pid:[1]", 1, true));
      for (int look = 0; look < 2; look++) {
        assertThatThrownBy(() -> take(folder.resolve("0")))
            .isInstanceOf(RunHeldException.class)
            .hasMessageNotContaining("remove");
        // The same of a process that is dead.
        String boot = birth().bootId();
        Files.writeString(file, entry(DEAD, boot, birth().pidNamespace(), 1, true));
      }
    } finally {
      holder.destroyForcibly().waitFor();
    }
    take(folder.resolve("0")).close();
    assertThat(warnings).hasSize(1);
  }

  /** Closing any channel to the file would let go of the system's lock. */
  @Test
  void whoAsksWithinTheProcessDoesNotLetGoOfTheLock() throws Exception {
    Path inner = Files.createDirectory(folder.resolve("0"));
    Path link = Files.createSymbolicLink(folder.resolve("link"), inner);
    RunLock lock = take(inner);
    assertThatThrownBy(() -> take(link)).isInstanceOf(RunHeldException.class);
    assertThatThrownBy(
            () -> RunLock.requireFree(new org.apache.hadoop.fs.Path(link.toString()), CONF))
        .isInstanceOf(RunHeldException.class);
    Process other = LockContenders.of(folder.toString(), 1).holder();
    try {
      assertThat(other.inputReader().readLine()).as("what another process gets").isEqualTo("done");
    } finally {
      other.destroyForcibly().waitFor();
    }
    lock.close();
    assertThat(inner).isEmptyDirectory();
  }

  @Test
  void whetherAProcessOfAnotherHostIsDeadNobodyKnows() throws IOException {
    write("elsewhere.example", 1, Instant.parse("2001-02-03T04:05:06Z"));
    assertThatThrownBy(this::take)
        .isInstanceOf(RunHeldException.class)
        .hasMessageContaining("process 1 on elsewhere.example, started 2001-02-03T04:05:06Z")
        .hasMessageContaining("remove " + folder.resolve("run.lock"));
    assertThat(folder.resolve("run.lock")).exists();
  }

  /** Locks of a dead process, for each of which two live ones reach at the same moment. */
  @Test
  void ofTwoThatFindTheSameDeadLockOneGetsIt() throws Exception {
    int count = Campaign.of(100, 15);
    LockContenders contenders = LockContenders.of(folder.toString(), count);
    for (String lock : contenders.files()) {
      Files.createDirectory(Path.of(lock).getParent());
      Files.writeString(Path.of(lock), contenders.deadLock());
    }
    assertThat(contenders.taken(10)).hasSize(count).doesNotHaveDuplicates();
  }

  /**
   * Where the system has no locks: between the later one's look and its grasp, the first has it.
   */
  @ParameterizedTest
  @MethodSource("elsewhere")
  void whoComesSecondToADeadLockElsewhereLeavesTheFirstOnesAlone(Configuration conf)
      throws Exception {
    writeDead();
    org.apache.hadoop.fs.Path place = new org.apache.hadoop.fs.Path("remote:" + folder);
    List<RunLock> first = new ArrayList<>();
    RemoteFileSystem.beforeRenameOf(
        "run.lock", () -> first.add(RunLock.take(place, conf, warnings::add)));
    assertThatThrownBy(() -> RunLock.take(place, conf, warnings::add))
        .isInstanceOf(RunHeldException.class)
        .hasMessageContaining("is held by process " + ProcessHandle.current().pid());
    assertThat(warnings).singleElement().asString().contains("run.lock", "dead");
    assertThat(folder.resolve("run.lock")).exists();
    first.get(0).close();
    assertThat(folder.resolve("run.lock")).doesNotExist();
    RunLock.take(place, conf, warnings::add).close();
    assertThat(warnings).hasSize(1);
  }

  /** As on HDFS, as on S3. */
  static Stream<Configuration> elsewhere() {
    return Stream.of(RemoteFileSystem.configuration(true), StoreFileSystem.storeConfiguration());
  }

  /** On a file system of several machines only a sign of life tells. */
  @Test
  void theLockOfASilentProcessOfAnotherMachineIsTakenOver() throws IOException {
    write(ofAnotherMachine(20).text());
    RunLock.take(remote(), RemoteFileSystem.configuration(true), warnings::add).close();
    assertThat(warnings).singleElement().asString().contains("run.lock", "dead");
  }

  @Test
  void theLockOfAProcessOfAnotherMachineThatBeatsIsLeftAlone() throws IOException {
    Configuration conf = RemoteFileSystem.configuration(true);
    org.apache.hadoop.fs.Path place = remote();
    LockEntry holder = ofAnotherMachine(200);
    write(holder.text());
    Heartbeat heartbeat = new Heartbeat(new org.apache.hadoop.fs.Path(place, "run.lock"), conf);
    heartbeat.start(holder);
    try {
      assertThatThrownBy(() -> RunLock.take(place, conf, warnings::add))
          .isInstanceOf(RunHeldException.class)
          .hasMessageContaining("is held by process 1 on elsewhere")
          .message()
          .doesNotContain("if that process is dead");
    } finally {
      heartbeat.stop();
    }
    assertThat(folder.resolve("run.lock")).hasContent(holder.text());
    assertThat(warnings).isEmpty();
  }

  /** An earlier release's lock has no heartbeat: a person must say that its process is dead. */
  @Test
  void theLockOfAProcessOfAnotherMachineWithoutAHeartbeatIsLeftAlone() throws IOException {
    write(ofAnotherMachine(0).text());
    assertThatThrownBy(
            () -> RunLock.take(remote(), RemoteFileSystem.configuration(true), warnings::add))
        .isInstanceOf(RunHeldException.class)
        .hasMessageContaining("; if that process is dead, remove ");
  }

  @Test
  void aHeldRemoteLockBeatsUntilItIsReleased() throws Exception {
    Configuration conf = RemoteFileSystem.configuration(true);
    conf.setLong(Heartbeat.EVERY_MILLIS, 5);
    Path beat = folder.resolve(".run.lock.beat");
    try (RunLock lock = RunLock.take(remote(), conf, warnings::add)) {
      assertThat(lock).isNotNull();
      await(() -> Files.exists(beat));
    }
    assertThat(folder).isEmptyDirectory();
  }

  private org.apache.hadoop.fs.Path remote() {
    return new org.apache.hadoop.fs.Path("remote:" + folder);
  }

  private static void await(Callable<Boolean> condition) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
    while (!condition.call()) {
      assertThat(System.nanoTime()).as("waited in vain").isLessThan(deadline);
    }
  }

  private static LockEntry ofAnotherMachine(long beatMillis) {
    ProcessIdentity process =
        new ProcessIdentity(
            "elsewhere",
            1,
            Instant.parse("2001-02-03T04:05:06Z"),
            Optional.of(new Proc.Birth("another boot", "pid:[1]", 1)));
    return new LockEntry(process, "a lock", false, beatMillis);
  }

  private void writeDead() throws Exception {
    Process dead = new ProcessBuilder("true").start();
    dead.waitFor();
    write(host(), dead.pid(), Instant.now());
  }

  private static Proc.Birth birth() {
    Optional<Proc.Birth> birth = Proc.SYSTEM.ownBirth();
    assumeTrue(birth.isPresent(), "the system is not Linux");
    return birth.get();
  }

  /** A lock's text, with a start by a clock that has been set since. */
  private static String entry(long pid, String boot, String namespace, long ticks, boolean fileLock)
      throws IOException {
    return new LockEntry(
            new ProcessIdentity(
                host(),
                pid,
                Instant.parse("2001-02-03T04:05:06Z"),
                Optional.of(new Proc.Birth(boot, namespace, ticks))),
            "a lock",
            fileLock,
            0)
        .text();
  }
}
