package dev.lockstep.registry;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.storage.RunFiles;
import dev.lockstep.text.DamagedFileException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * A folder of a model's versions. Reading takes no lock and sees whole acts only. {@link Acts}
 * changes it, and {@link Work} makes versions.
 */
public final class Registry {
  private final Path folder;
  private final Configuration conf;
  private final History history;
  private final Versions versions;

  /** Names a registry, which need not exist yet. */
  public Registry(Path folder, Configuration conf) {
    this(folder, conf, damage -> {});
  }

  /**
   * Names a registry, which need not exist yet.
   *
   * @param warning told of damage that does not stop a reader
   */
  public Registry(Path folder, Configuration conf, Consumer<String> warning) {
    this.folder = folder;
    this.conf = conf;
    history = new History(folder, conf, warning);
    versions = new Versions(folder, conf);
  }

  public Path folder() {
    return folder;
  }

  /** Returns true if it is a registry already. */
  public boolean exists() throws IOException {
    return history.exists();
  }

  /**
   * Returns the version that readers get; empty before the first one. This is one list and one
   * read, and what they name stays.
   *
   * @throws DamagedFileException if this is not a registry
   */
  public Optional<Champion> champion() throws IOException {
    requireExists();
    return history.newest().flatMap(Entry::champion);
  }

  /** Returns all acts, from the first. @throws DamagedFileException if this is not a registry */
  public List<Entry> history() throws IOException {
    requireExists();
    return history.entries();
  }

  /** Returns the entry of an earlier decision with this key. See {@link Outcome} */
  public Optional<Entry> decided(String key) throws IOException {
    return exists()
        ? history.entries().stream().filter(e -> e.key().equals(Optional.of(key))).findFirst()
        : Optional.empty();
  }

  /**
   * Returns the folder of a version with a model.
   *
   * @throws DamagedFileException if there is none
   */
  public Path version(int number) throws IOException {
    List<Entry> entries = history();
    Entry added =
        entries.stream()
            .filter(entry -> entry.act().adds() && entry.version() == number)
            .findFirst()
            .orElseThrow(() -> noVersion(String.valueOf(number), entries));
    if (!versions.hasModel(number)) {
      throw damaged(
          "version "
              + number
              + " has no model: it was "
              + (added.act() == Act.REFUSED
                  ? "refused: " + added.reason()
                  : added.act() + ", and its files were removed"));
    }
    return versions.folder(number);
  }

  /** Returns the exception for a number that no version can have. */
  DamagedFileException noVersion(String number) throws IOException {
    return noVersion(number, history());
  }

  private DamagedFileException noVersion(String number, List<Entry> entries) {
    return damaged("has no version " + number + newest(entries));
  }

  private static String newest(List<Entry> entries) {
    return entries.stream().mapToInt(Entry::version).max().stream()
        .mapToObj(version -> "; its newest is " + version)
        .findFirst()
        .orElse(", because it is empty");
  }

  /** Returns the folder of a version, with a model or without: its decision lies there. */
  public Path folderOf(int version) {
    return versions.folder(version);
  }

  /** Returns what {@code decision.json} of a version holds. */
  public ObjectNode decision(int version) throws IOException {
    return versions.details(version);
  }

  void requireExists() throws IOException {
    if (!exists()) {
      throw damaged(
          RunFiles.status(folder, conf).isEmpty()
              ? "no such registry"
              : "is not a registry: it has no folder " + History.FOLDER_NAME);
    }
  }

  DamagedFileException damaged(String problem) {
    return new DamagedFileException(folder, problem);
  }

  Configuration conf() {
    return conf;
  }

  History entries() {
    return history;
  }

  Versions versions() {
    return versions;
  }
}
