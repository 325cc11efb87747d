package dev.lockstep.model;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonToken;
import dev.lockstep.text.Counted;
import dev.lockstep.text.DamagedFileException;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Names of classes or features: a JSON array of strings in a model's metadata. */
final class NameList {
  private NameList() {}

  static String write(List<String> names) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JsonStream.FACTORY.createGenerator(text)) {
      json.writeStartArray();
      for (String name : names) {
        json.writeString(name);
      }
      json.writeEndArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // Memory takes all.
    }
    return text.toString();
  }

  /**
   * Reads the names that {@link #write} wrote.
   *
   * @param file its name in messages
   * @param key in the metadata of {@code file}
   * @throws IllegalArgumentException if it is not a list, or an empty one
   */
  static List<String> read(Object file, String key, String text) {
    List<String> names = new ArrayList<>();
    JsonStream.read(
        file,
        text,
        json -> {
          boolean isList = json.nextToken() == JsonToken.START_ARRAY;
          while (isList && json.nextToken() == JsonToken.VALUE_STRING) {
            names.add(json.getText());
          }
          if (!isList || json.currentToken() != JsonToken.END_ARRAY || names.isEmpty()) {
            throw new IllegalArgumentException(
                "its " + key + " are not a list of names: " + DamagedFileException.quote(text));
          }
        });
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
