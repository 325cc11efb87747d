package dev.lockstep.recipe;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.model.file.StrictJson;
import java.util.Arrays;

/**
 * Reads an object's fields. A missing or wrong field leads to an {@link IllegalArgumentException}
 * that names it.
 */
public final class JsonFields {
  private JsonFields() {}

  static float[] reals(JsonNode node, String name) {
    JsonNode array = field(node, name);
    if (!array.isArray()) {
      throw StrictJson.wrong(name, array, "an array");
    }
    float[] values = new float[array.size()];
    for (int i = 0; i < values.length; i++) {
      if (!array.get(i).isNumber()) {
        throw StrictJson.wrong(name, array.get(i), "a number");
      }
      values[i] = array.get(i).floatValue();
    }
    return values;
  }

  public static JsonNode field(JsonNode node, String name) {
    JsonNode field = node.get(name);
    if (field == null) {
      throw new IllegalArgumentException("it has no " + name);
    }
    return field;
  }

  static <E extends Enum<E>> E constant(E[] constants, JsonNode node, String name) {
    String value = field(node, name).asText();
    return Arrays.stream(constants)
        .filter(constant -> constant.toString().equals(value))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(name + ": unknown value '" + value + "'"));
  }

  public static long whole(JsonNode node, String name) {
    return wholeNumber(field(node, name), name);
  }

  private static long wholeNumber(JsonNode value, String name) {
    if (!value.canConvertToExactIntegral() || !value.canConvertToLong()) {
      throw StrictJson.wrong(name, value, "a whole number");
    }
    return value.longValue();
  }

  public static int intNumber(JsonNode value, String name) {
    long number = wholeNumber(value, name);
    if (number != (int) number) {
      throw StrictJson.wrong(name, value, "in an int's range");
    }
    return (int) number;
  }

  static boolean flag(JsonNode node, String name) {
    JsonNode value = field(node, name);
    if (!value.isBoolean()) {
      throw StrictJson.wrong(name, value, "true or false");
    }
    return value.booleanValue();
  }

  public static double number(JsonNode node, String name) {
    JsonNode value = field(node, name);
    if (!value.isNumber()) {
      throw StrictJson.wrong(name, value, "a number");
    }
    return value.doubleValue();
  }

  static float real(JsonNode node, String name) {
    return (float) number(node, name);
  }
}
