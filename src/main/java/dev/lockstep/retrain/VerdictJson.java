package dev.lockstep.retrain;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.report.EvaluationJson;
import dev.lockstep.report.paired.PairedEvaluation;
import dev.lockstep.report.paired.PairedMeasures;
import java.util.List;

/** Writes a {@link Verdict} as JSON. A number that is not finite becomes null. */
public final class VerdictJson {
  private VerdictJson() {}

  public static ObjectNode of(Verdict verdict) {
    ObjectNode root =
        JsonNodeFactory.instance
            .objectNode()
            .put("outcome", verdict.outcome().toString())
            .put("reason", verdict.reason())
            .put("metric", verdict.metric().toString());
    verdict.first().ifPresent(value -> EvaluationJson.put(root, "first", value));
    EvaluationJson.put(root, "second", verdict.second());
    verdict.gain().ifPresent(value -> EvaluationJson.put(root, "gain", value));
    verdict.test().ifPresent(test -> root.set("test", of(test)));
    ArrayNode checks = root.putArray("checks");
    for (Verdict.Check check : verdict.checks()) {
      ObjectNode node = checks.addObject().put("name", check.name());
      EvaluationJson.put(node, "figure", check.figure());
      node.put("bound", check.bound()).put("passed", check.passed());
    }
    return root;
  }

  private static ObjectNode of(PairedTest test) {
    ObjectNode node = JsonNodeFactory.instance.objectNode().put("name", test.name());
    EvaluationJson.put(node, "statistic", test.statistic());
    EvaluationJson.put(node, "p", test.p());
    EvaluationJson.put(node, "twoSidedP", test.twoSided());
    ObjectNode interval = node.putObject("interval").put("confidence", PairedTest.CONFIDENCE);
    EvaluationJson.put(interval, "low", test.low());
    EvaluationJson.put(interval, "high", test.high());
    return node;
  }

  /**
   * Returns the scores of both models, class by class or number by number, and in all.
   *
   * @param names one for each class, or for each number that is predicted
   */
  public static ObjectNode of(PairedMeasures scores, List<String> names) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.set("first", EvaluationJson.of(scores.first(), names));
    root.set("second", EvaluationJson.of(scores.second(), names));
    if (scores instanceof PairedEvaluation classes) {
      root.put("onlyFirstRight", classes.disagreements().onlyFirstRight());
      root.put("onlySecondRight", classes.disagreements().onlySecondRight());
    }
    return root;
  }
}
