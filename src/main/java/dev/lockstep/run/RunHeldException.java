package dev.lockstep.run;

import java.util.Optional;
import org.apache.hadoop.fs.Path;

/** Another process, or another run in this one, writes to the folder; the message names it. */
public final class RunHeldException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates the exception for a lock's file.
   *
   * @param holder if the file names it
   * @param alive true if that is certain
   */
  RunHeldException(Path file, Optional<LockEntry> holder, boolean alive) {
    super(
        file.getParent()
            + " is held by "
            + holder
                .map(LockEntry::process)
                .map(RunHeldException::name)
                .orElse("an unknown process")
            + (alive ? "" : "; if that process is dead, remove " + file));
  }

  private static String name(ProcessIdentity process) {
    return "process " + process.pid() + " on " + process.host() + ", started " + process.start();
  }
}
