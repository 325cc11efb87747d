package dev.lockstep.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** Writes an {@link Evaluation} as JSON. A number that is not finite becomes null. */
public final class EvaluationJson {
  private EvaluationJson() {}

  /**
   * Returns all measures.
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
