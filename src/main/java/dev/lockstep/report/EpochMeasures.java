package dev.lockstep.report;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.model.file.StrictJson;
import dev.lockstep.storage.RunFiles;
import dev.lockstep.text.DamagedFileException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * A line of {@code metrics.jsonl}, as read. A number that is missing or not finite is absent.
 *
 * @param epoch from 1
 * @param step steps done after it, over all epochs
 * @param seconds since training began
 */
public record EpochMeasures(
    int epoch,
    long step,
    OptionalDouble meanLoss,
    OptionalDouble accuracy,
    OptionalDouble learningRate,
    OptionalDouble seconds,
    OptionalDouble examplesPerSecond,
    OptionalDouble validationLoss,
    OptionalDouble validationAccuracy,
    OptionalDouble validationRmse) {

  /**
   * Reads the log in a run folder; empty if there is none, because a run was killed before its
   * first line, say.
   *
   * @throws DamagedFileException if a line is damaged; names it
   */
  public static List<EpochMeasures> read(Path folder, Configuration conf) throws IOException {
    Path file = new Path(folder, MetricsLog.FILE_NAME);
    if (RunFiles.status(file, conf).isEmpty()) {
      return List.of();
    }
    List<EpochMeasures> epochs = new ArrayList<>();
    for (String line : RunFiles.readText(file, conf, MetricsLog.MAX_BYTES).lines().toList()) {
      epochs.add(of(file, epochs.size() + 1, StrictJson.parse(file, line)));
    }
    return epochs;
  }

  private static EpochMeasures of(Path file, int line, JsonNode node) {
    JsonNode epoch = node.path("epoch");
    JsonNode step = node.path("step");
    if (!epoch.isInt() || epoch.intValue() < 1 || !step.isIntegralNumber() || step.asLong() < 0) {
      throw new DamagedFileException(file, "line " + line + " has no epoch or no step");
    }
    return new EpochMeasures(
        epoch.intValue(),
        step.longValue(),
        number(node, "meanLoss"),
        number(node, "accuracy"),
        number(node, "learningRate"),
        number(node, "seconds"),
        number(node, "examplesPerSecond"),
        number(node, "validationLoss"),
        number(node, MetricsLog.validationField(Metric.ACCURACY)),
        number(node, MetricsLog.validationField(Metric.RMSE)));
  }

  private static OptionalDouble number(JsonNode node, String field) {
    double value = node.path(field).asDouble(Double.NaN);
    return Double.isFinite(value) ? OptionalDouble.of(value) : OptionalDouble.empty();
  }
}
