package dev.lockstep.recipe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.nn.InputScaling;
import dev.lockstep.nn.InputScaling.WideFeature;
import java.util.ArrayList;
import java.util.List;

/** The JSON of an input scaling in a recipe. */
final class ScalingJson {
  private ScalingJson() {}

  static ObjectNode write(InputScaling scaling) {
    ObjectNode node =
        JsonNodeFactory.instance.objectNode().put("method", scaling.method().toString());
    if (scaling.method() == InputScaling.Method.DIVIDE) {
      node.put("divisor", scaling.divisors()[0]);
    } else if (!scaling.isUniform()) {
      write(scaling.offsets(), node.putArray("offsets"));
      write(scaling.divisors(), node.putArray("divisors"));
      writeWide(scaling, node);
    }
    return node;
  }

  private static void writeWide(InputScaling scaling, ObjectNode node) {
    if (scaling.isWide()) {
      ArrayNode array = node.putArray("wide");
      for (WideFeature wide : scaling.wide()) {
        array
            .addObject()
            .put("feature", wide.feature())
            .put("offset", wide.offset())
            .put("divisor", wide.divisor());
      }
    }
  }

  private static List<WideFeature> wide(JsonNode scaling) {
    JsonNode array = scaling.path("wide");
    if (!array.isMissingNode() && !array.isArray()) {
      throw JsonFields.wrong("wide", array, "is not an array");
    }
    List<WideFeature> wide = new ArrayList<>();
    for (JsonNode node : array) {
      wide.add(
          new WideFeature(
              JsonFields.intNumber(JsonFields.field(node, "feature"), "feature"),
              JsonFields.number(node, "offset"),
              JsonFields.number(node, "divisor")));
    }
    return wide;
  }

  private static void write(float[] values, ArrayNode array) {
    for (float value : values) {
      array.add(value);
    }
  }

  static InputScaling read(JsonNode node) {
    if (!node.isObject()) {
      throw JsonFields.wrong("scaling", node, "is not an object");
    }
    InputScaling.Method method = JsonFields.constant(InputScaling.Method.values(), node, "method");
    return switch (method) {
      case NONE -> InputScaling.NONE;
      case DIVIDE -> InputScaling.divideBy(JsonFields.real(node, "divisor"));
      case STANDARDISE, MIN_MAX ->
          InputScaling.perFeature(
              method,
              JsonFields.reals(node, "offsets"),
              JsonFields.reals(node, "divisors"),
              wide(node));
    };
  }
}
