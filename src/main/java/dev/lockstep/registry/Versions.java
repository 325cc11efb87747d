package dev.lockstep.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.model.file.ModelFile;
import dev.lockstep.model.file.StrictJson;
import dev.lockstep.storage.RunFiles;
import dev.lockstep.text.DamagedFileException;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The folders of a registry's versions. The next one is made under a hidden name. Its {@code
 * decision.json} holds the history's entry, so that whoever comes after a killed writer moves the
 * folder to its place and adds the entry.
 */
final class Versions {
  static final String FOLDER_NAME = "versions";

  /** What the next version is made of; see {@link Work}. */
  static final String WORK_NAME = ".work";

  static final String DECISION_NAME = "decision.json";

  private static final String ENTRY = "entry";
  private static final int MAX_BYTES = 64 << 20;
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private final Path folder;
  private final Path next;
  private final Configuration conf;

  Versions(Path registry, Configuration conf) {
    this.conf = conf;
    folder = new Path(registry, FOLDER_NAME);
    next = new Path(new Path(registry, WORK_NAME), "run");
  }

  /** Returns a version's folder. */
  Path folder(int version) {
    return new Path(folder, String.format(Locale.ROOT, "%06d", version));
  }

  /** Returns the folder of the version that is being made. */
  Path next() {
    return next;
  }

  boolean hasModel(int version) throws IOException {
    return RunFiles.status(new Path(folder(version), ModelFile.NAME), conf).isPresent();
  }

  /** Returns the numbers of the folders that are there. */
  NavigableSet<Integer> numbers() throws IOException {
    NavigableSet<Integer> numbers = new TreeSet<>();
    if (RunFiles.status(folder, conf).isEmpty()) {
      return numbers;
    }
    for (FileStatus status : RunFiles.list(folder, conf)) {
      String name = status.getPath().getName();
      if (name.matches("\\d{6,9}")) {
        numbers.add(Integer.valueOf(name));
      }
    }
    return numbers;
  }

  /** Writes the decision about the next version; from now on it is certain to be carried out. */
  void decide(Entry entry, ObjectNode details) throws IOException {
    ObjectNode root = JSON.createObjectNode().put("formatVersion", 1);
    root.set(ENTRY, entry.toJson());
    root.setAll(details);
    try {
      RunFiles.writeText(new Path(next, DECISION_NAME), conf, JSON.writeValueAsString(root) + "\n");
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree is always JSON", e);
    }
  }

  /**
   * Returns the entry of a version that is decided and not in the history yet.
   *
   * @param newest the newest version in the history, or 0
   */
  Optional<Entry> decided(int newest) throws IOException {
    Optional<Entry> hidden = entryIn(next);
    if (hidden.isPresent()) {
      return hidden;
    }
    for (int version : numbers().tailSet(newest, false)) {
      Optional<Entry> moved = entryIn(folder(version));
      if (moved.isPresent()) {
        return moved;
      }
    }
    return Optional.empty();
  }

  /** Returns the same for these entries; empty too if what would tell is damaged. */
  Optional<Entry> decidedAfter(List<Entry> entries) throws IOException {
    try {
      return decided(entries.stream().mapToInt(Entry::version).max().orElse(0));
    } catch (DamagedFileException e) {
      return Optional.empty();
    }
  }

  private Optional<Entry> entryIn(Path version) throws IOException {
    Path file = new Path(version, DECISION_NAME);
    if (RunFiles.status(file, conf).isEmpty()) {
      return Optional.empty();
    }
    JsonNode root = StrictJson.parse(file, RunFiles.readText(file, conf, MAX_BYTES));
    try {
      return Optional.of(Entry.read(root.path(ENTRY)));
    } catch (IllegalArgumentException e) {
      throw new DamagedFileException(file, ENTRY + ": " + e.getMessage(), e);
    }
  }

  /**
   * Returns the content of a version's decision.
   *
   * @throws DamagedFileException if it is missing or not an object
   */
  ObjectNode details(int version) throws IOException {
    Path file = new Path(folder(version), DECISION_NAME);
    JsonNode root = StrictJson.parse(file, RunFiles.readText(file, conf, MAX_BYTES));
    if (root instanceof ObjectNode object) {
      return object;
    }
    throw new DamagedFileException(file, "is not a JSON object");
  }

  /** Moves the next version to its place, or what a killed move has left of it. */
  void settle(int version) throws IOException {
    if (RunFiles.status(next, conf).isPresent()) {
      RunFiles.makeFolder(folder, conf);
      move(RunFiles.fileSystem(folder, conf), next, folder(version));
    }
  }

  /**
   * Moves a folder by one rename; file by file, where a file system whose renames are copies was
   * stopped in the middle of one.
   */
  private void move(FileSystem fs, Path from, Path to) throws IOException {
    if (RunFiles.status(to, conf).isEmpty()) {
      if (!fs.rename(from, to)) {
        throw new IOException(to + ": cannot be renamed from " + from);
      }
      return;
    }
    for (FileStatus status : RunFiles.list(from, conf)) {
      Path target = RunFiles.child(to, status.getPath().getName());
      if (status.isFile()) {
        fs.delete(target, false);
      }
      move(fs, status.getPath(), target);
    }
    fs.delete(from, true);
  }

  /**
   * Removes a version's files except its decision; its model first, so that no half is used.
   *
   * @return false if there were none
   */
  boolean strip(int version) throws IOException {
    FileSystem fs = RunFiles.fileSystem(folder, conf);
    Path of = folder(version);
    boolean removed = fs.delete(new Path(of, ModelFile.NAME), false);
    for (FileStatus status : RunFiles.list(of, conf)) {
      if (!status.getPath().getName().equals(DECISION_NAME)) {
        removed |= fs.delete(status.getPath(), true);
      }
    }
    return removed;
  }
}
