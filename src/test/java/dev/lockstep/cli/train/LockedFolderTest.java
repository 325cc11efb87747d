package dev.lockstep.cli.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.run.RunHeldException;
import dev.lockstep.run.RunLock;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.util.ShutdownHookManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LockedFolderTest {
  @TempDir Path folder;

  /** Else a signal right after the taking leaves the lock. */
  @Test
  void aSignalIsWatchedForBeforeTheLockIsTaken() throws Exception {
    take(new ArrayList<>()).close(); // Hadoop's file systems have a hook of their own.
    int before = hooks();
    List<Integer> whileTaking = new ArrayList<>();
    Files.createFile(folder.resolve(RunLock.FILE_NAME)); // As if killed before it had written.
    try (LockedFolder locked = take(whileTaking)) {
      assertThat(locked.stopAsked()).isFalse();
      assertThat(whileTaking).containsExactly(before + 1);
      assertThatThrownBy(() -> take(whileTaking)).isInstanceOf(RunHeldException.class);
      assertThat(hooks()).as("hooks of holds that are").isEqualTo(before + 1);
    }
    assertThat(hooks()).isEqualTo(before);
    assertThat(folder).isEmptyDirectory();
  }

  private LockedFolder take(List<Integer> whileTaking) throws IOException {
    return LockedFolder.take(
        new org.apache.hadoop.fs.Path(folder.toUri()),
        new Configuration(),
        warning -> whileTaking.add(hooks()));
  }

  /** Hadoop shows its hooks to its own tests alone. */
  private static int hooks() {
    try {
      Method list = ShutdownHookManager.class.getDeclaredMethod("getShutdownHooksInOrder");
      list.setAccessible(true);
      return ((List<?>) list.invoke(ShutdownHookManager.get())).size();
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(e.getMessage(), e);
    }
  }
}
