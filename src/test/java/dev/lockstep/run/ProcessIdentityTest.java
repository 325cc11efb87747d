package dev.lockstep.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.run.Proc.Birth;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** With a table of processes made up of files. */
class ProcessIdentityTest {
  private static final long OWN_PID = 77;
  private static final String FIRST = "pid:[4026531836]";
  private static final String CONTAINER = "pid:[4026532999]";

  @TempDir Path proc;

  @BeforeEach
  void numberTheFirstAndThisProcess() throws IOException {
    Files.createDirectories(proc.resolve("sys/kernel/random"));
    Files.writeString(proc.resolve("sys/kernel/random/boot_id"), "boot\n");
    process(1, "(init)", "S", 0);
    process(OWN_PID, "(java)", "S", 500);
    Files.createDirectory(proc.resolve("77/ns"));
    Files.createSymbolicLink(proc.resolve("77/ns/pid"), Path.of(FIRST));
    Files.createSymbolicLink(proc.resolve("self"), Path.of("77"));
  }

  @Test
  void thisProcesssBirthIsRead() {
    assertThat(new Proc(proc).ownBirth()).contains(new Birth("boot", FIRST, 500));
    assertThat(new Proc(proc.resolve("none")).ownBirth()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "(java), S, 900, ALIVE",
    "((a) S (b) 1 2), R, 900, ALIVE",
    "(java), S, 901, DEAD",
    "(java), Z, 900, DEAD",
  })
  void aProcessOfThisNamespaceIsLookedUp(String name, String state, long ticks, Life life)
      throws IOException {
    process(900, name, state, ticks);
    assertThat(life("elsewhere", 900, "boot", FIRST)).isEqualTo(life);
  }

  @Test
  void aNumberThatNoProcessHasIsADeadOnes() {
    assertThat(life("here", 900, "boot", FIRST)).isEqualTo(Life.DEAD);
  }

  /** As by the option hidepid of Linux. */
  @Test
  void whereProcessesAreHiddenNoneIsDead() throws IOException {
    Files.delete(proc.resolve("1/stat"));
    Files.delete(proc.resolve("1"));
    assertThat(life("here", 900, "boot", FIRST)).isEqualTo(Life.UNKNOWN);
    Files.createDirectory(proc.resolve("900"));
    assertThat(life("here", 900, "boot", FIRST)).isEqualTo(Life.UNKNOWN);
  }

  @Test
  void inATableOfAnotherNamespaceNobodyIsFound() throws IOException {
    process(900, "(java)", "S", 900);
    Files.delete(proc.resolve("self"));
    Files.createSymbolicLink(proc.resolve("self"), Path.of("1"));
    assertThat(life("here", 900, "boot", FIRST)).isEqualTo(Life.UNKNOWN);
  }

  @ParameterizedTest
  @CsvSource({
    "here, boot, " + CONTAINER + ", UNKNOWN",
    "here, another boot, " + FIRST + ", DEAD",
    "here, another boot, " + CONTAINER + ", UNKNOWN",
    "elsewhere, another boot, " + FIRST + ", UNKNOWN",
    "localhost, another boot, " + FIRST + ", UNKNOWN",
  })
  void aProcessOfAnotherBootOrNamespaceCannotBeLookedUp(
      String host, String boot, String namespace, Life life) throws IOException {
    process(900, "(java)", "S", 900);
    assertThat(life(host, 900, boot, namespace)).isEqualTo(life);
  }

  private Life life(String host, long pid, String boot, String namespace) {
    Birth own = new Birth("boot", FIRST, 500);
    return identity(host, pid, new Birth(boot, namespace, 900))
        .life(identity(host.equals("elsewhere") ? "here" : host, OWN_PID, own), new Proc(proc));
  }

  private static ProcessIdentity identity(String host, long pid, Birth birth) {
    return new ProcessIdentity(host, pid, Instant.EPOCH, Optional.of(birth));
  }

  private void process(long pid, String name, String state, long ticks) throws IOException {
    Files.createDirectory(proc.resolve("" + pid));
    Files.writeString(
        proc.resolve(pid + "/stat"),
        pid
            + " "
            + name
            + " "
            + state
            + " 1 1 1 0 -1 4 97 0 0 0 0 0 0 0 20 0 1 0 "
            + ticks
            + " 3133440 381\n");
  }
}
