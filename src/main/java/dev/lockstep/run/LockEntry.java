package dev.lockstep.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.model.file.StrictJson;
import dev.lockstep.text.DamagedFileException;
import java.time.DateTimeException;
import java.util.Optional;
import java.util.UUID;
import org.apache.hadoop.fs.Path;

/**
 * The content of a lock's file.
 *
 * @param id of this lock alone; empty in that of an earlier release
 * @param fileLock true if its writer holds a lock of the system's on the file while it lives
 * @param beatMillis the time between two beats of its writer's {@link Heartbeat}; 0 if it has none
 */
record LockEntry(ProcessIdentity process, String id, boolean fileLock, long beatMillis) {
  static final int MAX_BYTES = 10_000;

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Returns a new entry of this process. */
  static LockEntry create(boolean fileLock, long beatMillis) {
    return new LockEntry(
        ProcessIdentity.current(), UUID.randomUUID().toString(), fileLock, beatMillis);
  }

  String text() {
    ObjectNode node = JSON.createObjectNode();
    process.write(node);
    node.put("id", id).put("fileLock", fileLock);
    return (beatMillis > 0 ? node.put("beatMillis", beatMillis) : node) + "\n";
  }

  /** Parses an entry; returns empty for a text that is not a whole one. */
  static Optional<LockEntry> parse(Path file, String text) {
    try {
      JsonNode node = StrictJson.parse(file, text);
      return Optional.of(
          new LockEntry(
              ProcessIdentity.read(node),
              node.path("id").asText(),
              node.path("fileLock").asBoolean(),
              node.path("beatMillis").asLong()));
    } catch (DamagedFileException | DateTimeException e) {
      return Optional.empty();
    }
  }
}
