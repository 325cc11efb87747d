package dev.lockstep.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.storage.DamagedFileException;
import dev.lockstep.text.Counted;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.fs.Path;

/** Names of classes or features: a JSON array of strings in a model's metadata. */
final class NameList {
  private NameList() {}

  static String write(List<String> names) {
    try {
      return new ObjectMapper().writeValueAsString(names);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("strings are always JSON", e);
    }
  }

  /**
   * Reads the names that {@link #write} wrote.
   *
   * @param key in the metadata of {@code file}
   * @throws IllegalArgumentException if it is not a list, or an empty one
   */
  static List<String> read(Path file, String key, String json) {
    JsonNode array = StrictJson.parse(file, json);
    List<String> names = new ArrayList<>();
    for (JsonNode name : array) {
      names.add(name.textValue());
    }
    if (!array.isArray() || names.isEmpty() || names.contains(null)) {
      throw new IllegalArgumentException(
          "its " + key + " are not a list of names: " + DamagedFileException.quote(json));
    }
    return names;
  }

  /** Checks that there are no names, or one for each feature, and no two alike. */
  static void requireForFeatures(List<String> names, int features) {
    if (!names.isEmpty() && names.size() != features) {
      throw new IllegalArgumentException(
          Counted.of(names.size(), "feature name") + " for " + Counted.of(features, "feature"));
    }
    Set<String> seen = new HashSet<>();
    for (String name : names) {
      if (!seen.add(name)) {
        throw new IllegalArgumentException(
            "two features are named " + DamagedFileException.quote(name));
      }
    }
  }
}
