package dev.lockstep.recipe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.nn.Activation;
import dev.lockstep.nn.Initialization;
import dev.lockstep.nn.InputScaling;
import dev.lockstep.nn.InputScaling.WideFeature;
import dev.lockstep.nn.Loss;
import dev.lockstep.nn.Network;
import dev.lockstep.nn.Regularization;
import dev.lockstep.optim.AdamW;
import dev.lockstep.optim.Clipping;
import dev.lockstep.optim.Decay;
import dev.lockstep.optim.Lbfgs;
import dev.lockstep.optim.Optimizer;
import dev.lockstep.optim.Sgd;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A recipe as it stands in {@code run.json} and in checkpoints. Equal recipes have equal JSON. */
public final class RecipeJson {
  private static final ObjectMapper JSON = new ObjectMapper();

  private RecipeJson() {}

  /** A recipe's fields by their names in the file. */
  public static ObjectNode write(Recipe recipe) {
    Network network = recipe.network();
    ObjectNode node = JSON.createObjectNode();
    network.sizes().forEach(node.putArray("sizes")::add);
    node.put("activation", network.activation().toString())
        .put("loss", network.loss().toString())
        .put("outputActivation", network.output().toString())
        .put("init", recipe.initialization().distribution().toString())
        .put("initScale", recipe.initialization().scale());
    node.set("scaling", write(recipe.scaling()));
    node.set("optimizer", write(recipe.optimizer()));
    if (recipe.clipping().maxNorm() < Float.POSITIVE_INFINITY) {
      node.put("clipNorm", recipe.clipping().maxNorm());
    }
    if (recipe.clipping().maxValue() < Float.POSITIVE_INFINITY) {
      node.put("clipValue", recipe.clipping().maxValue());
    }
    write(recipe.regularization(), node);
    if (!recipe.classWeights().isEmpty()) {
      recipe.classWeights().forEach(node.putArray("classWeights")::add);
    }
    Stopping stopping = recipe.stopping();
    if (stopping.validation() > 0) {
      node.put("validation", stopping.validation());
    }
    if (stopping.patience() > 0) {
      node.put("patience", stopping.patience());
    }
    if (stopping.measure() != Stopping.NEVER.measure()) {
      node.put("measure", stopping.measure().toString());
    }
    if (recipe.from() != null) {
      node.put("from", recipe.from());
    }
    return node.put("learningRate", recipe.learningRate())
        .put("schedule", recipe.schedule().toString())
        .put("warmup", recipe.warmup())
        .put("epochs", recipe.epochs())
        .put("batch", recipe.batch())
        .put("averageEvery", recipe.averageEvery())
        .put("shards", recipe.shards())
        .put("seed", recipe.seed());
  }

  /**
   * The recipe that {@link #write} has written.
   *
   * @throws IllegalArgumentException that names the field which is missing, wrong or unknown
   */
  public static Recipe read(JsonNode node) {
    Recipe recipe = parse(node);
    // What this release does not know may decide the model too.
    refuseUnknown(node, write(recipe));
    refuseUnknown(node.get("scaling"), write(recipe.scaling()));
    refuseUnknown(node.get("optimizer"), write(recipe.optimizer()));
    return recipe;
  }

