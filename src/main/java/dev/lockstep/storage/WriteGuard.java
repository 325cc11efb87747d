package dev.lockstep.storage;

import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.hadoop.fs.Path;

/** Tells of every file whether this process may write it now. */
public abstract class WriteGuard {
  private static final Set<WriteGuard> ASKED = ConcurrentHashMap.newKeySet();

  /**
   * Throws an exception if a file must not be written.
   *
   * @param file with scheme and host
   */
  protected abstract void requireAllowed(Path file) throws IOException;

  /** Asks this guard before every write, until it is {@link #withdraw}n. */
  protected final void ask() {
    ASKED.add(this);
  }

  /** Stops asking this guard. */
  protected final void withdraw() {
    ASKED.remove(this);
  }

  /** Asks all guards. */
  static void requireAllAllow(Path file) throws IOException {
    for (WriteGuard guard : ASKED) {
      guard.requireAllowed(file);
    }
  }
}
