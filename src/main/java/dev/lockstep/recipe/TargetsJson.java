package dev.lockstep.recipe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.model.file.StrictJson;
import dev.lockstep.nn.TargetScaling;
import dev.lockstep.nn.Task;
import dev.lockstep.nn.ValueTask;
import java.util.List;
import java.util.Optional;

/** The JSON of the scaling of the numbers that a recipe predicts; a recipe of classes has none. */
record TargetsJson(List<Double> offsets, List<Double> divisors) {
  static final String FIELD = "targets";

  static void write(Task task, ObjectNode recipe) {
    Optional<TargetScaling> scaling = task.targetScaling();
    scaling.ifPresent(
        targets ->
            recipe.set(
                FIELD, StrictJson.write(new TargetsJson(targets.offsets(), targets.divisors()))));
  }

  static Task read(JsonNode recipe) {
    if (!recipe.has(FIELD)) {
      return Task.CLASSES;
    }
    TargetsJson fields =
        StrictJson.read(recipe.get(FIELD), TargetsJson.class, "offsets", "divisors");
    return new ValueTask(new TargetScaling(fields.offsets, fields.divisors));
  }
}