  private static void refuseUnknown(JsonNode node, ObjectNode known) {
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      if (!known.has(field.getKey())) {
        throw new IllegalArgumentException("the recipe has an unknown " + field.getKey());
      }
    }
  }

  private static Recipe parse(JsonNode node) {
    if (!JsonFields.field(node, "sizes").isArray()) {
      throw new IllegalArgumentException("sizes: " + node.get("sizes") + " is no array");
    }
    List<Integer> sizes = new ArrayList<>();
    for (JsonNode size : JsonFields.field(node, "sizes")) {
      sizes.add(JsonFields.intNumber(size, "sizes"));
    }
    return new Recipe(
        new Network(
            sizes,
            JsonFields.constant(Activation.values(), node, "activation"),
            JsonFields.constant(Loss.values(), node, "loss"),
            JsonFields.constant(Activation.values(), node, "outputActivation")),
        scaling(JsonFields.field(node, "scaling")),
        new Initialization(
            JsonFields.constant(Initialization.Distribution.values(), node, "init"),
            JsonFields.real(node, "initScale")),
        optimizer(JsonFields.field(node, "optimizer")),
        new Clipping(JsonFields.limit(node, "clipNorm"), JsonFields.limit(node, "clipValue")),
        new Regularization(
            JsonFields.orZero(node, "dropout"),
            JsonFields.orZero(node, "l1"),
            JsonFields.orZero(node, "l2"),
            JsonFields.orZero(node, "labelSmoothing")),
        classWeights(node),
        stopping(node),
        JsonFields.constant(Decay.values(), node, "schedule"),
        JsonFields.number(node, "learningRate"),
        JsonFields.whole(node, "warmup"),
        JsonFields.intNumber(JsonFields.field(node, "epochs"), "epochs"),
        JsonFields.whole(node, "batch"),
        JsonFields.intNumber(JsonFields.field(node, "averageEvery"), "averageEvery"),
        JsonFields.intNumber(JsonFields.field(node, "shards"), "shards"),
        JsonFields.whole(node, "seed"),
        node.has("from") ? node.get("from").asText() : null);
  }

  private static void write(Regularization regularization, ObjectNode node) {
    writeUnlessZero("dropout", regularization.dropout(), node);
    writeUnlessZero("l1", regularization.l1(), node);
    writeUnlessZero("l2", regularization.l2(), node);
    writeUnlessZero("labelSmoothing", regularization.labelSmoothing(), node);
  }

  private static void writeUnlessZero(String name, float value, ObjectNode node) {
    if (value != 0) {
      node.put(name, value);
    }
  }

  private static ObjectNode write(InputScaling scaling) {
    ObjectNode node = JSON.createObjectNode().put("method", scaling.method().toString());
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
      throw JsonFields.wrong("wide", array, "is no array");
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

  private static InputScaling scaling(JsonNode node) {
    if (!node.isObject()) {
      throw JsonFields.wrong("scaling", node, "is no object");
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

  private static List<Float> classWeights(JsonNode node) {
    List<Float> weights = new ArrayList<>();
    if (node.has("classWeights")) {
      for (float weight : JsonFields.reals(node, "classWeights")) {
        weights.add(weight);
      }
    }
    return weights;
  }

  private static Stopping stopping(JsonNode node) {
    return new Stopping(
        node.has("validation")
            ? JsonFields.number(node, "validation")
            : Stopping.NEVER.validation(),
        node.has("patience") ? JsonFields.intNumber(node.get("patience"), "patience") : 0,
        node.has("measure")
            ? JsonFields.constant(Stopping.Measure.values(), node, "measure")
            : Stopping.NEVER.measure());
  }

  private static ObjectNode write(Optimizer optimizer) {
    ObjectNode node = JSON.createObjectNode();
    if (optimizer instanceof Sgd sgd) {
      return node.put("name", "sgd")
          .put("momentum", sgd.momentum())
          .put("nesterov", sgd.nesterov())
          .put("weightDecay", sgd.weightDecay());
    }
    if (optimizer instanceof Lbfgs lbfgs) {
      return node.put("name", "lbfgs")
          .put("corrections", lbfgs.corrections())
          .put("tolerance", lbfgs.tolerance());
    }
    AdamW adamW = (AdamW) optimizer;
    return node.put("name", "adamw")
        .put("beta1", adamW.beta1())
        .put("beta2", adamW.beta2())
        .put("epsilon", adamW.epsilon())
        .put("weightDecay", adamW.weightDecay());
  }

  private static Optimizer optimizer(JsonNode node) {
    String name = JsonFields.field(node, "name").asText();
    return switch (name) {
      case "sgd" ->
          new Sgd(
              JsonFields.real(node, "momentum"),
              JsonFields.flag(node, "nesterov"),
              JsonFields.real(node, "weightDecay"));
      case "adamw" ->
          new AdamW(
              JsonFields.real(node, "beta1"),
              JsonFields.real(node, "beta2"),
              JsonFields.real(node, "epsilon"),
              JsonFields.real(node, "weightDecay"));
      case "lbfgs" ->
          new Lbfgs(
              JsonFields.intNumber(JsonFields.field(node, "corrections"), "corrections"),
              JsonFields.number(node, "tolerance"));
      default -> throw new IllegalArgumentException("optimizer: unknown name '" + name + "'");
    };
  }
}
