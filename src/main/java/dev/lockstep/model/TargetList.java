package dev.lockstep.model;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.lockstep.nn.TargetScaling;
import dev.lockstep.text.DamagedFileException;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The numbers that a model predicts: in its metadata a JSON array of name, offset and divisor,
 * {@code [["price",180921.19,79442.5]]}.
 */
record TargetList(List<String> names, TargetScaling scaling) {
  static final String KEY = "targets";

  String write() {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JsonStream.FACTORY.createGenerator(text)) {
      json.writeStartArray();
      for (int t = 0; t < names.size(); t++) {
        json.writeStartArray();
        json.writeString(names.get(t));
        json.writeNumber(scaling.offsets().get(t));
        json.writeNumber(scaling.divisors().get(t));
        json.writeEndArray();
      }
      json.writeEndArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // Memory takes all.
    }
    return text.toString();
  }

  /**
   * Reads the text that {@link #write} wrote.
   *
   * @param file its name in messages
   * @throws IllegalArgumentException if it is not such a list
   */
  static TargetList read(Object file, String text) {
    List<String> names = new ArrayList<>();
    List<Double> offsets = new ArrayList<>();
    List<Double> divisors = new ArrayList<>();
    JsonStream.read(
        file,
        text,
        json -> {
          require(json.nextToken() == JsonToken.START_ARRAY, text);
          while (json.nextToken() == JsonToken.START_ARRAY) {
            require(json.nextToken() == JsonToken.VALUE_STRING, text);
            names.add(json.getText());
            offsets.add(number(json, text));
            divisors.add(number(json, text));
            require(json.nextToken() == JsonToken.END_ARRAY, text);
          }
          require(json.currentToken() == JsonToken.END_ARRAY && !names.isEmpty(), text);
        });
    return new TargetList(names, new TargetScaling(offsets, divisors));
  }

  private static double number(JsonParser json, String text) throws IOException {
    require(json.nextToken() != null && json.currentToken().isNumeric(), text);
    return json.getDoubleValue();
  }

  private static void require(boolean isList, String text) {
    if (!isList) {
      throw new IllegalArgumentException(
          "its " + KEY + " are not names with two numbers: " + DamagedFileException.quote(text));
    }
  }
}
