package dev.lockstep.registry;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.model.file.StrictJson;
import dev.lockstep.text.Sha256;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * An entry of a registry's history: one act, and the champion after it.
 *
 * @param number from 1, without a gap
 * @param before the SHA-256 of the entry before as a line; empty for the first one. So the newest
 *     entry vouches for all
 * @param version that was added or chosen
 * @param champion empty before the first one
 * @param key of the decision; empty for a person's act. See {@link Outcome}
 * @param reason in one sentence
 * @param by the user and the host
 */
public record Entry(
    int number,
    Optional<String> before,
    Act act,
    int version,
    Optional<Champion> champion,
    Optional<String> key,
    String reason,
    Instant at,
    String by) {
  private static final int FORMAT_VERSION = 1;

  /** The fields in JSON. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  private record Fields(
      int formatVersion,
      int number,
      String before,
      Act act,
      int version,
      Integer champion,
      Integer previous,
      String since,
      String key,
      String reason,
      String at,
      String by) {}

  public Entry {
    require("number", number >= 1, number);
    require("version", version >= 1, version);
    champion.ifPresent(holder -> require("champion", holder.version() >= 1, holder.version()));
    if (before.isPresent() != number > 1) {
      throw new IllegalArgumentException("before: is for all entries but the first");
    }
    if (act.crowns() && (champion.isEmpty() || champion.get().version() != version)) {
      throw new IllegalArgumentException("champion: not version " + version + ", which was " + act);
    }
    if (act.adds() && key.isEmpty()) {
      throw new IllegalArgumentException("key: missing");
    }
  }

  private static void require(String field, boolean holds, int value) {
    if (!holds) {
      throw new IllegalArgumentException(field + ": " + value + " is not positive");
    }
  }

  /** Returns the content of the entry's file. */
  public ObjectNode toJson() {
    return StrictJson.write(
        new Fields(
            FORMAT_VERSION,
            number,
            before.orElse(null),
            act,
            version,
            champion.map(Champion::version).orElse(null),
            champion.map(Champion::previous).flatMap(Entry::boxed).orElse(null),
            champion.map(Champion::since).map(Instant::toString).orElse(null),
            key.orElse(null),
            reason,
            at.toString(),
            by));
  }

  private static Optional<Integer> boxed(OptionalInt number) {
    return number.isPresent() ? Optional.of(number.getAsInt()) : Optional.empty();
  }

  /** Returns the entry as a line of {@code history.jsonl}, without its end. */
  String line() {
    return toJson().toString();
  }

  /** Returns true if this is the entry that follows another; empty stands for none. */
  boolean follows(Optional<Entry> other) {
    return number == 1 + other.map(Entry::number).orElse(0) && before.equals(hash(other));
  }

  /** Returns what the entry after another one has as {@link #before}. */
  static Optional<String> hash(Optional<Entry> other) {
    return other.map(entry -> Sha256.hex(entry.line().getBytes(StandardCharsets.UTF_8)));
  }

  /**
   * Reads what {@link #toJson} wrote.
   *
   * @throws IllegalArgumentException that names a wrong field
   */
  static Entry read(JsonNode node) {
    JsonNode format = node.path("formatVersion");
    if (!format.isInt() || format.intValue() != FORMAT_VERSION) {
      throw StrictJson.wrong(
          "formatVersion", format, FORMAT_VERSION + ", which this release reads");
    }
    Fields fields =
        StrictJson.read(node, Fields.class, "number", "act", "version", "reason", "at", "by");
    return new Entry(
        fields.number,
        Optional.ofNullable(fields.before),
        fields.act,
        fields.version,
        champion(fields),
        Optional.ofNullable(fields.key),
        fields.reason,
        time("at", fields.at),
        fields.by);
  }

  private static Optional<Champion> champion(Fields fields) {
    if (fields.champion == null) {
      return Optional.empty();
    }
    if (fields.since == null) {
      throw new IllegalArgumentException("since: missing");
    }
    OptionalInt previous =
        fields.previous == null ? OptionalInt.empty() : OptionalInt.of(fields.previous);
    return Optional.of(new Champion(fields.champion, previous, time("since", fields.since)));
  }

  private static Instant time(String field, String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(field + ": \"" + text + "\" is not a time", e);
    }
  }
}
