package dev.lockstep.run;

import dev.lockstep.storage.RunFiles;
import java.io.IOException;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;

/** A run folder's lock, on a file system with or without locks of its own. */
sealed interface LockFile permits DiskLockFile, RemoteLockFile {
  static LockFile of(Path file, Configuration conf) throws IOException {
    FileSystem fs = RunFiles.fileSystem(file, conf);
    return fs instanceof RawLocalFileSystem local
        ? new DiskLockFile(file, local.pathToFile(file).toPath())
        : new RemoteLockFile(file, conf);
  }

  /** Returns the holder of the file, if that process may be alive. */
  Optional<RunHeldException> heldBy() throws IOException;

  /** Creates the file; returns false if it exists already. */
  boolean create() throws IOException;

  /** Takes the file that a dead process has left; of several that try, one gets it. */
  boolean takeOver() throws IOException;

  /** Returns what this process has written into the file that it has taken. */
  LockEntry entry();

  /** Returns true if the file that was taken is in its place and unchanged. */
  boolean isOurs() throws IOException;

  /** Removes the file, if it is still ours. */
  void remove() throws IOException;
}
