package dev.lockstep.report.page;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.model.file.StrictJson;
import dev.lockstep.report.ValueEvaluation.ErrorCounts;
import java.util.ArrayList;
import java.util.List;

/** Counts of targets' predictions as JSON: what is not counted is not written. */
final class ErrorCountsJson {
  private ErrorCountsJson() {}

  static ArrayNode of(List<ErrorCounts> targets) {
    ArrayNode nodes = JsonNodeFactory.instance.arrayNode();
    for (ErrorCounts counts : targets) {
      ObjectNode node =
          nodes.addObject().put("from", counts.from()).put("divisor", counts.divisor());
      ArrayNode cells = node.putArray("cells");
      for (int a = 0; a < ErrorCounts.SIDE; a++) {
        for (int p = 0; p < ErrorCounts.SIDE; p++) {
          if (counts.cell(a, p) > 0) {
            cells.addArray().add(a).add(p).add(counts.cell(a, p));
          }
        }
      }
      ArrayNode residuals = node.putArray("residuals");
      for (int bin = 0; bin < ErrorCounts.BINS; bin++) {
        if (counts.residuals(bin) > 0) {
          residuals.addArray().add(bin).add(counts.residuals(bin));
        }
      }
    }
    return nodes;
  }

  /**
   * Reads what {@link #of} wrote; nothing of what is missing.
   *
   * @throws IllegalArgumentException if it is damaged; names the field
   */
  static List<ErrorCounts> read(JsonNode nodes, String field) {
    List<ErrorCounts> targets = new ArrayList<>();
    for (JsonNode node : nodes) {
      String name = field + "[" + targets.size() + "].";
      ErrorCounts counts =
          new ErrorCounts(
              node.path("from").asDouble(Double.NaN), node.path("divisor").asDouble(Double.NaN));
      for (JsonNode cell : node.path("cells")) {
        int actual = place(cell, 0, ErrorCounts.SIDE, name + "cells");
        int predicted = place(cell, 1, ErrorCounts.SIDE, name + "cells");
        counts.setCell(actual, predicted, count(cell, 2, name + "cells"));
      }
      for (JsonNode bin : node.path("residuals")) {
        int place = place(bin, 0, ErrorCounts.BINS, name + "residuals");
        counts.setResiduals(place, count(bin, 1, name + "residuals"));
      }
      targets.add(counts);
    }
    return targets;
  }

  private static int place(JsonNode array, int index, int places, String field) {
    JsonNode place = array.path(index);
    if (!place.isInt() || place.intValue() < 0 || place.intValue() >= places) {
      throw StrictJson.wrong(field, array, "a place below " + places);
    }
    return place.intValue();
  }

  private static long count(JsonNode array, int index, String field) {
    JsonNode count = array.path(index);
    if (!count.isIntegralNumber() || !count.canConvertToLong() || count.longValue() <= 0) {
      throw StrictJson.wrong(field, array, "a place and a count");
    }
    return count.longValue();
  }
}
