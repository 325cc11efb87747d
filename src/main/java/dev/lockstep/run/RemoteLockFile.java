package dev.lockstep.run;

import dev.lockstep.storage.NewFile;
import dev.lockstep.storage.RunFiles;
import dev.lockstep.text.DamagedFileException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * A lock on a file system without locks of its own. Its writer's identity tells whether the writer
 * is alive on this machine; on another one, its heartbeat does.
 */
final class RemoteLockFile implements LockFile {
  private final Path file;
  private final Configuration conf;
  private final LockEntry entry;
  private final Heartbeat heartbeat;

  /** The lock whose holder has shown no sign of life; null if there is none. */
  private LockEntry silent;

  RemoteLockFile(Path file, Configuration conf) {
    this.file = file;
    this.conf = conf;
    entry = LockEntry.create(false, Heartbeat.everyMillis(conf));
    heartbeat = new Heartbeat(file, conf);
  }

  @Override
  public Optional<RunHeldException> heldBy() throws IOException {
    Optional<LockEntry> holder = holder();
    if (holder.isEmpty()) {
      return Optional.empty();
    }
    Life life = life(holder.get());
    return life == Life.DEAD
        ? Optional.empty()
        : Optional.of(new RunHeldException(file, holder, life == Life.ALIVE));
  }

  /**
   * Writes it under another name first, so that a lock has its holder's name from the beginning.
   */
  @Override
  public boolean create() throws IOException {
    return begun(NewFile.create(file, conf, entry.text()));
  }

  private boolean begun(boolean ours) {
    if (ours) {
      heartbeat.start(entry);
    }
    return ours;
  }

  /**
   * Replaces the dead lock, on an object store that refuses the second who does so. Else moves it
   * aside, if a rename that replaces no file is atomic, as on HDFS: it stays there under a name
   * with that process's number, so that a later process moves nothing, least of all the first one's
   * lock.
   */
  @Override
  public boolean takeOver() throws IOException {
    Optional<FileStatus> seen = RunFiles.status(file, conf); // Of what is read next, or older.
    Optional<LockEntry> dead = holder();
    if (seen.isEmpty() || dead.isEmpty()) {
      return create();
    }
    if (life(dead.get()) != Life.DEAD) {
      return false;
    }
    Optional<Boolean> replaced = NewFile.replace(seen.get(), conf, entry.text());
    if (replaced.isPresent()) {
      return begun(replaced.get());
    }
    return move(RunFiles.fileSystem(file, conf), file, asideName(dead.get().process())) && create();
  }

  private Life life(LockEntry holder) throws IOException {
    Life life = holder.process().life();
    if (life == Life.UNKNOWN) {
      life = holder.equals(silent) ? Life.DEAD : heartbeat.watch(holder);
    }
    silent = life == Life.DEAD ? holder : silent;
    return life;
  }

  private Path asideName(ProcessIdentity dead) {
    String process = dead.pid() + "-" + dead.start().toEpochMilli();
    return new Path(file.getParent(), "." + file.getName() + "." + process);
  }

  /** Returns false if a file has the new name, or none has the old. */
  private static boolean move(FileSystem fs, Path from, Path to) throws IOException {
    try {
      return fs.rename(from, to);
    } catch (FileNotFoundException | FileAlreadyExistsException e) {
      return false;
    }
  }

  @Override
  public LockEntry entry() {
    return entry;
  }

  @Override
  public boolean isOurs() throws IOException {
    return holder().filter(entry::equals).isPresent();
  }

  @Override
  public void remove() throws IOException {
    heartbeat.stop();
    if (isOurs()) {
      RunFiles.fileSystem(file, conf).delete(file, false);
    }
  }

  /** Returns the holder; empty without a lock, or with one that cannot be read. */
  private Optional<LockEntry> holder() throws IOException {
    if (!RunFiles.fileSystem(file, conf).exists(file)) {
      return Optional.empty();
    }
    try {
      return LockEntry.parse(file, RunFiles.readText(file, conf, LockEntry.MAX_BYTES));
    } catch (DamagedFileException e) {
      return Optional.empty();
    }
  }
}
