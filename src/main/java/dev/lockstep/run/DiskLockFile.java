package dev.lockstep.run;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import dev.lockstep.text.DamagedFileException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * A lock on a local file system, with the system's own lock on the file from its taking to its end.
 * The system releases this lock when the process dies, in any way, and only then. So it tells
 * whether the writer is alive, in any namespace and at any time.
 *
 * <p>The system also releases it when this process closes any channel to the file: once the file is
 * taken, this process opens no channel that it closes before the end.
 */
final class DiskLockFile implements LockFile {
  /** Behind all content, because on Windows others cannot read a locked byte. */
  private static final long LOCKED_BYTE = 1L << 30;

  /** Another process that only looks holds the system's lock for less than a millisecond. */
  private static final int TRIES = 5;

  private static final int PAUSE_MILLIS = 20;

  /**
   * File systems of one machine, whose locks all its processes see. On others, such as network file
   * systems, locks may be each machine's own, so that a free one says nothing.
   */
  private static final Set<String> LOCAL_TYPES =
      Set.of(
          "ext2",
          "ext3",
          "ext4",
          "xfs",
          "btrfs",
          "bcachefs",
          "zfs",
          "f2fs",
          "jfs",
          "reiserfs",
          "tmpfs",
          "ramfs",
          "overlay",
          "apfs",
          "hfs",
          "ufs",
          "ntfs",
          "refs");

  /** The holder of the system's lock on the file. */
  private enum Grip {
    OURS,
    ANOTHERS,
    /** The file system has no such locks. */
    NOBODYS
  }

  private final org.apache.hadoop.fs.Path file;
  private final Path place;

  private FileChannel channel;

  /**
   * A channel to the file in its place, which shows that the first channel is open to this file.
   */
  private FileChannel witness;

  /** Kept here, because Java forgets a lock without references. */
  @SuppressWarnings("unused")
  private FileLock lock;

  private LockEntry entry;
  private Object key;

  DiskLockFile(org.apache.hadoop.fs.Path file, Path place) {
    this.file = file;
    this.place = place;
  }

  /** Returns true if the file that was taken lies there, under any path. */
  boolean isAt(Path other) throws IOException {
    return Files.exists(place, NOFOLLOW_LINKS)
        && Files.exists(other, NOFOLLOW_LINKS)
        && Files.isSameFile(place, other);
  }

  Path place() {
    return place;
  }

  @Override
  public LockEntry entry() {
    return entry;
  }

  @Override
  public Optional<RunHeldException> heldBy() throws IOException {
    if (!isFile()) {
      return Optional.empty();
    }
    try (FileChannel look = FileChannel.open(place, READ, NOFOLLOW_LINKS)) {
      return heldBy(look, grip(look, true));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  private Optional<RunHeldException> heldBy(FileChannel look, Grip grip) throws IOException {
    Optional<LockEntry> holder = read(look);
    if (grip == Grip.ANOTHERS) {
      return Optional.of(new RunHeldException(file, holder, true));
    }
    if (holder.isEmpty()) {
      return Optional.empty(); // Its writer was killed before it had written.
    }
    Life life = holder.get().process().life();
    if (life == Life.UNKNOWN && holder.get().fileLock() && grip == Grip.OURS && isLocal()) {
      life = Life.DEAD; // A living writer would hold the system's lock.
    }
    return life == Life.DEAD
        ? Optional.empty()
        : Optional.of(new RunHeldException(file, holder, life == Life.ALIVE));
  }

  @Override
  public boolean create() throws IOException {
    try {
      return grasp(FileChannel.open(place, CREATE_NEW, READ, WRITE));
    } catch (FileAlreadyExistsException e) {
      return false;
    }
  }

  @Override
  public boolean takeOver() throws IOException {
    try {
      return isFile() ? grasp(FileChannel.open(place, READ, WRITE, NOFOLLOW_LINKS)) : create();
    } catch (NoSuchFileException e) {
      return create();
    }
  }

  /** Takes the file for good, unless a process that may be alive has it. */
  private boolean grasp(FileChannel opened) throws IOException {
    channel = opened;
    boolean taken = false;
    try {
      Grip grip = grip(channel, false);
      if (heldBy(channel, grip).isEmpty()) {
        entry = LockEntry.create(grip == Grip.OURS, 0);
        channel.truncate(0);
        channel.write(ByteBuffer.wrap(entry.text().getBytes(StandardCharsets.UTF_8)), 0);
        channel.force(false);
        taken = isInPlace();
      }
    } finally {
      if (!taken) {
        close();
      }
    }
    return taken;
  }

  /**
   * Returns true if the file is still the one in its place: another process may remove it between
   * its opening and its locking.
   */
  private boolean isInPlace() throws IOException {
    try {
      key = key();
      witness = FileChannel.open(place, READ, NOFOLLOW_LINKS);
      return read(witness).filter(entry::equals).isPresent();
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  private Grip grip(FileChannel of, boolean shared) {
    try {
      for (int attempt = 0; attempt < TRIES; attempt++) {
        lock = of.tryLock(LOCKED_BYTE, 1, shared);
        if (lock != null) {
          return Grip.OURS;
        }
        Thread.sleep(PAUSE_MILLIS);
      }
      return Grip.ANOTHERS;
    } catch (OverlappingFileLockException e) {
      return Grip.ANOTHERS;
    } catch (IOException e) {
      return Grip.NOBODYS;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Grip.ANOTHERS;
    }
  }

  private boolean isLocal() {
    try {
      return LOCAL_TYPES.contains(Files.getFileStore(place).type().toLowerCase(Locale.ROOT));
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Returns true if the file is unchanged. It does not read the channel: an interrupted thread
   * would close it.
   */
  @Override
  public boolean isOurs() throws IOException {
    try {
      // Windows does not number files, and some network file systems renumber them now and then.
      return (key != null && key.equals(key()))
          || (isFile()
              && LockEntry.parse(file, Files.readString(place)).filter(entry::equals).isPresent());
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  /**
   * Returns the file's number, which no other file gets while it is open; null if there are no
   * numbers.
   */
  private Object key() throws IOException {
    return Files.readAttributes(place, BasicFileAttributes.class, NOFOLLOW_LINKS).fileKey();
  }

  /** Removes the file before its lock; in the other order it might remove another's file. */
  @Override
  public void remove() throws IOException {
    try {
      if (channel.isOpen() && isOurs() && read(channel).filter(entry::equals).isPresent()) {
        Files.deleteIfExists(place);
      }
    } finally {
      close();
    }
  }

  private void close() throws IOException {
    channel.close();
    if (witness != null) {
      witness.close();
    }
  }

  /**
   * Returns false if nothing is there.
   *
   * @throws DamagedFileException if it is not a file, above all if it is a link: whoever follows
   *     one writes to a file outside of the run folder
   */
  private boolean isFile() throws IOException {
    BasicFileAttributes found;
    try {
      found = Files.readAttributes(place, BasicFileAttributes.class, NOFOLLOW_LINKS);
    } catch (NoSuchFileException e) {
      return false;
    }
    if (!found.isRegularFile()) {
      throw new DamagedFileException(
          file,
          (found.isSymbolicLink()
                  ? "a symbolic link"
                  : found.isDirectory() ? "a folder" : "not a file")
              + ", where a run's lock is expected; remove it if no run is alive there");
    }
    return true;
  }

  private Optional<LockEntry> read(FileChannel from) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(LockEntry.MAX_BYTES);
    int read = 0;
    while (bytes.hasRemaining() && read >= 0) {
      read = from.read(bytes, bytes.position());
    }
    return LockEntry.parse(
        file, new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8));
  }
}
