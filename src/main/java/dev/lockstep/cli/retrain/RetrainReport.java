package dev.lockstep.cli.retrain;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.model.RunFiles;
import dev.lockstep.registry.Act;
import dev.lockstep.registry.Champion;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

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

  /** Returns the outcome in one line. */
  String line() {
    String subject = version.isPresent() ? "version " + version.getAsInt() : "dry run";
    return subject + " " + (isRecorded ? "was " : "") + act + ": " + reason;
  }

  /** Replaces a file of Prometheus' text format. */
  void writeMetrics(Path file, Configuration conf) throws IOException {
    StringBuilder text = new StringBuilder();
    for (Act each : new Act[] {Act.PUBLISHED, Act.KEPT, Act.REFUSED}) {
      gauge(text, "outcome{outcome=\"" + each + "\"}", each == act ? 1 : 0);
    }
    version.ifPresent(number -> gauge(text, "version", number));
    champion.ifPresent(
        present -> {
          gauge(text, "champion_version", present.version());
          gauge(text, "champion_since_seconds", (double) present.since().getEpochSecond());
        });
    gauge(text, "last_success_seconds", (double) Instant.now().getEpochSecond());
    number(text, "examples", "/data/examples");
    number(text, "holdout_examples", "/data/holdoutExamples");
    number(text, "champion_score", "/verdict/first");
    number(text, "challenger_score", "/verdict/second");
    number(text, "gain", "/verdict/gain");
    number(text, "p", "/verdict/test/p");
    for (JsonNode check : details.path("checks")) {
      if (check.path("name").asText().equals("drift")) {
        gauge(text, "drift", check.path("figure").asDouble());
      }
    }
    for (Map.Entry<String, JsonNode> phase : details.path("seconds").properties()) {
      gauge(text, "phase_seconds{phase=\"" + phase.getKey() + "\"}", phase.getValue().asDouble());
    }
    RunFiles.writeText(file, conf, text.toString());
  }

  private void number(StringBuilder text, String name, String pointer) {
    JsonNode value = details.at(pointer);
    if (value.isNumber()) {
      gauge(text, name, value.asDouble());
    }
  }

  private static void gauge(StringBuilder text, String name, double value) {
    String metric = "lockstep_retrain_" + name;
    String family = metric.replaceFirst("\\{.*", "");
    if (text.indexOf("# TYPE " + family + " ") < 0) {
      text.append("# TYPE ").append(family).append(" gauge\n");
    }
    boolean whole = value == Math.rint(value) && Math.abs(value) < 1L << 53;
    String number = whole ? String.valueOf((long) value) : String.valueOf(value);
    text.append(metric).append(' ').append(number).append('\n');
  }
}
