package dev.lockstep.cli;

import dev.lockstep.run.RunLock;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The folder that a run is to write, which must not exist before. Whether it can be made is known
 * before the data are read, and it is made once these are known to be good.
 */
final class RunFolder {
  private final Path path;
  private final Configuration conf;

  RunFolder(Path path, Configuration conf) {
    this.path = path;
    this.conf = conf;
  }

  Path path() {
    return path;
  }

  /**
   * Makes the folder, and the folders above it where they are missing, and removes them again.
   *
   * @throws IOException if the folder cannot be made
   * @throws OutputExistsException if it exists
   */
  void probe() throws IOException {
    List<Path> missing = missing();
    try {
      create();
    } finally {
      remove(missing);
    }
  }

  /**
   * Makes the folder.
   *
   * @throws IOException if it cannot be made
   * @throws OutputExistsException if it exists
   * @throws RunLock.HeldException if it exists and a run holds it
   */
  void create() throws IOException {
    FileSystem files = path.getFileSystem(conf);
    if (files.exists(path)) {
      RunLock.requireFree(path, conf);
      throw new OutputExistsException(path, "go on with --resume");
    }
    if (!files.mkdirs(path)) {
      throw new IOException("it cannot be made");
    }
  }

  boolean exists() throws IOException {
    return path.getFileSystem(conf).exists(path);
  }

  /** The folder and those above it that do not exist, from the folder upwards. */
  private List<Path> missing() throws IOException {
    FileSystem files = path.getFileSystem(conf);
    List<Path> missing = new ArrayList<>();
    Path place = files.makeQualified(path);
    while (place != null && !files.exists(place)) {
      missing.add(place);
      place = place.getParent();
    }
    return missing;
  }

  private void remove(List<Path> folders) {
    try {
      FileSystem files = path.getFileSystem(conf);
      for (Path folder : folders) {
        files.delete(folder, false);
      }
    } catch (IOException e) {
      // Somebody else has put something there meanwhile: it is not ours to remove any more.
    }
  }
}
