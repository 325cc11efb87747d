package dev.lockstep.storage;

import dev.lockstep.text.Counted;
import dev.lockstep.text.DamagedFileException;
import dev.lockstep.text.FileText;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.File;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Objects;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.EtagSource;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;

/**
 * Writes whole files to any of Hadoop's file systems: a reader sees the old bytes or the new ones,
 * and a failed write leaves the old ones. A write goes to a hidden temporary file in the same
 * folder, is synced, and replaces the file by a rename, which is atomic on {@code file:} and {@code
 * hdfs:}. An object store, whose renames are copies, takes the file in its place; see {@link
 * ObjectPut}.
 */
public final class RunFiles {
  private static final int MAX_TRIES = 10;

  /** Writes a folder that does not exist yet. */
  @FunctionalInterface
  public interface FolderContent {
    void writeTo(Path folder) throws IOException;
  }

  /** Reads a file of {@code lengthBytes} from its start; need not close the stream. */
  @FunctionalInterface
  public interface Reading<T> {
    T from(DataInputStream in, long lengthBytes) throws IOException;
  }

  private RunFiles() {}

  /**
   * Creates or replaces {@code file}, and creates missing folders above it.
   *
   * @throws FileFailedException if the file system does not take the bytes, or if the file belongs
   *     into a run folder that its run has lost
   */
  public static void write(Path file, Configuration conf, FileContent content) throws IOException {
    FileSystem fs = fileSystem(file, conf);
    requireNoFolder(fs, file);
    try {
      WriteGuard.requireAllAllow(fs.makeQualified(file));
      if (ObjectPut.suits(fs, file)) {
        ObjectPut.of(fs, file).write(content);
      } else {
        TemporaryFile.replace(fs, file, conf, content);
      }
    } catch (IOException | FSError e) { // Hadoop turns a local disk's error into an FSError.
      throw FileFailedException.writing(file, reason(fs.makeQualified(file), e));
    }
  }

  /** Returns the reason of a failed write: that the run folder is gone, if it is. */
  private static Throwable reason(Path file, Throwable failure) {
    try {
      WriteGuard.requireAllAllow(file);
      return failure;
    } catch (IOException gone) {
      return gone;
    }
  }

  /**
   * Replaces a folder: writes the new one to a hidden folder beside it and renames that when it is
   * complete. If writing fails, the old one stays.
   */
  public static void replaceFolder(Path folder, Configuration conf, FolderContent content)
      throws IOException {
    FileSystem fs = fileSystem(folder, conf);
    Path whole = fs.makeQualified(folder);
    Path beside = temporaryName(whole);
    try {
      content.writeTo(beside);
      AtomicRename.stepwise(fs, beside, whole);
    } finally {
      fs.delete(beside, true);
    }
  }

