package dev.lockstep.model;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;

/**
 * Says with a file in a run folder that a process writes there, so that no second one does. The
 * file is removed at the end; that of a process on this host which has died without is taken over.
 */
public final class RunLock implements AutoCloseable {
  /** The file's name in a run folder. */
  public static final String FILE_NAME = "run.lock";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MAX_BYTES = 10_000;

  /** A process's start is known to the second where the clock has been set since the boot. */
  private static final Duration START_TOLERANCE = Duration.ofSeconds(2);

  private final Path file;
  private final Configuration conf;
  private final Holder self;

  /** Another process writes to the folder; the message names it. */
  public static final class HeldException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private HeldException(Path file, Holder holder) {
      super(
          file.getParent()
              + " is held by process "
              + holder.pid
              + " on "
              + holder.host
              + ", started "
              + holder.start
              + "; if that is no longer alive, remove "
              + file);
    }

    private HeldException(Path file) {
      super(
          file.getParent()
              + " is held by who knows whom; if no run is alive there, remove "
              + file);
    }
  }

  /** A process; its start tells it from a later one of the same number. */
  private record Holder(String host, long pid, Instant start) {
    static Holder current() {
      ProcessHandle process = ProcessHandle.current();
      return new Holder(
          hostName(), process.pid(), process.info().startInstant().orElse(Instant.EPOCH));
    }

    ObjectNode json() {
      return JSON.createObjectNode()
          .put("host", host)
          .put("pid", pid)
          .put("processStart", start.toString());
    }

    private static String hostName() {
      try {
        return InetAddress.getLocalHost().getHostName();
      } catch (UnknownHostException e) {
        return "localhost";
      }
    }

    /** False only where it is certain. */
    boolean mayBeAlive() {
      if (!host.equals(hostName())) {
        return true;
      }
      Optional<ProcessHandle> process = ProcessHandle.of(pid).filter(ProcessHandle::isAlive);
      if (process.isEmpty()) {
        return false;
      }
      Optional<Instant> found = process.get().info().startInstant();
      return start.equals(Instant.EPOCH)
          || found.isEmpty()
          || Duration.between(start, found.get()).abs().compareTo(START_TOLERANCE) <= 0;
    }
  }

  private RunLock(Path file, Configuration conf) {
    this.file = file;
    this.conf = conf;
    self = Holder.current();
  }

  /**
   * Takes a run folder, which must exist.
   *
   * @param warning is told of a lock that is taken over
   * @throws HeldException if another process, or another run in this one, has it
   */
  public static synchronized RunLock take(Path folder, Configuration conf, Consumer<String> warning)
      throws IOException {
    RunLock lock = new RunLock(new Path(folder, FILE_NAME), conf);
    if (lock.create()) {
      return lock;
    }
    requireFree(folder, conf);
    if (lock.takeOver()) {
      warning.accept(lock.file + ": the process that left it is dead; going on without it");
      return lock;
    }
    throw lock.holder()
        .map(holder -> new HeldException(lock.file, holder))
        .orElseGet(() -> new HeldException(lock.file));
  }

  /**
   * Looks, and takes nothing.
   *
   * @throws HeldException if a process that may be alive holds the folder
   */
  public static synchronized void requireFree(Path folder, Configuration conf) throws IOException {
    RunLock lock = new RunLock(new Path(folder, FILE_NAME), conf);
    Optional<Holder> holder = lock.holder();
    if (holder.isPresent() && holder.get().mayBeAlive()) {
      throw new HeldException(lock.file, holder.get());
    }
  }

  /** Lets go of the folder; a second time, or when the lock is another's now, does nothing. */
  @Override
  public void close() throws IOException {
    if (holder().filter(self::equals).isPresent()) {
      delete();
    }
  }

  private boolean create() throws IOException {
    FileSystem fs = RunFiles.fileSystem(file, conf);
    if (fs instanceof RawLocalFileSystem local) {
      try (FileChannel channel =
          FileChannel.open(local.pathToFile(file).toPath(), CREATE_NEW, READ, WRITE)) {
        return writeAlone(channel);
      } catch (FileAlreadyExistsException e) {
        return false;
      }
    }
    // Written under another name, so that a lock is there with its holder or not at all.
    Path written = RunFiles.temporaryName(file);
    try (OutputStream out = fs.create(written, false)) {
      out.write(content());
    }
    if (move(fs, written, file)) {
      return true;
    }
    fs.delete(written, false);
    if (!fs.exists(file)) {
      throw new IOException(file + ": cannot be renamed from " + written);
    }
    return false;
  }

  /**
   * Of those that find the same dead process's lock, one gets it. On a local disk they write into
   * that very file one after the other, and look again before. Elsewhere they move it aside, where
   * a rename that takes no other file's place is atomic, as on HDFS: it stays there under a name of
   * that process's own, so whoever comes later moves nothing, least of all the lock of who was
   * first.
   */
  private boolean takeOver() throws IOException {
    if (RunFiles.fileSystem(file, conf) instanceof RawLocalFileSystem local) {
      try (FileChannel channel = FileChannel.open(local.pathToFile(file).toPath(), READ, WRITE)) {
        // Gone from its place meanwhile, the file written to is nobody's: hence the second look.
        return writeAlone(channel) && holder().filter(self::equals).isPresent();
      } catch (NoSuchFileException e) {
        return create();
      }
    }
    Optional<Holder> dead = holder();
    if (dead.isEmpty()) {
      return create();
    }
    return !dead.get().mayBeAlive()
        && move(RunFiles.fileSystem(file, conf), file, asideName(dead.get()))
        && create();
  }

  private Path asideName(Holder dead) {
    return new Path(
        file.getParent(), "." + FILE_NAME + "." + dead.pid + "-" + dead.start.toEpochMilli());
  }

  /** False where there is a file of the new name, or none of the old. */
  private static boolean move(FileSystem fs, Path from, Path to) throws IOException {
    try {
      return fs.rename(from, to);
    } catch (FileNotFoundException | org.apache.hadoop.fs.FileAlreadyExistsException e) {
      return false;
    }
  }

  /**
   * Writes who holds the lock, unless a process does that may be alive. The file is read by the
   * same channel: closing another one would end the system's lock.
   */
  private boolean writeAlone(FileChannel channel) throws IOException {
    try (FileLock alone = lock(channel)) {
      byte[] before = Channels.newInputStream(channel).readNBytes(MAX_BYTES);
      Optional<Holder> holder = holder(new String(before, StandardCharsets.UTF_8));
      boolean mayWrite = alone == null || alone.isValid();
      if (!mayWrite || holder.filter(Holder::mayBeAlive).isPresent()) {
        return false;
      }
      channel.truncate(0);
      channel.write(ByteBuffer.wrap(content()), 0);
      return true;
    }
  }

  /** Nothing on a file system without such locks, as some network ones are. */
  private static FileLock lock(FileChannel channel) {
    try {
      return channel.lock();
    } catch (IOException e) {
      return null;
    }
  }

  private byte[] content() {
    return (self.json() + "\n").getBytes(StandardCharsets.UTF_8);
  }

  /** Nobody where there is no lock, or one whose writer was killed before it was written. */
  private Optional<Holder> holder() throws IOException {
    if (!RunFiles.fileSystem(file, conf).exists(file)) {
      return Optional.empty();
    }
    try {
      return holder(RunFiles.readText(file, conf, MAX_BYTES));
    } catch (DamagedFileException e) {
      return Optional.empty();
    }
  }

  private Optional<Holder> holder(String text) {
    try {
      JsonNode node = StrictJson.parse(file, text);
      return Optional.of(
          new Holder(
              node.path("host").asText(),
              node.path("pid").asLong(),
              Instant.parse(node.path("processStart").asText())));
    } catch (DamagedFileException | DateTimeException e) {
      return Optional.empty();
    }
  }

  private void delete() throws IOException {
    RunFiles.fileSystem(file, conf).delete(file, false);
  }
}
