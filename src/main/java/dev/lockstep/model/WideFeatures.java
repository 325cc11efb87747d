package dev.lockstep.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.lockstep.nn.InputScaling.WideFeature;
import dev.lockstep.storage.DamagedFileException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.fs.Path;

/**
 * The features that a model scales in doubles: in its metadata a JSON array of place, offset and
 * divisor, {@code [[3,1.7E9,604800.0]]}.
 */
final class WideFeatures {
  static final String KEY = "wideFeatures";

  private WideFeatures() {}

  static String write(List<WideFeature> features) {
    ArrayNode array = new ObjectMapper().createArrayNode();
    for (WideFeature wide : features) {
      array.addArray().add(wide.feature()).add(wide.offset()).add(wide.divisor());
    }
    return array.toString();
  }

  /**
   * Reads the text that {@link #write} wrote; returns none for null.
   *
   * @throws IllegalArgumentException if it is not such a list
   */
  static List<WideFeature> read(Path file, String json) {
    List<WideFeature> features = new ArrayList<>();
    if (json == null) {
      return features;
    }
    JsonNode array = StrictJson.parse(file, json);
    for (JsonNode wide : array) {
      if (wide.size() != 3
          || !wide.path(0).isInt()
          || !wide.path(1).isNumber()
          || !wide.path(2).isNumber()) {
        throw wrong(json);
      }
      features.add(
          new WideFeature(
              wide.get(0).intValue(), wide.get(1).doubleValue(), wide.get(2).doubleValue()));
    }
    if (!array.isArray() || features.isEmpty()) {
      throw wrong(json);
    }
    return features;
  }

  private static IllegalArgumentException wrong(String json) {
    return new IllegalArgumentException(
        "its "
            + KEY
            + " are not a list of offsets and divisors: "
            + DamagedFileException.quote(json));
  }
}
