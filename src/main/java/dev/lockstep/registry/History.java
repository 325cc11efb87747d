package dev.lockstep.registry;

import dev.lockstep.model.StrictJson;
import dev.lockstep.storage.DamagedFileException;
import dev.lockstep.storage.NewFile;
import dev.lockstep.storage.RunFiles;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;

/**
 * A registry's history: a numbered file an act, {@code history/000001.json}, which is created once
 * and never changed. So an act is one atomic creation on every file system, and the newest file
 * names the champion. {@code history.jsonl} and {@code champion.json} are copies of it for people.
 */
final class History {
  static final String FOLDER_NAME = "history";
  static final String LINES_NAME = "history.jsonl";
  static final String CHAMPION_NAME = "champion.json";

  private static final Pattern NAME = Pattern.compile("(\\d{6,9})\\.json");
  private static final int MAX_ENTRY_BYTES = 1 << 20;
  private static final int MAX_LINES_BYTES = 1 << 30;

  private final Path registry;
  private final Path folder;
  private final Configuration conf;

  History(Path registry, Configuration conf) {
    this.registry = registry;
    this.conf = conf;
    folder = new Path(registry, FOLDER_NAME);
  }

  boolean exists() throws IOException {
    return RunFiles.status(folder, conf).filter(FileStatus::isDirectory).isPresent();
  }

  void create() throws IOException {
    RunFiles.makeFolder(folder, conf);
  }

  /** Returns the newest entry, which names the champion; empty if there is none. */
  Optional<Entry> newest() throws IOException {
    NavigableSet<Integer> numbers = numbers();
    return numbers.isEmpty() ? Optional.empty() : Optional.of(read(numbers.last()));
  }

  /**
   * Returns all entries, from the first.
   *
   * @throws DamagedFileException if one is damaged or missing
   */
  List<Entry> entries() throws IOException {
    List<Entry> copied = copied(); // Before the listing, which then has all of these.
    NavigableSet<Integer> numbers = numbers();
    List<Entry> entries = new ArrayList<>(isTrue(copied, numbers) ? copied : List.of());
    for (int number : numbers.tailSet(entries.size(), false)) {
      if (number != entries.size() + 1) {
        throw new DamagedFileException(file(entries.size() + 1), "no such file");
      }
      Entry entry = read(number);
      if (!entry.follows(last(entries))) {
        throw new DamagedFileException(file(number), "does not follow the entry before it");
      }
      entries.add(entry);
    }
    return List.copyOf(entries);
  }

  /**
   * Returns true if the copy ends with an entry of the history, which vouches for all before it.
   */
  private boolean isTrue(List<Entry> copied, NavigableSet<Integer> numbers) throws IOException {
    int last = copied.size();
    return numbers.contains(last) && read(last).equals(copied.get(last - 1));
  }

  private static Optional<Entry> last(List<Entry> entries) {
    return entries.isEmpty() ? Optional.empty() : Optional.of(entries.get(entries.size() - 1));
  }

  /** Returns the entries in the copy, because one file is read faster than many; or none. */
  private List<Entry> copied() throws IOException {
    Path lines = new Path(registry, LINES_NAME);
    List<Entry> entries = new ArrayList<>();
    try {
      for (String line : RunFiles.readText(lines, conf, MAX_LINES_BYTES).lines().toList()) {
        Entry entry = Entry.read(StrictJson.parse(lines, line));
        if (!entry.follows(last(entries))) {
          return List.of();
        }
        entries.add(entry);
      }
    } catch (DamagedFileException | IllegalArgumentException e) {
      return List.of(); // The history itself is not to blame.
    }
    return entries;
  }

  /**
   * Creates an entry's file, which is the act, and renews the copies.
   *
   * @throws RegistryChangedException if there is another entry of this number
   */
  void append(Entry entry) throws IOException {
    if (!NewFile.create(file(entry.number()), conf, entry.line() + "\n")) {
      throw new RegistryChangedException(
          registry, "another process has written " + file(entry.number()).getName());
    }
    copy();
  }

  /** Renews the copies for people, where they are not what the history says. */
  void copy() throws IOException {
    List<Entry> entries = entries();
    if (entries.isEmpty()) {
      return;
    }
    StringBuilder lines = new StringBuilder();
    entries.forEach(entry -> lines.append(entry.line()).append('\n'));
    renew(new Path(registry, LINES_NAME), lines.toString());
    Optional<Champion> champion = entries.get(entries.size() - 1).champion();
    if (champion.isPresent()) {
      renew(new Path(registry, CHAMPION_NAME), champion.get().toJson().toPrettyString() + "\n");
    }
  }

  private void renew(Path copy, String text) throws IOException {
    boolean same;
    try {
      same = RunFiles.readText(copy, conf, MAX_LINES_BYTES).equals(text);
    } catch (DamagedFileException e) {
      same = false;
    }
    if (!same) {
      RunFiles.writeText(copy, conf, text);
    }
  }

  /** Removes what killed writers left. Only the registry's holder may call this. */
  void removeAbandoned() throws IOException {
    RunFiles.removeAbandoned(registry, conf);
    RunFiles.removeAbandoned(folder, conf);
  }

  private Entry read(int number) throws IOException {
    Path file = file(number);
    try {
      Entry entry =
          Entry.read(StrictJson.parse(file, RunFiles.readText(file, conf, MAX_ENTRY_BYTES)));
      if (entry.number() != number) {
        throw new IllegalArgumentException("number: " + entry.number() + " is not " + number);
      }
      return entry;
    } catch (IllegalArgumentException e) {
      throw new DamagedFileException(file, e.getMessage(), e);
    }
  }

  private NavigableSet<Integer> numbers() throws IOException {
    NavigableSet<Integer> numbers = new TreeSet<>();
    for (FileStatus status : RunFiles.list(folder, conf)) {
      Matcher name = NAME.matcher(status.getPath().getName());
      if (name.matches()) {
        numbers.add(Integer.valueOf(name.group(1)));
      }
    }
    return numbers;
  }

  private Path file(int number) {
    return new Path(folder, String.format(Locale.ROOT, "%06d.json", number));
  }
}
