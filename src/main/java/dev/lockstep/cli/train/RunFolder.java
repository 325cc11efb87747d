package dev.lockstep.cli.train;

import dev.lockstep.cli.shell.OutputExistsException;
import dev.lockstep.cli.shell.OutputPlace;
import dev.lockstep.run.RunHeldException;
import dev.lockstep.run.RunLock;
import java.io.IOException;
import java.util.Optional;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;

/**
 * The folder that a run is to write, which must not exist before. A probe tells, before the data
 * are read, whether it can be created; it is created after the data are known to be good.
 */
record RunFolder(OutputPlace place) {
  Path path() {
    return place.path();
  }

  /**
   * Creates the folder and the missing folders above it, and removes them again.
   *
   * @throws IOException if the folder cannot be created
   * @throws OutputExistsException if it exists
   */
  void probe() throws IOException {
    requireNone();
    place.probe(true);
  }

  /**
   * Creates the folder.
   *
   * @throws IOException if it cannot be created
   * @throws OutputExistsException if it exists
   * @throws RunHeldException if it exists and a run holds it
   */
  void create() throws IOException {
    requireNone();
    place.makeFolder();
  }

  private void requireNone() throws IOException {
    Optional<FileStatus> there = place.status();
    if (there.isPresent() && there.get().isDirectory()) {
      RunLock.requireFree(path(), place.conf());
      throw new OutputExistsException(path(), "go on with --resume");
    }
    if (there.isPresent()) {
      throw new OutputExistsException(path(), "remove it: it is not a folder");
    }
  }

  boolean exists() throws IOException {
    return place.status().filter(FileStatus::isDirectory).isPresent();
  }
}
