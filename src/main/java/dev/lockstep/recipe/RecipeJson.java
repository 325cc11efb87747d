package dev.lockstep.recipe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.input.InputScaling;
import dev.lockstep.input.Preprocessing;
import dev.lockstep.model.ColumnsJson;
import dev.lockstep.model.file.StrictJson;
import dev.lockstep.recipe.Setting.Place;
import dev.lockstep.text.NamesSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The JSON of a recipe in {@code run.json} and in checkpoints. Equal recipes have equal JSON. The
 * fields follow from {@link Settings}, in the order of the first release.
 */
public final class RecipeJson {
  /** They decide which other settings a recipe uses. */
  private static final List<Setting<?>> DECIDERS =
      List.of(NetworkSettings.LOSS, TrainingSettings.OPTIMIZER);

  /** A recipe has what follows from them and from the data in fields of its own. */
  private static final Set<Setting<?>> NOT_COMPARED =
      Set.of(NetworkSettings.HIDDEN, TrainingSettings.CLASS_WEIGHTS);

  private RecipeJson() {}

  /** Returns a recipe's fields by their names in the file. */
  public static ObjectNode write(Recipe recipe) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    recipe.sizes().forEach(node.putArray("sizes")::add);
    at(Place.NETWORK).stream()
        .filter(recipe.values()::use)
        .forEach(setting -> write(setting, recipe, node));
    node.set("scaling", ScalingJson.write(recipe.scaling()));
    if (!recipe.preprocessing().isPlain()) {
      node.set(ColumnsJson.KEY, columns(recipe.preprocessing()));
    }
    TargetsJson.write(recipe.task(), node);
    ObjectNode optimizer = node.putObject("optimizer");
    optimizer.put("name", recipe.get(TrainingSettings.OPTIMIZER).toString());
    ofOptimizer(recipe.values()).forEach(setting -> write(setting, recipe, optimizer));
    for (Setting<?> setting : at(Place.UNLESS_DEFAULT)) {
      if (setting == TrainingSettings.VALIDATION && !recipe.classWeights().isEmpty()) {
        recipe.classWeights().forEach(node.putArray("classWeights")::add);
      }
      if (!recipe.get(setting).equals(setting.defaultValue())) {
        write(setting, recipe, node);
      }
    }
    if (recipe.from() != null) {
      node.put("from", recipe.from());
    }
    at(Place.ALWAYS).forEach(setting -> write(setting, recipe, node));
    return node;
  }

  private static JsonNode columns(Preprocessing preprocessing) {
    return StrictJson.parse(ColumnsJson.KEY, ColumnsJson.write(preprocessing.columns()));
  }

  private static List<Setting<?>> at(Place place) {
    return Settings.ALL.stream().filter(setting -> setting.place() == place).toList();
  }

  /** Returns the settings that stand in the optimizer's object, beside its name. */
  private static List<Setting<?>> ofOptimizer(Values values) {
    return at(Place.OPTIMIZER).stream()
        .filter(setting -> setting != TrainingSettings.OPTIMIZER && values.use(setting))
        .toList();
  }

  private static <T> void write(Setting<T> setting, Recipe recipe, ObjectNode node) {
    setting.write(recipe.get(setting), node);
  }

  /**
   * Returns the recipe that {@link #write} has written.
   *
   * @throws IllegalArgumentException if a field is missing, wrong or unknown; the message names it
   */
  public static Recipe read(JsonNode node) {
    Recipe recipe = parse(node);
    // A field that this release does not know may decide the model too.
    ObjectNode known = write(recipe);
    refuseUnknown(node, known);
    refuseUnknown(node.get("scaling"), known.get("scaling"));
    refuseUnknown(node.get("optimizer"), known.get("optimizer"));
    return recipe;
  }

  private static void refuseUnknown(JsonNode node, JsonNode known) {
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      if (!known.has(field.getKey())) {
        throw new IllegalArgumentException("the recipe has an unknown " + field.getKey());
      }
    }
  }

  private static Recipe parse(JsonNode node) {
    JsonNode optimizer = JsonFields.field(node, "optimizer");
    String name = JsonFields.field(optimizer, "name").asText();
    Values values = Values.DEFAULTS.with(TrainingSettings.OPTIMIZER, optimizer(name));
    for (Setting<?> setting : at(Place.NETWORK)) { // The loss comes before what only it uses.
      values = values.use(setting) ? read(setting, node, values) : values;
    }
    for (Setting<?> setting : ofOptimizer(values)) {
      values = read(setting, optimizer, values);
    }
    for (Setting<?> setting : at(Place.UNLESS_DEFAULT)) {
      values = node.has(setting.name()) ? read(setting, node, values) : values;
    }
    for (Setting<?> setting : at(Place.ALWAYS)) {
      values = read(setting, node, values);
    }
    List<Integer> sizes = sizes(node);
    return new Recipe(
        values,
        sizes,
        preprocessing(node, sizes),
        TargetsJson.read(node),
        classWeights(node),
        node.has("from") ? node.get("from").asText() : null);
  }

  private static Preprocessing preprocessing(JsonNode node, List<Integer> sizes) {
    InputScaling scaling = ScalingJson.read(JsonFields.field(node, "scaling"));
    return node.has(ColumnsJson.KEY)
        ? Preprocessing.of(
            ColumnsJson.read(ColumnsJson.KEY, node.get(ColumnsJson.KEY).toString()), scaling)
        : Recipe.plain(sizes, scaling);
  }

  private static <T> Values read(Setting<T> setting, JsonNode node, Values values) {
    return values.with(setting, setting.read(node));
  }

  private static OptimizerName optimizer(String name) {
    try {
      return TrainingSettings.OPTIMIZER.parse(name);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("optimizer: unknown name '" + name + "'", e);
    }
  }

  private static List<Integer> sizes(JsonNode node) {
    JsonNode array = JsonFields.field(node, "sizes");
    if (!array.isArray()) {
      throw StrictJson.wrong("sizes", array, "an array");
    }
    List<Integer> sizes = new ArrayList<>();
    for (JsonNode size : array) {
      sizes.add(JsonFields.intNumber(size, "sizes"));
    }
    return sizes;
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

  /**
   * Returns the first setting in which two recipes differ, with both values and its name in braces
   * (see {@link NamesSettings}), else the first field by name; empty where they are equal. Settings
   * that decide which others are used come first.
   */
  public static Optional<String> difference(Recipe before, Recipe now) {
    Optional<String> field = difference("", write(before), write(now));
    if (field.isEmpty()) {
      return field;
    }
    Optional<Setting<?>> first =
        Stream.concat(DECIDERS.stream(), Settings.ALL.stream())
            .filter(setting -> !NOT_COMPARED.contains(setting))
            .filter(setting -> !Objects.equals(before.get(setting), now.get(setting)))
            .findFirst();
    if (first.isPresent()) {
      return first.map(
          setting -> was("{" + setting.name() + "}", text(before, setting), text(now, setting)));
    }
    if (!columns(before.preprocessing()).equals(columns(now.preprocessing()))) {
      return before.preprocessing().difference(now.preprocessing());
    }
    List<Integer> hidden = hidden(before);
    return hidden.equals(hidden(now))
        ? field
        : Optional.of(was("{" + NetworkSettings.HIDDEN.name() + "}", hidden, hidden(now)));
  }

  /** Returns its value; the words of the help for a default that says nothing by itself. */
  private static String text(Recipe recipe, Setting<?> setting) {
    Object value = recipe.get(setting);
    return Objects.equals(value, setting.defaultValue())
        ? setting.defaultText()
        : String.valueOf(value);
  }

  private static List<Integer> hidden(Recipe recipe) {
    return recipe.sizes().subList(1, recipe.sizes().size() - 1);
  }

  private static String was(String name, Object before, Object now) {
    return name + " was " + before + ", and now is " + now;
  }

  private static Optional<String> difference(String prefix, ObjectNode before, ObjectNode now) {
    TreeSet<String> names = new TreeSet<>();
    before.fieldNames().forEachRemaining(names::add);
    now.fieldNames().forEachRemaining(names::add);
    for (String name : names) {
      JsonNode old = before.path(name);
      JsonNode current = now.path(name);
      if (old instanceof ObjectNode a && current instanceof ObjectNode b) {
        Optional<String> inside = difference(name + ".", a, b);
        if (inside.isPresent()) {
          return inside;
        }
      } else if (!old.equals(current)) {
        return Optional.of(was(prefix + name, text(old), text(current)));
      }
    }
    return Optional.empty();
  }

  private static String text(JsonNode value) {
    return value.isMissingNode() ? "not given" : value.toString();
  }
}
