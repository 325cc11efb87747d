package dev.lockstep.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;

/** The lines of {@code metrics.jsonl} as CSV, for spreadsheets and data frames. */
final class MetricsCsv {
  static final String FILE_NAME = "metrics.csv";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> COLUMNS =
      List.of(
          "epoch",
          "step",
          "meanLoss",
          "accuracy",
          "learningRate",
          "seconds",
          "examplesPerSecond",
          "validationLoss",
          "validationAccuracy");

  private MetricsCsv() {}

  /** Returns the text: a row of names, and a row for each line; what a line lacks stays empty. */
  static String of(String lines) {
    return String.join(",", COLUMNS)
        + "\n"
        + lines.lines().map(MetricsCsv::row).collect(Collectors.joining());
  }

  private static String row(String line) {
    try {
      JsonNode node = JSON.readTree(line);
      return COLUMNS.stream().map(name -> cell(node, name)).collect(Collectors.joining(",")) + "\n";
    } catch (IOException e) {
      throw new IllegalStateException("the log has read or written each line as JSON", e);
    }
  }

  private static String cell(JsonNode node, String name) {
    return node.path(name).isNumber() ? node.get(name).asText() : "";
  }
}
