package dev.lockstep.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.storage.FileFailedException;
import dev.lockstep.storage.RunFiles;
import dev.lockstep.text.DamagedFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What may lie in the place of a run's lock, and what becomes of a folder that is taken away. */
@Tag("slow")
class RunLockFileTest extends LockedRuns {
  @ParameterizedTest
  @ValueSource(strings = {"elsewhere", "nowhere"})
  void aLinkInTheLocksPlaceIsNotFollowed(String target) throws IOException {
    Path elsewhere = Files.writeString(folder.resolve("elsewhere"), "somebody's");
    Files.createSymbolicLink(folder.resolve("run.lock"), folder.resolve(target));
    for (ThrowingCallable attempt : List.<ThrowingCallable>of(this::take, this::requireFree)) {
      assertThatThrownBy(attempt)
          .isInstanceOf(DamagedFileException.class)
          .hasMessageStartingWith(folder.resolve("run.lock") + ": a symbolic link");
    }
    assertThat(elsewhere).hasContent("somebody's");
    assertThat(folder.resolve("nowhere")).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource({",moved", ",replaced", "remote:,moved", "remote:,replaced"})
  void aFolderThatIsTakenFromARunIsNotMadeAnew(String scheme, String fate) throws IOException {
    Configuration conf = RemoteFileSystem.configuration(true);
    Path run = Files.createDirectory(folder.resolve("run"));
    org.apache.hadoop.fs.Path place =
        new org.apache.hadoop.fs.Path((scheme == null ? "" : scheme) + run);
    RunLock lock = RunLock.take(place, conf, warnings::add);
    RunFiles.writeText(new org.apache.hadoop.fs.Path(place, "checkpoints/1"), conf, "one");
    Files.move(run, folder.resolve("moved"));
    if (fate.equals("replaced")) {
      Files.createDirectories(run.resolve("checkpoints"));
      write(run, json(host(), 1, Instant.EPOCH));
    }
    for (String name : List.of("metrics.jsonl", "checkpoints/1")) {
      org.apache.hadoop.fs.Path file = new org.apache.hadoop.fs.Path(place, name);
      assertThatThrownBy(() -> RunFiles.writeText(file, conf, "two"))
          .isInstanceOf(FileFailedException.class)
          .hasMessage(
              file
                  + ": cannot be written: the run no longer holds its folder, which was removed,"
                  + " moved or replaced: its run.lock is gone");
    }
    lock.close();
    assertThat(folder.resolve("moved/checkpoints/1")).hasContent("one");
    if (fate.equals("replaced")) {
      assertThat(run.resolve("run.lock")).exists();
      assertThat(run.resolve("checkpoints")).isEmptyDirectory();
    } else {
      assertThat(run).doesNotExist();
    }
  }

  @Test
  void aFolderInTheLocksPlaceIsNamed() throws IOException {
    Files.createDirectory(folder.resolve("run.lock"));
    assertThatThrownBy(this::take)
        .isInstanceOf(DamagedFileException.class)
        .hasMessageStartingWith(folder.resolve("run.lock") + ": a folder");
  }

  @Test
  void aLockThatItsWriterDidNotFinishIsTakenOver() throws IOException {
    Files.createFile(folder.resolve("run.lock"));
    take().close();
    assertThat(warnings).hasSize(1);
  }

  @Test
  void anothersLockIsNotRemoved() throws IOException {
    RunLock lock = take();
    write("elsewhere.example", 1, Instant.EPOCH);
    lock.close();
    assertThat(folder.resolve("run.lock")).exists();
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
        .isInstanceOf(RunHeldException.class)
        .hasMessageContaining("remove remote:" + folder.resolve("run.lock"));
    assertThat(folder.toFile().list()).containsExactly("run.lock");
  }
}
