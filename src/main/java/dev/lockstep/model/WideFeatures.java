package dev.lockstep.model;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.lockstep.input.InputScaling.WideFeature;
import dev.lockstep.text.DamagedFileException;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The features that a model scales in doubles: in its metadata a JSON array of place, offset and
 * divisor, {@code [[3,1.7E9,604800.0]]}.
 */
final class WideFeatures {
  static final String KEY = "wideFeatures";

  private WideFeatures() {}

  static String write(List<WideFeature> features) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JsonStream.FACTORY.createGenerator(text)) {
      json.writeStartArray();
      for (WideFeature wide : features) {
        json.writeStartArray();
        json.writeNumber(wide.feature());
        json.writeNumber(wide.offset());
        json.writeNumber(wide.divisor());
        json.writeEndArray();
      }
      json.writeEndArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // Memory takes all.
    }
    return text.toString();
  }

  /**
   * Reads the text that {@link #write} wrote; returns none for null.
   *
   * @param file its name in messages
   * @throws IllegalArgumentException if it is not such a list
   */
  static List<WideFeature> read(Object file, String text) {
    List<WideFeature> features = new ArrayList<>();
    if (text != null) {
      JsonStream.read(
          file,
          text,
          json -> {
            require(json.nextToken() == JsonToken.START_ARRAY, text);
            while (json.nextToken() == JsonToken.START_ARRAY) {
              features.add(feature(json, text));
            }
            require(json.currentToken() == JsonToken.END_ARRAY && !features.isEmpty(), text);
          });
    }
    return features;
  }

  private static WideFeature feature(JsonParser json, String text) throws IOException {
    boolean isPlace = json.nextToken() == JsonToken.VALUE_NUMBER_INT;
    require(isPlace && json.getNumberType() == JsonParser.NumberType.INT, text);
    int place = json.getIntValue();
    double offset = number(json, text);
    double divisor = number(json, text);
    require(json.nextToken() == JsonToken.END_ARRAY, text);
    return new WideFeature(place, offset, divisor);
  }

  private static double number(JsonParser json, String text) throws IOException {
    require(json.nextToken() != null && json.currentToken().isNumeric(), text);
    return json.getDoubleValue();
  }

  private static void require(boolean isList, String text) {
    if (!isList) {
      throw new IllegalArgumentException(
          "its "
              + KEY
              + " are not a list of offsets and divisors: "
              + DamagedFileException.quote(text));
    }
  }
}
