package dev.lockstep.registry;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.OptionalInt;

/**
 * The version that readers of {@code @champion} get.
 *
 * @param previous the champion to which a rollback goes; empty for the first one
 * @param since when it became the champion
 */
public record Champion(int version, OptionalInt previous, Instant since) {
  /** Returns the content of {@code champion.json}. */
  public ObjectNode toJson() {
    ObjectNode node = new ObjectMapper().createObjectNode().put("formatVersion", 1);
    node.put("version", version);
    previous.ifPresent(number -> node.put("previous", number));
    return node.put("since", since.toString());
  }
}
