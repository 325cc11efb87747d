package dev.lockstep.registry;

import dev.lockstep.run.RunHeldException;
import dev.lockstep.run.RunLock;
import dev.lockstep.run.RunRecord;
import dev.lockstep.storage.RunFiles;
import dev.lockstep.text.DamagedFileException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * Changes a registry. An act holds the registry's lock for a moment, waits for another's, and
 * completes first what a killed one has left half done.
 */
public final class Acts {
  /** Acts take moments; who holds the lock for longer is stuck. */
  private static final Duration MAX_WAIT = Duration.ofSeconds(30);

  private static final int PAUSE_MILLIS = 50;

  private final Registry registry;
  private final History history;
  private final Versions versions;
  private final Consumer<String> warning;

  /** What is done while this process holds the registry. */
  @FunctionalInterface
  interface Doing<T> {
    T done() throws IOException;
  }

  /**
   * Names the registry.
   *
   * @param warning told of a dead process's lock that is taken over, and of what is restored
   */
  public Acts(Registry registry, Consumer<String> warning) {
    this.registry = registry;
    this.warning = warning;
    history = registry.entries();
    versions = registry.versions();
  }

  /**
   * Makes a version the champion; empty if it is already.
   *
   * @throws DamagedFileException if there is no such version, or it has no model
   */
  public Optional<Entry> promote(int version) throws IOException {
    registry.requireExists();
    return held(
        () -> {
          registry.version(version);
          return crown(Act.PROMOTED, version, current(), "chosen by a person");
        });
  }

  /**
   * Goes back to a former champion; empty if that is the champion already.
   *
   * @param to empty for the champion before the present one
   * @throws DamagedFileException if there is none, or the version was never the champion
   */
  public Optional<Entry> rollBack(OptionalInt to) throws IOException {
    registry.requireExists();
    return held(
        () -> {
          OptionalInt before =
              registry.champion().map(Champion::previous).orElse(OptionalInt.empty());
          if (to.isEmpty() && before.isEmpty()) {
            throw registry.damaged("has no champion before the present one");
          }
          int target = to.isPresent() ? to.getAsInt() : before.getAsInt();
          registry.version(target);
          Champion then =
              reign(target)
                  .orElseThrow(
                      () ->
                          registry.damaged(
                              "version "
                                  + target
                                  + " was never the champion; promote makes it the champion"));
          return crown(Act.ROLLED_BACK, target, then.previous(), "a person went back to it");
        });
  }

  /**
   * Returns a version as it was the champion for the last time before the present champion first
   * came after what is before it, else at any time. So each step back goes further back.
   */
  private Optional<Champion> reign(int version) throws IOException {
    List<Champion> reigns =
        history.entries().stream().flatMap(entry -> entry.champion().stream()).toList();
    Optional<Champion> earlier = last(version, reigns.subList(0, beginOfPresent(reigns)));
    return earlier.isPresent() ? earlier : last(version, reigns);
  }

  private static int beginOfPresent(List<Champion> reigns) {
    Champion present = reigns.isEmpty() ? null : reigns.get(reigns.size() - 1);
    return IntStream.range(0, reigns.size())
        .filter(i -> reigns.get(i).version() == present.version())
        .filter(i -> reigns.get(i).previous().equals(present.previous()))
        .findFirst()
        .orElse(0);
  }

  private static Optional<Champion> last(int version, List<Champion> reigns) {
    return reigns.stream()
        .filter(reign -> reign.version() == version)
        .reduce((earlier, later) -> later);
  }

  private Optional<Entry> crown(Act act, int version, OptionalInt previous, String reason)
      throws IOException {
    if (current().equals(OptionalInt.of(version))) {
      return Optional.empty();
    }
    Instant now = now();
    Entry newest = history.newest().orElseThrow();
    Champion champion = new Champion(version, previous, now);
    Entry entry =
        new Entry(
            newest.number() + 1,
            Entry.hash(Optional.of(newest)),
            act,
            version,
            Optional.of(champion),
            Optional.empty(),
            reason,
            now,
            RunRecord.user());
    history.append(entry);
    return Optional.of(entry);
  }

