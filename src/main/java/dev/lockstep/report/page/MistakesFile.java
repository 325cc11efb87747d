package dev.lockstep.report.page;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.data.ImageSize;
import dev.lockstep.input.InputScaling.WideFeature;
import dev.lockstep.input.Preprocessing;
import dev.lockstep.model.file.StrictJson;
import dev.lockstep.report.Mistake;
import dev.lockstep.report.Mistakes;
import dev.lockstep.report.ValueEvaluation.ErrorCounts;
import dev.lockstep.storage.RunFiles;
import dev.lockstep.text.DamagedFileException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * What a page shows of the test examples, so that it can be made anew without the data: the worst
 * mistakes with their features, and the size of the pictures that these are.
 *
 * @param image empty if the features are a table's columns
 * @param errors of the first targets of a model of numbers; none of classes
 */
public record MistakesFile(
    Optional<ImageSize> image, List<Shown> mistakes, List<ErrorCounts> errors) {
  /** The file's name in a run folder. */
  public static final String NAME = "mistakes.json";

  private static final int FORMAT_VERSION = 1;
  private static final int MAX_BYTES = 64 << 20;
  private static final String HASH = "[0-9a-f]{32}";

  /**
   * A mistake.
   *
   * @param probability of the predicted class; NaN if there is none
   * @param features as read, the first of them if they are many
   */
  public record Shown(
      String id, int actual, int predicted, double loss, double probability, double[] features) {}

  /** Returns what is to be written of a test. */
  public static MistakesFile of(
      List<Mistake> mistakes,
      List<ErrorCounts> errors,
      Optional<ImageSize> image,
      Preprocessing preprocessing) {
    return new MistakesFile(
        image, mistakes.stream().map(m -> shown(m, preprocessing)).toList(), errors);
  }

  private static Shown shown(Mistake mistake, Preprocessing preprocessing) {
    double[] features = new double[mistake.features().length];
    float[] read = preprocessing.isPlain() ? mistake.features() : numbers(mistake, preprocessing);
    for (int i = 0; i < features.length; i++) {
      features[i] = Double.parseDouble(Float.toString(read[i]));
    }
    for (WideFeature wide : preprocessing.scaling().wide()) {
      if (wide.feature() < features.length) { // These are scaled already.
        features[wide.feature()] =
            mistake.features()[wide.feature()] * wide.divisor() + wide.offset();
      }
    }
    return new Shown(
        String.format(Locale.ROOT, "%016x%016x", mistake.idHigh(), mistake.idLow()),
        mistake.actual(),
        mistake.predicted(),
        mistake.loss(),
        mistake.probability(),
        features);
  }

  /** Returns a network's inputs with the numbers among them as they were read. */
  private static float[] numbers(Mistake mistake, Preprocessing preprocessing) {
    float[] inputs = mistake.features().clone();
    float[] offsets = preprocessing.scaling().offsets();
    float[] divisors = preprocessing.scaling().divisors();
    for (int i = 0; i < Math.min(inputs.length, preprocessing.numbers()); i++) {
      int scale = offsets.length == 1 ? 0 : i; // One for all, or one for each.
      inputs[i] = inputs[i] * divisors[scale] + offsets[scale];
    }
    return inputs;
  }

  /** Creates or replaces the file in a run folder. */
  public void write(Path runFolder, Configuration conf) throws IOException {
    ObjectNode root = JsonNodeFactory.instance.objectNode().put("formatVersion", FORMAT_VERSION);
    image.ifPresent(
        size -> root.putObject("image").put("height", size.height()).put("width", size.width()));
    ArrayNode list = root.putArray("mistakes");
    for (Shown mistake : mistakes) {
      ObjectNode node =
          list.addObject()
              .put("id", mistake.id)
              .put("actual", mistake.actual)
              .put("predicted", mistake.predicted);
      put(node, "loss", mistake.loss);
      put(node, "probability", mistake.probability);
      ArrayNode features = node.putArray("features");
      for (double feature : mistake.features) {
        boolean whole = feature == Math.rint(feature) && Math.abs(feature) < 1e15;
        if (whole) {
          features.add((long) feature);
        } else {
          features.add(feature);
        }
      }
    }
    if (!errors.isEmpty()) {
      root.set("errors", ErrorCountsJson.of(errors));
    }
    RunFiles.writeText(new Path(runFolder, NAME), conf, root + "\n");
  }

  private static void put(ObjectNode node, String field, double number) {
    if (Double.isFinite(number)) {
      node.put(field, number);
    }
  }

  /**
   * Reads the file in a run folder; empty if there is none.
   *
   * @param classes of the run's network
   * @throws DamagedFileException if it is damaged; names the field
   */
  static Optional<MistakesFile> read(Path runFolder, int features, int classes, Configuration conf)
      throws IOException {
    Path file = new Path(runFolder, NAME);
    if (RunFiles.status(file, conf).isEmpty()) {
      return Optional.empty();
    }
    JsonNode root = StrictJson.parse(file, RunFiles.readText(file, conf, MAX_BYTES));
    try {
      if (!root.has("formatVersion")) {
        throw new IllegalArgumentException("no formatVersion");
      }
      if (root.path("formatVersion").asInt() != FORMAT_VERSION) {
        throw StrictJson.wrong("formatVersion", root.path("formatVersion"), "" + FORMAT_VERSION);
      }
      return Optional.of(
          new MistakesFile(
              image(root.path("image"), features),
              mistakes(root, features, classes),
              ErrorCountsJson.read(root.path("errors"), "errors")));
    } catch (IllegalArgumentException e) {
      throw new DamagedFileException(file, e.getMessage(), e);
    }
  }

  private static Optional<ImageSize> image(JsonNode node, int features) {
    if (node.isMissingNode()) {
      return Optional.empty();
    }
    ImageSize size = new ImageSize(node.path("height").asInt(), node.path("width").asInt());
    if ((long) size.height() * size.width() != features) {
      throw StrictJson.wrong("image", node, "the size of " + features + " points");
    }
    return Optional.of(size);
  }

  private static List<Shown> mistakes(JsonNode root, int features, int classes) {
    JsonNode list = root.path("mistakes");
    if (!list.isArray() || list.size() > Mistakes.FOR_A_REPORT) {
      throw new IllegalArgumentException(
          "mistakes: is not an array of " + Mistakes.FOR_A_REPORT + " at most");
    }
    List<Shown> mistakes = new ArrayList<>();
    for (int i = 0; i < list.size(); i++) {
      JsonNode node = list.get(i);
      String name = "mistakes[" + i + "].";
      String id = node.path("id").asText();
      if (!id.matches(HASH)) {
        throw StrictJson.wrong(name + "id", node.path("id"), "an example's id");
      }
      mistakes.add(
          new Shown(
              id,
              label(node, name, "actual", classes),
              label(node, name, "predicted", classes),
              node.path("loss").asDouble(Double.NaN),
              node.path("probability").asDouble(Double.NaN),
              numbers(node.path("features"), name + "features", features)));
    }
    return mistakes;
  }

  private static int label(JsonNode node, String prefix, String field, int classes) {
    JsonNode label = node.path(field);
    if (!label.isInt() || label.intValue() < 0 || label.intValue() >= classes) {
      throw StrictJson.wrong(prefix + field, label, "a class below " + classes);
    }
    return label.intValue();
  }

  private static double[] numbers(JsonNode array, String field, int features) {
    int expected = Math.min(features, Mistake.MOST_FEATURES);
    if (!array.isArray() || array.size() != expected) {
      throw new IllegalArgumentException(field + ": is not an array of " + expected);
    }
    double[] numbers = new double[expected];
    for (int i = 0; i < expected; i++) {
      if (!array.get(i).isNumber()) {
        throw StrictJson.wrong(field + "[" + i + "]", array.get(i), "a number");
      }
      numbers[i] = array.get(i).doubleValue();
    }
    return numbers;
  }
}
