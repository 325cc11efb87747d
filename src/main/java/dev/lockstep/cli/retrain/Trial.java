package dev.lockstep.cli.retrain;

import dev.lockstep.cli.shell.ExitCode;
import dev.lockstep.cli.shell.Failure;
import dev.lockstep.data.shard.DataSet;
import dev.lockstep.model.Model;
import dev.lockstep.report.paired.PairedMeasures;
import dev.lockstep.retrain.Decision;
import dev.lockstep.retrain.Gate;
import dev.lockstep.retrain.Verdict;
import dev.lockstep.retrain.VerdictJson;
import dev.lockstep.train.state.Evaluator;
import dev.lockstep.train.state.ModelPair;
import dev.lockstep.train.state.PairedEvaluator;
import java.util.Optional;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * The trial of a new model before the gate, alone or against the champion on the same rows. Each
 * model prepares the rows in its own way.
 *
 * @param decision is told the scores of both
 */
record Trial(Gate gate, Optional<Model> champion, Decision decision) {
  /**
   * Judges the new model.
   *
   * @param prepared the test set as the new model's network takes it
   * @param asRead the same rows as read, with the new model's order of features and classes
   */
  Verdict judge(JavaSparkContext spark, Model challenger, DataSet prepared, DataSet asRead) {
    return champion.isEmpty()
        ? gate.judge(Evaluator.measure(spark, prepared, challenger))
        : judge(spark, challenger, champion.get(), asRead);
  }

  private Verdict judge(JavaSparkContext spark, Model challenger, Model present, DataSet asRead) {
    ModelPair pair;
    try {
      pair = ModelPair.of(challenger, present, gate.metric(), "the new model", "the champion");
    } catch (IllegalArgumentException e) {
      return incomparable(e.getMessage());
    }
    // Else the champion's loss on the same rows would be another one every day.
    pair = pair.inScalingOfSecond();
    PairedMeasures scores;
    try {
      scores = PairedEvaluator.measure(spark, asRead, pair).swapped();
    } catch (Exception e) { // Spark throws checked exceptions that it does not declare.
      Failure failure = Failure.of(e);
      if (failure.exitCode() != ExitCode.DATA) {
        throw e;
      }
      return incomparable(failure.message()); // The new model takes the same rows.
    }
    decision.put("scores", VerdictJson.of(scores, challenger.names()));
    return gate.judge(scores, challenger.names());
  }

  private Verdict incomparable(String reason) {
    return gate.refuse(
        "cannot be compared with the champion: "
            + reason
            + "; promote makes it the champion all the same");
  }
}
