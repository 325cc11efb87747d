package dev.lockstep.storage;

import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.StreamCapabilities;

/** Writes to a hidden file, which becomes the real one by a rename when it is complete. */
final class TemporaryFile {
  private static final String SUFFIX = ".lockstep-tmp";

  private TemporaryFile() {}

  /** Returns a unique name in a file's folder. */
  static Path nameFor(Path file) {
    return AtomicRename.hiddenName(file, SUFFIX);
  }

  /** Returns true for a file with such a name. */
  static boolean isOne(FileStatus status) {
    String name = status.getPath().getName();
    return status.isFile() && name.startsWith(".") && name.endsWith(SUFFIX);
  }

  /** Creates or replaces a file; leaves the old one if that fails. */
  static void replace(FileSystem fs, Path file, Configuration conf, FileContent content)
      throws IOException {
    Path temporary = nameFor(file);
    boolean inPlace = false;
    try {
      write(fs, temporary, content);
      WriteGuard.requireAllAllow(fs.makeQualified(file));
      AtomicRename.rename(fs, conf, temporary, file);
      inPlace = true;
    } finally {
      fs.cancelDeleteOnExit(temporary);
      if (!inPlace) {
        AtomicRename.discard(fs, temporary);
      }
    }
  }

  /** Writes and syncs a temporary file. */
  static void write(FileSystem fs, Path temporary, FileContent content) throws IOException {
    try (FSDataOutputStream out = fs.create(temporary, false)) {
      fs.deleteOnExit(temporary); // A signal that ends the process leaves nothing half done.
      content.writeTo(out);
      if (out.hasCapability(StreamCapabilities.HSYNC)) {
        out.hsync();
      }
    }
  }
}
