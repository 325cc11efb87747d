package dev.lockstep.cli.retrain;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.registry.Act;
import dev.lockstep.registry.Champion;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a retraining tells.
 *
 * @param version empty for a dry run
 * @param champion the present one
 * @param details what {@code decision.json} holds
 * @param isRecorded true if the decision was made earlier
 */
record RetrainReport(
    Act act,
    OptionalInt version,
    Optional<Champion> champion,
    String reason,
    ObjectNode details,
    boolean isRecorded) {

  /** Puts an outcome that the registry does not have where {@code decision.json} has its entry. */
  static void tell(ObjectNode details, String act, String reason) {
    details.putObject("entry").put("act", act).put("reason", reason);
  }

  /** Returns the outcome in one line. */
  String line() {
    if (version.isEmpty()) {
      return "dry run: would be " + act + ": " + reason;
    }
    String line =
        "version " + version.getAsInt() + " " + (isRecorded ? "was " : "") + act + ": " + reason;
    boolean wasReplaced =
        act == Act.PUBLISHED
            && champion.isPresent()
            && champion.get().version() != version.getAsInt();
    return wasReplaced ? line + "; the champion is version " + champion.get().version() : line;
  }
}
