package dev.lockstep.model;

import dev.lockstep.text.Counted;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.StreamCapabilities;
import org.apache.hadoop.fs.UnsupportedFileSystemException;

/**
 * Whole files on any of Hadoop's file systems. A write goes to a hidden temporary file in the same
 * folder, is synced, and takes the file's place by a rename: a reader sees the old bytes or the new
 * ones, and a write that fails leaves the old ones. On {@code file:} and {@code hdfs:} the rename
 * is atomic; an object store gives what it can.
 */
public final class RunFiles {
  private static final Set<Guard> GUARDS = ConcurrentHashMap.newKeySet();

  private static final String TEMPORARY_SUFFIX = ".lockstep-tmp";

  /** Not a temporary file: after a kill at the wrong moment it is the only complete one. */
  private static final String SET_ASIDE_SUFFIX = ".lockstep-old";

  /** Writes a file's bytes to a stream, which it need not close. */
  @FunctionalInterface
  public interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

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
   * Creates or replaces {@code file}, and the folders above it where they are missing.
   *
   * @throws FileFailedException if the file system does not take the bytes, or if the file belongs
   *     into a run folder that has been taken from its run
   */
  public static void write(Path file, Configuration conf, Content content) throws IOException {
    FileSystem fs = fileSystem(file, conf);
    requireNoFolder(fs, file);
    Path temporary = temporaryName(file);
    boolean inPlace = false;
    try {
      requireAllowed(fs.makeQualified(file));
      try (FSDataOutputStream out = fs.create(temporary, false)) {
        fs.deleteOnExit(temporary); // A signal that ends the process leaves nothing half done.
        content.writeTo(out);
        if (out.hasCapability(StreamCapabilities.HSYNC)) {
          out.hsync();
        }
      }
      requireAllowed(fs.makeQualified(file));
      rename(fs, conf, temporary, file);
      inPlace = true;
    } catch (IOException | FSError e) { // The latter is what Hadoop makes of a local disk's.
      throw FileFailedException.writing(file, reason(fs.makeQualified(file), e));
    } finally {
      fs.cancelDeleteOnExit(temporary);
      if (!inPlace) {
        discard(fs, temporary);
      }
    }
  }

  /** Says of every file whether it may be written now. */
  public interface Guard {
    /**
     * Refuses a file that must not be written.
     *
     * @param file with scheme and host
     */
    void requireAllowed(Path file) throws IOException;
  }

  /** Asks a guard before every write of this process, until it is {@link #withdraw}n. */
  public static void ask(Guard guard) {
    GUARDS.add(guard);
  }

  /** Asks a guard no longer. */
  public static void withdraw(Guard guard) {
    GUARDS.remove(guard);
  }

  private static void requireAllowed(Path file) throws IOException {
    for (Guard guard : GUARDS) {
      guard.requireAllowed(file);
    }
  }

  /** Where the run folder is gone, that is why its files cannot be written. */
  private static Throwable reason(Path file, Throwable failure) {
    try {
      requireAllowed(file);
      return failure;
    } catch (IOException gone) {
      return gone;
    }
  }

  /**
   * Replaces a folder: the new one is written to a hidden folder beside it, and takes its place
   * once it is whole. The old one stays where that fails.
   */
  public static void replaceFolder(Path folder, Configuration conf, FolderContent content)
      throws IOException {
    FileSystem fs = fileSystem(folder, conf);
    Path whole = fs.makeQualified(folder);
    Path beside = temporaryName(whole);
    try {
      content.writeTo(beside);
      renameStepwise(fs, beside, whole);
    } finally {
      fs.delete(beside, true);
    }
  }

