package dev.lockstep.storage;

import dev.lockstep.text.DamagedFileException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.EtagSource;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;

/**
 * Creates a file that must not exist: whole or not at all, and of several writers one succeeds. An
 * object store that can is asked to refuse a second object of a name. A local disk links a
 * temporary file, and all other file systems rename one, which on HDFS is atomic too; there a
 * rename replaces nothing.
 */
public final class NewFile {
  private NewFile() {}

  /**
   * Creates a file of {@code text} as UTF-8, and missing folders above it. A file that has this
   * text already counts as this writer's, whose request may have been repeated.
   *
   * @return false if there is a file of another text
   * @throws FileFailedException if the file system does not take the bytes
   */
  public static boolean create(Path file, Configuration conf, String text) throws IOException {
    FileSystem fs = RunFiles.fileSystem(file, conf);
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    try {
      WriteGuard.requireAllAllow(fs.makeQualified(file));
      boolean created =
          ObjectPut.canRefuse(fs, file)
              ? put(ObjectPut.of(fs, file).ifNew(), bytes, () -> fs.exists(file))
              : viaTemporary(fs, file, bytes);
      return created || holds(file, conf, text);
    } catch (IOException | FSError e) {
      throw FileFailedException.writing(file, e);
    }
  }

  /**
   * Replaces a file that is as it was seen, on a store that can refuse the second of two writers.
   *
   * @return empty if the store cannot; false if another has replaced or removed the file
   * @throws FileFailedException if the file system does not take the bytes
   */
  public static Optional<Boolean> replace(FileStatus seen, Configuration conf, String text)
      throws IOException {
    Path file = seen.getPath();
    FileSystem fs = RunFiles.fileSystem(file, conf);
    try {
      if (!(seen instanceof EtagSource tagged) || !ObjectPut.canRefuse(fs, file)) {
        return Optional.empty();
      }
      ObjectPut put = ObjectPut.of(fs, file).ifStill(tagged.getEtag());
      boolean replaced =
          put(put, text.getBytes(StandardCharsets.UTF_8), () -> RunFiles.isReplaced(fs, seen));
      return Optional.of(replaced || holds(file, conf, text));
    } catch (IOException | FSError e) {
      throw FileFailedException.writing(file, e);
    }
  }

  /** Finds out whether another writer was first. */
  @FunctionalInterface
  private interface Lost {
    boolean find() throws IOException;
  }

  private static boolean put(ObjectPut put, byte[] bytes, Lost lost) throws IOException {
    try {
      put.write(out -> out.write(bytes));
    } catch (IOException e) {
      if (lost.find()) {
        return false;
      }
      throw e;
    }
    return true;
  }

  private static boolean viaTemporary(FileSystem fs, Path file, byte[] bytes) throws IOException {
    Path temporary = TemporaryFile.nameFor(file);
    try {
      TemporaryFile.write(fs, temporary, out -> out.write(bytes));
      return fs instanceof RawLocalFileSystem local
          ? link(local.pathToFile(temporary).toPath(), local.pathToFile(file).toPath())
          : rename(fs, temporary, file);
    } finally {
      fs.cancelDeleteOnExit(temporary);
      AtomicRename.discard(fs, temporary);
    }
  }

  private static boolean link(java.nio.file.Path temporary, java.nio.file.Path file)
      throws IOException {
    try {
      try {
        Files.createLink(file, temporary);
      } catch (FileAlreadyExistsException e) {
        throw e;
      } catch (UnsupportedOperationException | IOException e) {
        Files.move(temporary, file); // A disk without hard links.
      }
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    }
  }

  private static boolean rename(FileSystem fs, Path temporary, Path file) throws IOException {
    boolean renamed;
    try {
      renamed = !fs.exists(file) && fs.rename(temporary, file);
    } catch (FileNotFoundException | org.apache.hadoop.fs.FileAlreadyExistsException e) {
      renamed = false;
    }
    if (!renamed && !fs.exists(file)) {
      throw new IOException("cannot be renamed from " + temporary);
    }
    return renamed;
  }

  private static boolean holds(Path file, Configuration conf, String text) throws IOException {
    int bytes = text.getBytes(StandardCharsets.UTF_8).length;
    try {
      return RunFiles.readText(file, conf, bytes).equals(text);
    } catch (DamagedFileException e) {
      return false;
    }
  }
}
