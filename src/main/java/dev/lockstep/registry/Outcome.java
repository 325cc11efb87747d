package dev.lockstep.registry;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.OptionalInt;

/**
 * What was decided about a new version.
 *
 * @param act published, kept or refused
 * @param against the champion with which the version was compared; empty if there was none
 * @param key the same for the same decision: a hash of its day, data, recipe and champion
 * @param reason in one sentence
 * @param details what {@code decision.json} holds beside the history's entry
 */
public record Outcome(Act act, OptionalInt against, String key, String reason, ObjectNode details) {
  public Outcome {
    if (!act.adds()) {
      throw new IllegalArgumentException(act + " is not about a new version");
    }
  }
}