  /**
   * Removes the files of versions that were never the champion, except for their decisions and for
   * the newest of those that have a model.
   *
   * @param newest how many of them to keep
   * @return the versions whose files were removed
   */
  public List<Integer> keep(int newest) throws IOException {
    registry.requireExists();
    return held(
        () -> {
          NavigableSet<Integer> others = new TreeSet<>();
          Set<Integer> champions = new HashSet<>();
          for (Entry entry : history.entries()) {
            others.add(entry.version());
            entry.champion().ifPresent(champion -> champions.add(champion.version()));
          }
          others.removeAll(champions);
          others.retainAll(versions.numbers()); // A person may have removed some.
          List<Integer> removed = new ArrayList<>();
          int kept = 0;
          for (int version : others.descendingSet()) {
            if (kept < newest && versions.hasModel(version)) {
              kept++;
            } else if (versions.strip(version)) {
              removed.add(version);
            }
          }
          return removed;
        });
  }

  /** Adds the next version, which lies in the work's folder; see {@link Work#add}. */
  Entry add(Outcome outcome) throws IOException {
    return held(
        () -> {
          Optional<Entry> before = registry.decided(outcome.key());
          if (before.isPresent()) {
            return before.get();
          }
          OptionalInt current = current();
          if (!current.equals(outcome.against())) {
            throw new RegistryChangedException(
                registry.folder(),
                (current.isPresent() ? "version " + current.getAsInt() : "none")
                    + " has become the champion since the new one was compared");
          }
          Entry entry = next(outcome);
          versions.decide(entry, outcome.details());
          mend();
          return entry;
        });
  }

  private Entry next(Outcome outcome) throws IOException {
    List<Entry> entries = history.entries();
    int version =
        1 + Math.max(newestVersion(entries), versions.numbers().stream().reduce(0, Math::max));
    Instant now = now();
    Optional<Champion> before = registry.champion();
    Optional<Champion> champion =
        outcome.act().crowns() ? Optional.of(new Champion(version, current(), now)) : before;
    return new Entry(
        entries.size() + 1,
        Entry.hash(history.newest()),
        outcome.act(),
        version,
        champion,
        Optional.of(outcome.key()),
        outcome.reason(),
        now,
        RunRecord.user());
  }

  /** Does something while no other process acts, after completing what a killed one has begun. */
  @SuppressWarnings("try") // The lock is held, not used.
  <T> T held(Doing<T> doing) throws IOException {
    try (RunLock lock = hold()) {
      history.create();
      history.removeAbandoned();
      OptionalInt unfinished = history.unfinished();
      if (unfinished.isPresent()) {
        history.restore(unfinished.getAsInt(), versions, warning);
      }
      mend();
      return doing.done();
    }
  }

  private RunLock hold() throws IOException {
    RunFiles.makeFolder(registry.folder(), registry.conf());
    long start = System.nanoTime();
    while (true) {
      try {
        return RunLock.take(registry.folder(), registry.conf(), warning);
      } catch (RunHeldException e) {
        if (System.nanoTime() - start > MAX_WAIT.toNanos()) {
          throw e;
        }
        pause(e);
      }
    }
  }

  private static void pause(RunHeldException held) {
    try {
      Thread.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw held;
    }
  }

  /** Completes a decided version that is not in the history, and renews the copies. */
  private void mend() throws IOException {
    List<Entry> entries = history.entries();
    Optional<Entry> decided = versions.decided(newestVersion(entries));
    if (decided.isPresent()) {
      versions.settle(decided.get().version());
      history.append(decided.get());
    } else {
      history.copy();
    }
  }

  private static int newestVersion(List<Entry> entries) {
    return entries.stream().mapToInt(Entry::version).max().orElse(0);
  }

  private OptionalInt current() throws IOException {
    Optional<Champion> champion = registry.champion();
    return champion.isPresent() ? OptionalInt.of(champion.get().version()) : OptionalInt.empty();
  }

  private static Instant now() {
    return Instant.now().truncatedTo(ChronoUnit.MILLIS);
  }
}
