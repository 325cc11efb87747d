package dev.lockstep.recipe;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.input.InputScaling;
import dev.lockstep.input.InputScaling.Method;
import dev.lockstep.input.InputScaling.WideFeature;
import dev.lockstep.model.file.StrictJson;
import java.util.List;

/** The JSON of an input scaling in a recipe; a method has the fields that it needs. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
record ScalingJson(
    Method method, Float divisor, float[] offsets, float[] divisors, List<WideFeature> wide) {

  static ObjectNode write(InputScaling scaling) {
    Method method = scaling.method();
    boolean perFeature = method != Method.DIVIDE && !scaling.isUniform();
    return StrictJson.write(
        new ScalingJson(
            method,
            method == Method.DIVIDE ? (Float) scaling.divisors()[0] : null,
            perFeature ? scaling.offsets() : null,
            perFeature ? scaling.divisors() : null,
            perFeature ? scaling.wide() : null));
  }

  static InputScaling read(JsonNode node) {
    ScalingJson fields = StrictJson.read(node, ScalingJson.class, "method");
    return switch (fields.method) {
      case NONE -> InputScaling.NONE;
      case DIVIDE -> InputScaling.divideBy(present("divisor", fields.divisor));
      case STANDARDISE, MIN_MAX ->
          InputScaling.perFeature(
              fields.method,
              present("offsets", fields.offsets),
              present("divisors", fields.divisors),
              fields.wide == null ? List.of() : fields.wide);
    };
  }

  private static <T> T present(String name, T value) {
    if (value == null) {
      throw new IllegalArgumentException(name + ": missing");
    }
    return value;
  }
}