  /** Creates or replaces {@code file} with {@code text} as UTF-8; see {@link #write}. */
  public static void writeText(Path file, Configuration conf, String text) throws IOException {
    write(file, conf, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
  }

  /**
   * What {@code reading} makes of the file.
   *
   * @throws DamagedFileException if there is no such file, or it ends before {@code reading} does
   * @throws IOException if the file system fails, which says nothing about the file
   */
  public static <T> T read(Path file, Configuration conf, Reading<T> reading) throws IOException {
    FileSystem fs = fileSystem(file, conf);
    FileStatus status =
        status(fs, file).orElseThrow(() -> new DamagedFileException(file, "no such file"));
    if (status.isDirectory()) {
      throw new DamagedFileException(file, "a folder, where a file is expected");
    }
    try (FSDataInputStream in = fs.open(file)) {
      return reading.from(in, status.getLen());
    } catch (EOFException e) {
      throw new DamagedFileException(
          file, "ends before its reader expects, after " + Counted.of(status.getLen(), "byte"), e);
    } catch (IOException | FSError e) {
      throw FileFailedException.reading(file, e);
    }
  }

  /**
   * The status of a file or folder; empty where there is none.
   *
   * @throws IOException if the file system fails, as where its host does not answer
   */
  public static Optional<FileStatus> status(Path file, Configuration conf) throws IOException {
    return status(fileSystem(file, conf), file);
  }

  /**
   * What a folder holds.
   *
   * @throws IOException if the file system fails
   */
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
   * The text of a file in UTF-8.
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
          return text(file, in, (int) lengthBytes);
        });
  }

  /** The next {@code bytes} of {@code file} as UTF-8, of which nothing malformed is let through. */
  static String text(Path file, DataInputStream in, int bytes) throws IOException {
    byte[] encoded = new byte[bytes];
    in.readFully(encoded);
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(encoded)).toString();
    } catch (CharacterCodingException e) {
      throw new DamagedFileException(file, "its text is not UTF-8", e);
    }
  }

  /**
   * Removes what writers that were killed left in a folder. Only for who holds the folder: another
   * writer's file would be taken from under its hands.
   */
  public static void removeAbandoned(Path folder, Configuration conf) throws IOException {
    FileSystem fs = fileSystem(folder, conf);
    for (FileStatus status : fs.listStatus(folder)) {
      String name = status.getPath().getName();
      if (status.isFile() && name.startsWith(".") && name.endsWith(TEMPORARY_SUFFIX)) {
        fs.delete(status.getPath(), false);
      }
    }
  }

  /** For a file that is to be renamed to {@code file}; see {@link #removeAbandoned}. */
  public static Path temporaryName(Path file) {
    return hiddenName(file, TEMPORARY_SUFFIX);
  }

  /** Unlike any other, so that two writers who do not know of each other never mix their bytes. */
  private static Path hiddenName(Path file, String suffix) {
    String name = "." + file.getName() + "." + UUID.randomUUID() + suffix;
    return file.getParent() == null ? named(name) : child(file.getParent(), name);
  }

  /** Returns a folder's entry, whatever is in the name: a colon there marks no file system. */
  public static Path child(Path folder, String name) {
    return new Path(folder, named(name));
  }

  private static Path named(String name) {
    return new Path(null, null, name);
  }

  /** Local files without Hadoop's checksum files beside them. */
  public static FileSystem fileSystem(Path file, Configuration conf) throws IOException {
    FileSystem fs;
    try {
      fs = file.getFileSystem(conf);
    } catch (IllegalArgumentException e) { // As where its host has no address.
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
      // It is to be made.
    } catch (IOException | FSError e) {
      throw FileFailedException.writing(file, e);
    }
  }

  /**
   * Puts {@code from} in the place of {@code to}: by the JDK for local files, by {@link
   * FileContext} for others, since {@link FileSystem#rename} does not replace.
   */
  private static void rename(FileSystem fs, Configuration conf, Path from, Path to)
      throws IOException {
    if (fs instanceof RawLocalFileSystem local) {
      Files.move(
          local.pathToFile(from).toPath(),
          local.pathToFile(to).toPath(),
          StandardCopyOption.ATOMIC_MOVE);
      return;
    }
    Path source = fs.makeQualified(from);
    Path target = fs.makeQualified(to);
    FileContext context;
    try {
      context = FileContext.getFileContext(source.toUri(), conf);
    } catch (UnsupportedFileSystemException e) {
      renameStepwise(fs, source, target);
      return;
    }
    context.rename(source, target, Options.Rename.OVERWRITE);
  }

  /**
   * For folders, and file systems that cannot replace a file: the old one steps aside until the new
   * one is there.
   */
  private static void renameStepwise(FileSystem fs, Path from, Path to) throws IOException {
    boolean replaces = fs.exists(to);
    Path old = hiddenName(to, SET_ASIDE_SUFFIX);
    if (replaces && !fs.rename(to, old)) {
      throw new IOException(to + ": cannot be moved aside");
    }
    boolean inPlace = false;
    try {
      inPlace = fs.rename(from, to);
    } finally {
      if (replaces && !inPlace) {
        fs.rename(old, to);
      }
    }
    if (!inPlace) {
      throw new IOException(to + ": cannot be renamed from " + from);
    }
    if (replaces) {
      fs.delete(old, true);
    }
  }

  private static void discard(FileSystem fs, Path temporary) {
    try {
      fs.delete(temporary, false);
    } catch (IOException e) {
      // The write's own failure is under way to the caller and says more.
    }
  }
}
