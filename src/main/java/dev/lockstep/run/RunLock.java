package dev.lockstep.run;

import dev.lockstep.storage.RunFiles;
import dev.lockstep.storage.WriteGuard;
import dev.lockstep.text.DamagedFileException;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * Holds a run folder by a file in it, so that no second process writes there. Removes the file at
 * the end, and takes over the file of a dead process.
 */
public final class RunLock extends WriteGuard implements AutoCloseable {
  /** The file's name in a run folder. */
  public static final String FILE_NAME = "run.lock";

  /** This process's locks. Nobody may open their files; see {@link DiskLockFile}. */
  private static final Set<RunLock> HELD = ConcurrentHashMap.newKeySet();

  /** The run folder, with scheme and host. */
  private final Path folder;

  private final Path place;
  private final LockFile file;

  private RunLock(Path folder, Configuration conf) throws IOException {
    this.folder = RunFiles.fileSystem(folder, conf).makeQualified(folder);
    place = new Path(folder, FILE_NAME);
    file = LockFile.of(place, conf);
  }

  /**
   * Takes a run folder, which must exist.
   *
   * @param warning told of a lock that is taken over
   * @throws RunHeldException if another process, or another run in this one, holds it
   * @throws DamagedFileException if the lock's place has something other than a file
   */
  public static synchronized RunLock take(Path folder, Configuration conf, Consumer<String> warning)
      throws IOException {
    RunLock lock = new RunLock(folder, conf);
    lock.requireNotThisProcess();
    if (!lock.file.create()) {
      lock.requireFree();
      if (!lock.file.takeOver()) {
        lock.requireFree();
        throw new RunHeldException(lock.place, Optional.empty(), false);
      }
      warning.accept(lock.place + ": the process that left it is dead; going on without it");
    }
    HELD.add(lock);
    lock.ask();
    return lock;
  }

  /**
   * Looks, without taking the folder.
   *
   * @throws RunHeldException if a process that may be alive holds the folder
   * @throws DamagedFileException if the lock's place has something other than a file
   */
  public static synchronized void requireFree(Path folder, Configuration conf) throws IOException {
    RunLock lock = new RunLock(folder, conf);
    lock.requireNotThisProcess();
    lock.requireFree();
  }

  private void requireFree() throws IOException {
    Optional<RunHeldException> held = file.heldBy();
    if (held.isPresent()) {
      throw held.get();
    }
  }

  /** Checks this process's locks without opening their files; see {@link DiskLockFile}. */
  private void requireNotThisProcess() throws IOException {
    for (RunLock lock : HELD) {
      if (lock.folder.equals(folder) || isSameFile(lock.file, file)) {
        throw new RunHeldException(place, Optional.of(lock.file.entry()), true);
      }
    }
  }

  private static boolean isSameFile(LockFile one, LockFile other) throws IOException {
    return one instanceof DiskLockFile a && other instanceof DiskLockFile b && a.isAt(b.place());
  }

  /**
   * Refuses a file in the run folder once this process no longer holds the folder: whoever has
   * removed or replaced it does not want it made again.
   */
  @Override
  protected void requireAllowed(Path of) throws IOException {
    if (isAbove(of) && !file.isOurs()) {
      throw new IOException(
          "the run no longer holds its folder, which was removed, moved or replaced: its "
              + FILE_NAME
              + " is gone");
    }
  }

  private boolean isAbove(Path file) {
    for (Path above = file.getParent(); above != null; above = above.getParent()) {
      if (above.equals(folder)) {
        return true;
      }
    }
    return false;
  }

  /** Releases the folder; does nothing the second time, or when another holds the lock. */
  @Override
  public synchronized void close() throws IOException {
    HELD.remove(this);
    withdraw();
    file.remove();
  }
}
