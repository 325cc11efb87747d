package dev.lockstep.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.UnsupportedFileSystemException;

/** Puts a complete file or folder in the place of an older one. */
final class AtomicRename {
  /** This is not a temporary file: after a kill at the wrong moment it is the only complete one. */
  private static final String SET_ASIDE_SUFFIX = ".lockstep-old";

  private AtomicRename() {}

  /**
   * Renames {@code from} to {@code to} and replaces that: by the JDK for local files, by {@link
   * FileContext} for others, because {@link FileSystem#rename} does not replace.
   */
  static void rename(FileSystem fs, Configuration conf, Path from, Path to) throws IOException {
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
      stepwise(fs, source, target);
      return;
    }
    context.rename(source, target, Options.Rename.OVERWRITE);
  }

  /**
   * Replaces folders, and files on file systems that cannot replace one: moves the old one aside
   * until the new one is in place.
   */
  static void stepwise(FileSystem fs, Path from, Path to) throws IOException {
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

  /**
   * Returns a unique name, so that two writers that do not know of each other never mix their
   * bytes.
   */
  static Path hiddenName(Path file, String suffix) {
    Path name = new Path(null, null, "." + file.getName() + "." + UUID.randomUUID() + suffix);
    return file.getParent() == null ? name : new Path(file.getParent(), name);
  }

  /** Removes a temporary file after a failed write. */
  static void discard(FileSystem fs, Path temporary) {
    try {
      fs.delete(temporary, false);
    } catch (IOException e) {
      // The caller gets the write's own exception, which says more.
    }
  }
}
