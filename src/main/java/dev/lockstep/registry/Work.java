package dev.lockstep.registry;

import dev.lockstep.run.RunHeldException;
import dev.lockstep.run.RunLock;
import dev.lockstep.storage.RunFiles;
import dev.lockstep.text.DamagedFileException;
import java.io.IOException;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The making of a registry's next version, by one process at a time. A killed one leaves its folder
 * to the next one, which goes on with it if it makes the same version.
 */
public final class Work implements AutoCloseable {
  private static final String BEGUN_NAME = "begun";
  private static final int MAX_BYTES = 10_000;

  private final Registry registry;
  private final Acts acts;
  private final Configuration conf;
  private final Path place;
  private final RunLock lock;

  /** Null before a version is begun. */
  private String key;

  private Work(Registry registry, Acts acts, Path place, RunLock lock) {
    this.registry = registry;
    this.acts = acts;
    conf = registry.conf();
    this.place = place;
    this.lock = lock;
  }

  /**
   * Takes the work, until it is closed. Creates the registry if there is none, and completes what a
   * killed process has begun to publish.
   *
   * @param warning told of a dead process's lock that is taken over
   * @throws RunHeldException if another process makes a version of this registry
   */
  public static Work take(Path folder, Configuration conf, Consumer<String> warning)
      throws IOException {
    Registry registry = new Registry(folder, conf);
    Acts acts = new Acts(registry, warning);
    Path place = new Path(folder, Versions.WORK_NAME);
    RunFiles.makeFolder(place, conf);
    RunLock lock = RunLock.take(place, conf, warning);
    boolean taken = false;
    try {
      acts.held(() -> null);
      RunFiles.removeAbandoned(place, conf);
      taken = true;
      return new Work(registry, acts, place, lock);
    } finally {
      if (!taken) {
        lock.close();
      }
    }
  }

  public Registry registry() {
    return registry;
  }

  /**
   * Begins a version. Afterwards {@link #folder} either does not exist or has what a killed process
   * made of this very version.
   *
   * @param key the same for the same version
   * @return true if the folder exists
   */
  public boolean begin(String key) throws IOException {
    this.key = key;
    FileSystem fs = RunFiles.fileSystem(place, conf);
    Path begun = new Path(place, BEGUN_NAME);
    if (!isBegun(begun, key)) {
      fs.delete(begun, false); // First: until the folder is gone, it is nobody's.
      fs.delete(folder(), true);
      RunFiles.writeText(begun, conf, key);
    }
    boolean goesOn = fs.exists(folder());
    if (goesOn) {
      removeAbandoned(folder());
    }
    return goesOn;
  }

  /** Removes what a killed writer left in the version's folders. */
  private void removeAbandoned(Path made) throws IOException {
    RunFiles.removeAbandoned(made, conf);
    for (FileStatus status : RunFiles.list(made, conf)) {
      if (status.isDirectory()) {
        removeAbandoned(status.getPath());
      }
    }
  }

  private boolean isBegun(Path begun, String key) throws IOException {
    try {
      return RunFiles.readText(begun, conf, MAX_BYTES).equals(key);
    } catch (DamagedFileException e) {
      return false;
    }
  }

  /** Returns the run folder of the version. */
  public Path folder() {
    return registry.versions().next();
  }

  /**
   * Adds the version in {@link #folder}, which need not exist if it was refused, and publishes it
   * if the outcome says so. From the writing of {@code decision.json} on this is certain: if the
   * process is killed, the next act on the registry completes it. Does nothing if there is a
   * decision with this key, and returns that.
   *
   * @param outcome with the key with which the version was begun
   * @throws RegistryChangedException if another version has become the champion meanwhile
   */
  public Entry add(Outcome outcome) throws IOException {
    if (key == null) {
      begin(outcome.key()); // Another version's leavings are not this one's.
    }
    if (!outcome.key().equals(key)) {
      throw new IllegalArgumentException("begun as " + key + ", decided as " + outcome.key());
    }
    return acts.add(outcome);
  }

  @Override
  public void close() throws IOException {
    lock.close();
  }
}
