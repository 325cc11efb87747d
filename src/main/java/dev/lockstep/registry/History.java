package dev.lockstep.registry;

import dev.lockstep.model.file.StrictJson;
import dev.lockstep.storage.NewFile;
import dev.lockstep.storage.RunFiles;
import dev.lockstep.text.DamagedFileException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;

/**
 * A registry's history: a numbered file an act, {@code history/000001.json}, which is created once
 * and never changed. So an act is one atomic creation on every file system, and the newest file
 * names the champion. {@code history.jsonl} and {@code champion.json} are copies of it for people.
 *
 * <p>A disk that fails may leave the newest file without its content. Readers then take the one
 * before it, with a warning, and the next writer restores it; see {@link #unfinished}.
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
  private final Consumer<String> warning;

  /** True after a warning, which is told once. */
  private boolean warned;

  /**
   * Names the history.
   *
   * @param warning told of a newest file that is passed over
   */
  History(Path registry, Configuration conf, Consumer<String> warning) {
    this.registry = registry;
    this.conf = conf;
    this.warning = warning;
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
    return newest(numbers());
  }

  /** Returns the newest entry; removes a number whose file is unfinished. */
  private Optional<Entry> newest(NavigableSet<Integer> numbers) throws IOException {
    if (numbers.isEmpty()) {
      return Optional.empty();
    }
    int last = numbers.last();
    try {
      return Optional.of(read(last));
    } catch (DamagedFileException e) {
      if (!isUnfinished(last)) {
        throw e;
      }
      numbers.remove(last);
      Optional<Entry> before =
          numbers.isEmpty() ? Optional.empty() : Optional.of(read(numbers.last()));
      warn(e.getMessage());
      return before;
    }
  }

  private void warn(String damage) {
    if (!warned) {
      warning.accept(damage + "; the entry before it counts until the next act restores it");
      warned = true;
    }
  }

  /** Returns true if a file is there and does not hold JSON. */
  private boolean isUnfinished(int number) throws IOException {
    Path file = file(number);
    if (RunFiles.status(file, conf).filter(FileStatus::isFile).isEmpty()) {
      return false;
    }
    try {
      StrictJson.parse(file, RunFiles.readText(file, conf, MAX_ENTRY_BYTES));
      return false;
    } catch (DamagedFileException e) {
      return true;
    }
  }

  /** Returns the number of the newest file, if this does not hold JSON; else empty. */
  OptionalInt unfinished() throws IOException {
    NavigableSet<Integer> numbers = numbers();
    return !numbers.isEmpty() && isUnfinished(numbers.last())
        ? OptionalInt.of(numbers.last())
        : OptionalInt.empty();
  }

  /**
   * Writes an unfinished newest file again. Only the registry's holder may call this.
   *
   * @param versions of which the newest may have the entry; else the copy counts
   * @param restored told of it
   * @throws DamagedFileException if neither has the entry
   */
  void restore(int number, Versions versions, Consumer<String> restored) throws IOException {
    NavigableSet<Integer> numbers = numbers();
    numbers.remove(number);
    List<Entry> copied = copied();
    List<Entry> whole = entries(copied, numbers, Optional.empty());
    Entry entry =
        Stream.concat(versions.decidedAfter(whole).stream(), copied.stream())
            .filter(one -> one.number() == number && one.follows(last(whole)))
            .findFirst()
            .orElseThrow(
                () ->
                    new DamagedFileException(
                        file(number),
                        "is not JSON, and neither its version's "
                            + Versions.DECISION_NAME
                            + " nor "
                            + LINES_NAME
                            + " has this entry: remove the file to go on from the one before"));
    RunFiles.writeText(file(number), conf, entry.line() + "\n");
    restored.accept(
        file(number)
            + ": was damaged and is restored: version "
            + entry.version()
            + " was "
            + entry.act());
  }

  /**
   * Returns all entries, from the first.
   *
   * @throws DamagedFileException if one is damaged or missing
   */
  List<Entry> entries() throws IOException {
    List<Entry> copied = copied(); // Before the listing, which then has all of these.
    NavigableSet<Integer> numbers = numbers();
    return entries(copied, numbers, newest(numbers));
  }

  private List<Entry> entries(
      List<Entry> copied, NavigableSet<Integer> numbers, Optional<Entry> newest)
      throws IOException {
    // A copy that ends with an entry of the history is vouched for by it.
    boolean isTrue =
        numbers.contains(copied.size())
            && read(copied.size(), newest).equals(copied.get(copied.size() - 1));
    List<Entry> entries = new ArrayList<>(isTrue ? copied : List.of());
    for (int number : numbers.tailSet(entries.size(), false)) {
      if (number != entries.size() + 1) {
        throw new DamagedFileException(file(entries.size() + 1), "no such file");
      }
      Entry entry = read(number, newest);
      if (!entry.follows(last(entries))) {
        throw new DamagedFileException(file(number), "does not follow the entry before it");
      }
      entries.add(entry);
    }
    return List.copyOf(entries);
  }

  private Entry read(int number, Optional<Entry> newest) throws IOException {
    boolean isRead = newest.isPresent() && newest.get().number() == number;
    return isRead ? newest.get() : read(number);
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
    Path file = file(entry.number());
    if (!NewFile.create(file, conf, entry.line() + "\n")) {
      if (RunFiles.status(file, conf).filter(FileStatus::isDirectory).isPresent()) {
        throw new DamagedFileException(file, "is a folder, where the next entry goes: remove it");
      }
      throw new RegistryChangedException(registry, "another process has written " + file.getName());
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
      if (name.matches() && status.isFile()) {
        numbers.add(Integer.valueOf(name.group(1)));
      }
    }
    return numbers;
  }

  private Path file(int number) {
    return new Path(folder, String.format(Locale.ROOT, "%06d.json", number));
  }
}
