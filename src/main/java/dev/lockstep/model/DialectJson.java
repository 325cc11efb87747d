package dev.lockstep.model;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonToken;
import dev.lockstep.text.DamagedFileException;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.TreeMap;

/**
 * The dialect of a model's tables: in its metadata a JSON object of texts, {@code
 * {"decimal":",","delimiter":";"}}.
 */
final class DialectJson {
  static final String KEY = "dialect";

  private DialectJson() {}

  static String write(Map<String, String> dialect) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JsonStream.FACTORY.createGenerator(text)) {
      json.writeStartObject();
      for (Map.Entry<String, String> choice : new TreeMap<>(dialect).entrySet()) {
        json.writeStringField(choice.getKey(), choice.getValue());
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // Memory takes all.
    }
    return text.toString();
  }

  /**
   * Reads the text that {@link #write} wrote; returns none for null.
   *
   * @param file its name in messages
   * @throws IllegalArgumentException if it is not such an object
   */
  static Map<String, String> read(Object file, String text) {
    Map<String, String> dialect = new TreeMap<>();
    if (text != null) {
      JsonStream.read(
          file,
          text,
          json -> {
            require(json.nextToken() == JsonToken.START_OBJECT, text);
            while (json.nextToken() == JsonToken.FIELD_NAME) {
              String name = json.currentName();
              require(json.nextToken() == JsonToken.VALUE_STRING, text);
              dialect.put(name, json.getText());
            }
            require(json.currentToken() == JsonToken.END_OBJECT, text);
          });
    }
    return dialect;
  }

  private static void require(boolean isObject, String text) {
    if (!isObject) {
      throw new IllegalArgumentException(
          "its " + KEY + " is not an object of texts: " + DamagedFileException.quote(text));
    }
  }
}
