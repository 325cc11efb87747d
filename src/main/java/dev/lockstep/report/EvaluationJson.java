package dev.lockstep.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/** Writes an {@link Evaluation} as JSON. A number that is not finite becomes null. */
public final class EvaluationJson {
  private EvaluationJson() {}

  /**
   * Returns all measures.
   *
   * @param names one for each class, or for each number that is predicted
   */
  public static ObjectNode of(Measured measured, List<String> names) {
    return measured
        .ofClasses()
        .map(classes -> of(classes, names))
        .orElseGet(() -> of(measured.ofNumbers().orElseThrow(), names));
  }

  /**
   * Returns all measures of a model of classes.
   *
   * @param classNames one for each class
   */
  public static ObjectNode of(Evaluation evaluation, List<String> classNames) {
    ObjectNode root =
        JsonNodeFactory.instance
            .objectNode()
            .put("examples", evaluation.count())
            .put("correct", evaluation.correct())
            .put("accuracy", evaluation.accuracy())
            .put("balancedAccuracy", Metric.BALANCED_ACCURACY.of(evaluation));
    put(root, "meanLoss", evaluation.meanLoss());
    root.set("macro", average(evaluation, Average.MACRO));
    root.set("weighted", average(evaluation, Average.WEIGHTED));
    evaluation.calibration().ifPresent(c -> root.set("calibration", calibration(c)));
    root.set("classes", classes(evaluation, classNames));
    ArrayNode confusion = root.putArray("confusion");
    for (long[] row : evaluation.confusion()) {
      ArrayNode counts = confusion.addArray();
      for (long count : row) {
        counts.add(count);
      }
    }
    return root;
  }

  /**
   * Returns all measures of a model of numbers; the deviance of counts only.
   *
   * @param names one for each number that is predicted
   */
  public static ObjectNode of(ValueEvaluation evaluation, List<String> names) {
    ObjectNode root = JsonNodeFactory.instance.objectNode().put("examples", evaluation.count());
    put(root, "meanLoss", evaluation.meanLoss());
    put(root, "rmse", evaluation.rmse());
    put(root, "mae", evaluation.mae());
    put(root, "r2", evaluation.r2());
    ArrayNode targets = root.putArray("targets");
    for (int t = 0; t < names.size(); t++) {
      ValueEvaluation.Target target = evaluation.targets().get(t);
      ObjectNode node = targets.addObject().put("name", names.get(t));
      put(node, "rmse", target.rmse());
      put(node, "mae", target.mae());
      put(node, "r2", target.r2());
      if (!Double.isNaN(target.deviance())) {
        put(node, "meanDeviance", target.meanDeviance());
      }
      node.put("coverage", target.coverage());
    }
    return root;
  }

  /**
   * Reads what {@link #of(ValueEvaluation, List)} wrote; the sums are as exact as its measures.
   *
   * @throws IllegalArgumentException if there are no targets
   */
  public static ValueEvaluation readNumbers(JsonNode node) {
    List<ValueEvaluation.Target> targets = new ArrayList<>();
    for (JsonNode target : node.path("targets")) {
      long count = node.path("examples").asLong();
      double squares = count * number(target, "rmse") * number(target, "rmse");
      targets.add(
          new ValueEvaluation.Target(
              count,
              squares,
              count * number(target, "mae"),
              squares / (1 - number(target, "r2")),
              count * number(target, "meanDeviance"),
              Math.round(count * number(target, "coverage"))));
    }
    return new ValueEvaluation(number(node, "meanLoss"), targets);
  }

  private static double number(JsonNode node, String field) {
    return node.path(field).asDouble(Double.NaN);
  }

  /** Sets a field to a number, or to null if it is not finite. */
  public static void put(ObjectNode node, String field, double number) {
    if (Double.isFinite(number)) {
      node.put(field, number);
    } else {
      node.putNull(field);
    }
  }

  private static ObjectNode average(Evaluation evaluation, Average average) {
    List<ClassCounts> classes = evaluation.perClass();
    return JsonNodeFactory.instance
        .objectNode()
        .put("precision", average.of(classes, ClassCounts::precision))
        .put("recall", average.of(classes, ClassCounts::recall))
        .put("f1", average.of(classes, ClassCounts::f1));
  }

  private static ArrayNode classes(Evaluation evaluation, List<String> classNames) {
    ArrayNode nodes = JsonNodeFactory.instance.arrayNode();
    List<ClassCounts> classes = evaluation.perClass();
    for (int c = 0; c < classes.size(); c++) {
      ClassCounts counts = classes.get(c);
      nodes
          .addObject()
          .put("name", classNames.get(c))
          .put("examples", counts.actual())
          .put("predicted", counts.predicted())
          .put("precision", counts.precision())
          .put("recall", counts.recall())
          .put("f1", counts.f1());
    }
    return nodes;
  }

  /** Returns the counts of each bin. */
  public static ObjectNode calibration(Calibration calibration) {
    ObjectNode node =
        JsonNodeFactory.instance.objectNode().put("expectedError", calibration.expectedError());
    ArrayNode bins = node.putArray("bins");
    for (int bin = 0; bin < Calibration.BINS; bin++) {
      bins.addObject()
          .put("above", (double) bin / Calibration.BINS)
          .put("upTo", (bin + 1.0) / Calibration.BINS)
          .put("examples", calibration.examples(bin))
          .put("correct", calibration.correct(bin))
          .put("meanConfidence", calibration.meanConfidence(bin));
    }
    return node;
  }
}