  /** Creates or replaces {@code file} with {@code text} as UTF-8; see {@link #write}. */
  public static void writeText(Path file, Configuration conf, String text) throws IOException {
    write(file, conf, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
  }

  /**
   * Returns the result of {@code reading}, which is done again if the file is replaced meanwhile:
   * an object store refuses to go on with another object.
   *
   * @throws DamagedFileException if there is no such file, or it ends before {@code reading} does
   * @throws IOException if the file system fails; the file's content is not to blame
   */
  public static <T> T read(Path file, Configuration conf, Reading<T> reading) throws IOException {
    FileSystem fs = fileSystem(file, conf);
    for (int tries = 1; true; tries++) {
      FileStatus status =
          status(fs, file).orElseThrow(() -> new DamagedFileException(file, "no such file"));
      if (status.isDirectory()) {
        throw new DamagedFileException(file, "a folder, where a file is expected");
      }
      if (fs instanceof RawLocalFileSystem local
          && !Files.isRegularFile(local.pathToFile(file).toPath())) {
        throw new DamagedFileException(file, "is neither a file nor a folder");
      }
      try (FSDataInputStream in = fs.open(file)) {
        return reading.from(in, status.getLen());
      } catch (IOException | FSError e) {
        if (tries == MAX_TRIES || !isReplaced(fs, status)) {
          throw unreadable(file, status, e);
        }
      }
    }
  }

  private static RuntimeException unreadable(Path file, FileStatus status, Throwable e)
      throws IOException {
    if (e instanceof EOFException) {
      throw new DamagedFileException(
          file, "ends before its reader expects, after " + Counted.of(status.getLen(), "byte"), e);
    }
    throw FileFailedException.reading(file, e);
  }

  /** Returns true if a file is another one than was seen, or none. */
  static boolean isReplaced(FileSystem fs, FileStatus seen) throws IOException {
    Optional<FileStatus> now = status(fs, seen.getPath());
    return now.isEmpty()
        || now.get().getLen() != seen.getLen()
        || now.get().getModificationTime() != seen.getModificationTime()
        || (now.get() instanceof EtagSource a
            && seen instanceof EtagSource b
            && !Objects.equals(a.getEtag(), b.getEtag()));
  }

  /**
   * Returns the status of a file or folder; empty if it does not exist.
   *
   * @throws IOException if the file system fails, because its host does not answer, say
   */
  public static Optional<FileStatus> status(Path file, Configuration conf) throws IOException {
    return status(fileSystem(file, conf), file);
  }

  /** Lists a folder. @throws IOException if the file system fails */
  public static FileStatus[] list(Path folder, Configuration conf) throws IOException {
    try {
      return fileSystem(folder, conf).listStatus(folder);
    } catch (IOException | FSError e) {
      throw FileFailedException.reading(folder, e);
    }
  }

  private static Optional<FileStatus> status(FileSystem fs, Path file) throws IOException {
    try {
      return Optional.of(fs.getFileStatus(file));
    } catch (FileNotFoundException e) {
      return Optional.empty();
    } catch (IOException | FSError e) {
      throw FileFailedException.reading(file, e);
    }
  }

  /**
   * Returns the text of a file in UTF-8.
   *
   * @throws DamagedFileException if there is no such file, it has more than {@code maxBytes}, or it
   *     is not UTF-8
   */
  public static String readText(Path file, Configuration conf, int maxBytes) throws IOException {
    return read(
        file,
        conf,
        (in, lengthBytes) -> {
          if (lengthBytes > maxBytes) {
            throw new DamagedFileException(
                file,
                "has "
                    + Counted.of(lengthBytes, "byte")
                    + ", more than the "
                    + maxBytes
                    + " allowed");
          }
          return FileText.read(file, in, (int) lengthBytes);
        });
  }

  /**
   * Removes what killed writers left in a folder. Only the folder's holder may call this: it would
   * remove another writer's file in the middle of its write.
   */
  public static void removeAbandoned(Path folder, Configuration conf) throws IOException {
    FileSystem fs = fileSystem(folder, conf);
    for (FileStatus status : fs.listStatus(folder)) {
      if (TemporaryFile.isOne(status)) {
        fs.delete(status.getPath(), false);
      }
    }
  }

  /**
   * Returns a temporary name for a file that is to be renamed to {@code file}; see {@link
   * #removeAbandoned}.
   */
  public static Path temporaryName(Path file) {
    return TemporaryFile.nameFor(file);
  }

  /**
   * Returns a folder's entry with any characters in its name: a colon does not mark a file system.
   */
  public static Path child(Path folder, String name) {
    return new Path(folder, new Path(null, null, name));
  }

  /**
   * Creates a folder and the missing folders above it.
   *
   * @throws FileFailedException if it cannot be created
   */
  public static void makeFolder(Path folder, Configuration conf) throws IOException {
    FileSystem fs = fileSystem(folder, conf);
    try {
      if (fs instanceof RawLocalFileSystem local) {
        File made = local.pathToFile(folder);
        if (!made.isDirectory()) { // The JDK refuses a link to a folder.
          Files.createDirectories(made.toPath()); // Gives the reason where Hadoop does not.
        }
      } else if (!fs.mkdirs(folder)) {
        throw new IOException("it cannot be made");
      }
    } catch (IOException | FSError e) {
      throw FileFailedException.writing(folder, e);
    }
  }

  /** Returns a file's file system; for local files, one that writes no checksum files. */
  public static FileSystem fileSystem(Path file, Configuration conf) throws IOException {
    FileSystem fs;
    try {
      fs = file.getFileSystem(conf);
    } catch (IllegalArgumentException e) { // Its host has no address, say.
      throw FileFailedException.reaching(file, e);
    }
    return fs instanceof LocalFileSystem local ? local.getRawFileSystem() : fs;
  }

  private static void requireNoFolder(FileSystem fs, Path file) throws IOException {
    try {
      if (fs.getFileStatus(file).isDirectory()) {
        throw new IOException("a folder of this name is in the way");
      }
    } catch (FileNotFoundException e) {
      // The file does not exist yet.
    } catch (IOException | FSError e) {
      throw FileFailedException.writing(file, e);
    }
  }
}
