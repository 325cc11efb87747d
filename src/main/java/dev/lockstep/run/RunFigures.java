package dev.lockstep.run;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.model.file.StrictJson;
import dev.lockstep.recipe.Recipe;
import dev.lockstep.report.Calibration;
import dev.lockstep.report.Evaluation;
import dev.lockstep.report.EvaluationJson;
import dev.lockstep.report.Measured;
import dev.lockstep.text.DamagedFileException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * The part of a {@code run.json} that people read: layout, time, data and measures. A field that a
 * release does not write is absent; one that is wrong is refused.
 *
 * @param layout the layout's names and values
 * @param occasion when and where the run ended, and the user's notes
 * @param savedEpoch the epoch whose weights the model has, where there is a validation set
 */
public record RunFigures(
    Map<String, String> layout,
    Optional<Times> times,
    List<Set> sets,
    Map<String, String> occasion,
    Map<String, String> tags,
    Optional<Measured> before,
    Optional<Measured> test,
    OptionalInt savedEpoch) {

  /**
   * The time of a training.
   *
   * @param trainSeconds of all its processes
   * @param examplesPerSecond of all its processes
   * @param steps of all its processes
   * @param lastSteps of the process that came to the end; the milliseconds are of these
   */
  public record Times(
      double trainSeconds,
      double examplesPerSecond,
      long steps,
      long lastSteps,
      double computeMillis,
      double sparkMillis,
      double driverMillis) {}

  /**
   * A data set.
   *
   * @param role train, validation or test
   */
  public record Set(
      String role, String name, long examples, long features, long classes, String fingerprint) {}

  /**
   * Reads the figures from {@code run.json} in a run folder.
   *
   * @throws DamagedFileException if there is none, or it is damaged or of another version; names
   *     the field
   */
  public static RunFigures read(Path runFolder, Configuration conf) throws IOException {
    Path file = new Path(runFolder, RunJson.FILE_NAME);
    JsonNode root = RunJson.document(file, conf);
    try {
      return of(root, RunJson.recipe(root.path("recipe")));
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new DamagedFileException(file, e.getMessage(), e);
    }
  }

  /**
   * Returns the figures of a document.
   *
   * @throws IllegalArgumentException if a field is wrong; the message names it
   */
  private static RunFigures of(JsonNode root, Recipe recipe) {
    Map<String, String> occasion = new LinkedHashMap<>();
    for (String name : List.of("start", "end", "host", "codeVersion")) {
      if (root.path(name).isTextual()) {
        occasion.put(name, root.get(name).textValue());
      }
    }
    JsonNode saved = root.at("/validation/savedEpoch");
    return new RunFigures(
        texts(root.path("layout")),
        times(root.path("timing")),
        sets(root.path("data")),
        occasion,
        texts(root.path("tags")),
        measured(root, "testBeforeTraining", recipe),
        measured(root, "test", recipe),
        saved.isInt() ? OptionalInt.of(saved.intValue()) : OptionalInt.empty());
  }

  /** Returns the set of a role. */
  public Optional<Set> set(String role) {
    return sets.stream().filter(set -> set.role.equals(role)).findFirst();
  }

  private static Map<String, String> texts(JsonNode node) {
    Map<String, String> texts = new LinkedHashMap<>();
    node.properties().stream()
        .filter(field -> field.getValue().isValueNode())
        .forEach(field -> texts.put(field.getKey(), field.getValue().asText()));
    return texts;
  }

  private static Optional<Times> times(JsonNode node) {
    if (node.isMissingNode()) {
      return Optional.empty();
    }
    String prefix = "timing.";
    return Optional.of(
        new Times(
            number(node, prefix, "trainSeconds"),
            number(node, prefix, "examplesPerSecond"),
            whole(node, prefix, "steps"),
            whole(node, prefix, "lastProcessSteps"),
            number(node, prefix, "computeMillisPerStep"),
            number(node, prefix, "sparkMillisPerStep"),
            number(node, prefix, "driverMillisPerStep")));
  }

  private static List<Set> sets(JsonNode data) {
    List<Set> sets = new ArrayList<>();
    for (String role : List.of("train", "validation", "test")) {
      JsonNode node = data.path(role);
      String prefix = "data." + role + ".";
      if (!node.isMissingNode()) {
        sets.add(
            new Set(
                role,
                node.path("name").asText(),
                whole(node, prefix, "examples"),
                whole(node, prefix, "features"),
                whole(node, prefix, "classes"),
                node.path("fingerprint").asText()));
      }
    }
    return sets;
  }

  private static Optional<Measured> measured(JsonNode root, String field, Recipe recipe) {
    JsonNode node = root.path(field);
    if (node.isMissingNode() || node.isNull()) {
      return Optional.empty();
    }
    return Optional.of(
        recipe.task().hasClasses()
            ? evaluation(node, field, recipe.network().classes())
            : EvaluationJson.readNumbers(node));
  }

  private static Evaluation evaluation(JsonNode node, String field, int classes) {
    long[][] confusion = new long[classes][];
    JsonNode rows = node.path("confusion");
    requireSize(rows, field + ".confusion", classes);
    for (int c = 0; c < classes; c++) {
      String name = field + ".confusion[" + c + "]";
      requireSize(rows.get(c), name, classes);
      confusion[c] = counts(rows.get(c), name);
    }
    return new Evaluation(
        number(node, field + ".", "meanLoss"),
        confusion,
        calibration(node.path("calibration"), field + ".calibration"));
  }

  private static Optional<Calibration> calibration(JsonNode node, String field) {
    if (node.isMissingNode() || node.isNull()) {
      return Optional.empty();
    }
    requireSize(node.path("bins"), field + ".bins", Calibration.BINS);
    long[] examples = new long[Calibration.BINS];
    long[] correct = new long[Calibration.BINS];
    double[] confidence = new double[Calibration.BINS];
    for (int bin = 0; bin < Calibration.BINS; bin++) {
      JsonNode counts = node.path("bins").get(bin);
      String prefix = field + ".bins[" + bin + "].";
      examples[bin] = whole(counts, prefix, "examples");
      correct[bin] = whole(counts, prefix, "correct");
      confidence[bin] = number(counts, prefix, "meanConfidence");
    }
    try {
      return Optional.of(Calibration.of(examples, correct, confidence));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(field + ": " + e.getMessage(), e);
    }
  }

  private static long[] counts(JsonNode array, String field) {
    long[] counts = new long[array.size()];
    for (int i = 0; i < counts.length; i++) {
      counts[i] = whole(array.get(i), field + "[" + i + "]");
    }
    return counts;
  }

  private static void requireSize(JsonNode array, String field, int size) {
    if (!array.isArray() || array.size() != size) {
      throw new IllegalArgumentException(field + ": is not an array of " + size);
    }
  }

  private static long whole(JsonNode object, String prefix, String field) {
    return object.has(field) ? whole(object.get(field), prefix + field) : 0;
  }

  private static long whole(JsonNode node, String field) {
    if (!node.isIntegralNumber() || !node.canConvertToLong() || node.longValue() < 0) {
      throw StrictJson.wrong(field, node, "a whole number from 0");
    }
    return node.longValue();
  }

  /** Returns a number; NaN if it is missing or not finite, which is written as text. */
  private static double number(JsonNode object, String prefix, String field) {
    JsonNode node = object.path(field);
    boolean notFinite =
        node.isMissingNode()
            || node.isNull()
            || List.of("NaN", "Infinity", "-Infinity").contains(node.asText());
    if (!node.isNumber() && !notFinite) {
      throw StrictJson.wrong(prefix + field, node, "a number");
    }
    return notFinite ? Double.NaN : node.doubleValue();
  }
}
