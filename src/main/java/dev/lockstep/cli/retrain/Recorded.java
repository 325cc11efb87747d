package dev.lockstep.cli.retrain;

import dev.lockstep.registry.Act;
import dev.lockstep.registry.Entry;
import dev.lockstep.registry.Registry;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The search for an earlier decision.
 *
 * @param champion the present one; empty for none
 * @param anyChampion true if a decision counts against whichever champion it was made
 */
record Recorded(Registry registry, OptionalInt champion, boolean anyChampion) {
  /** The most decisions whose details are read: on an object store each takes a moment. */
  private static final int MOST_READ = 32;

  /**
   * Returns the entry of the same decision, made against the same champion or by publishing the
   * present one.
   */
  Optional<Entry> of(String key) throws IOException {
    String same = Key.against(key, champion);
    return registry.history().stream()
        .filter(entry -> entry.key().filter(k -> Key.isOf(key, k)).isPresent())
        .filter(
            entry ->
                anyChampion
                    || entry.key().filter(same::equals).isPresent()
                    || (entry.act() == Act.PUBLISHED
                        && OptionalInt.of(entry.version()).equals(champion)))
        .reduce((earlier, later) -> later);
  }

  /** Returns the same for a source, which one of the newest decisions may have. */
  Optional<Entry> of(Source source) throws IOException {
    List<Entry> entries = registry.history();
    for (int read = 0, i = entries.size() - 1; i >= 0 && read < MOST_READ; i--) {
      Entry entry = entries.get(i);
      if (entry.key().isPresent()) {
        read++;
        if (source.hash().equals(registry.decision(entry.version()).path("source").asText())) {
          return of(Key.ofAny(entry.key().orElseThrow()));
        }
      }
    }
    return Optional.empty();
  }
}
