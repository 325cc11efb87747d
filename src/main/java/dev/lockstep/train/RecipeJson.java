package dev.lockstep.train;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.nn.Activation;
import dev.lockstep.nn.Initialization;
import dev.lockstep.nn.InputScaling;
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
import java.util.Arrays;
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
    if (!field(node, "sizes").isArray()) {
      throw new IllegalArgumentException("sizes: " + node.get("sizes") + " is no array");
    }
    List<Integer> sizes = new ArrayList<>();
    for (JsonNode size : field(node, "sizes")) {
      sizes.add(intNumber(size, "sizes"));
    }
    return new Recipe(
        new Network(
            sizes,
            constant(Activation.values(), node, "activation"),
            constant(Loss.values(), node, "loss"),
            constant(Activation.values(), node, "outputActivation")),
        scaling(field(node, "scaling")),
        new Initialization(
            constant(Initialization.Distribution.values(), node, "init"), real(node, "initScale")),
        optimizer(field(node, "optimizer")),
        new Clipping(limit(node, "clipNorm"), limit(node, "clipValue")),
        new Regularization(
            orZero(node, "dropout"),
            orZero(node, "l1"),
            orZero(node, "l2"),
            orZero(node, "labelSmoothing")),
        classWeights(node),
        stopping(node),
        constant(Decay.values(), node, "schedule"),
        number(node, "learningRate"),
        whole(node, "warmup"),
        intNumber(field(node, "epochs"), "epochs"),
        whole(node, "batch"),
        intNumber(field(node, "averageEvery"), "averageEvery"),
        intNumber(field(node, "shards"), "shards"),
        whole(node, "seed"),
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
    }
    return node;
  }

  private static void write(float[] values, ArrayNode array) {
    for (float value : values) {
      array.add(value);
    }
  }

  private static InputScaling scaling(JsonNode node) {
    if (!node.isObject()) {
      throw wrong("scaling", node, "is no object");
    }
    InputScaling.Method method = constant(InputScaling.Method.values(), node, "method");
    return switch (method) {
      case NONE -> InputScaling.NONE;
      case DIVIDE -> InputScaling.divideBy(real(node, "divisor"));
      case STANDARDISE, MIN_MAX ->
          InputScaling.perFeature(method, reals(node, "offsets"), reals(node, "divisors"));
    };
  }

  private static float[] reals(JsonNode node, String name) {
    JsonNode array = field(node, name);
    if (!array.isArray()) {
      throw wrong(name, array, "is no array");
    }
    float[] values = new float[array.size()];
    for (int i = 0; i < values.length; i++) {
      if (!array.get(i).isNumber()) {
        throw wrong(name, array.get(i), "is not a number");
      }
      values[i] = array.get(i).floatValue();
    }
    return values;
  }

  private static List<Float> classWeights(JsonNode node) {
    List<Float> weights = new ArrayList<>();
    if (node.has("classWeights")) {
      for (float weight : reals(node, "classWeights")) {
        weights.add(weight);
      }
    }
    return weights;
  }

  private static Stopping stopping(JsonNode node) {
    return new Stopping(
        node.has("validation") ? number(node, "validation") : Stopping.NEVER.validation(),
        node.has("patience") ? intNumber(node.get("patience"), "patience") : 0,
        node.has("measure")
            ? constant(Stopping.Measure.values(), node, "measure")
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
    String name = field(node, "name").asText();
    return switch (name) {
      case "sgd" ->
          new Sgd(real(node, "momentum"), flag(node, "nesterov"), real(node, "weightDecay"));
      case "adamw" ->
          new AdamW(
              real(node, "beta1"),
              real(node, "beta2"),
              real(node, "epsilon"),
              real(node, "weightDecay"));
      case "lbfgs" ->
          new Lbfgs(
              intNumber(field(node, "corrections"), "corrections"), number(node, "tolerance"));
      default -> throw new IllegalArgumentException("optimizer: unknown name '" + name + "'");
    };
  }

  static JsonNode field(JsonNode node, String name) {
    JsonNode field = node.get(name);
    if (field == null) {
      throw new IllegalArgumentException("it has no " + name);
    }
    return field;
  }

  private static <E extends Enum<E>> E constant(E[] constants, JsonNode node, String name) {
    String value = field(node, name).asText();
    return Arrays.stream(constants)
        .filter(constant -> constant.toString().equals(value))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(name + ": unknown value '" + value + "'"));
  }

  static long whole(JsonNode node, String name) {
    return wholeNumber(field(node, name), name);
  }

  private static long wholeNumber(JsonNode value, String name) {
    if (!value.canConvertToExactIntegral() || !value.canConvertToLong()) {
      throw wrong(name, value, "is not a whole number");
    }
    return value.longValue();
  }

  static int intNumber(JsonNode value, String name) {
    long number = wholeNumber(value, name);
    if (number != (int) number) {
      throw wrong(name, value, "is out of range");
    }
    return (int) number;
  }

  private static boolean flag(JsonNode node, String name) {
    JsonNode value = field(node, name);
    if (!value.isBoolean()) {
      throw wrong(name, value, "is not true or false");
    }
    return value.booleanValue();
  }

  static double number(JsonNode node, String name) {
    JsonNode value = field(node, name);
    if (!value.isNumber()) {
      throw wrong(name, value, "is not a number");
    }
    return value.doubleValue();
  }

  private static IllegalArgumentException wrong(String name, JsonNode value, String problem) {
    return new IllegalArgumentException(name + ": " + value + " " + problem);
  }

  private static float real(JsonNode node, String name) {
    return (float) number(node, name);
  }

  private static float orZero(JsonNode node, String name) {
    return node.has(name) ? real(node, name) : 0;
  }

  /** Infinity where there is none. */
  private static float limit(JsonNode node, String name) {
    return node.has(name) ? real(node, name) : Float.POSITIVE_INFINITY;
  }
}
