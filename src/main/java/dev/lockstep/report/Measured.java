package dev.lockstep.report;

import java.util.Optional;

/** A model's measures on a data set; each example counts once, whatever its weight in training. */
public sealed interface Measured permits Evaluation, ValueEvaluation {
  /** Returns the mean of the examples' losses; NaN if one is not finite. */
  double meanLoss();

  /** Returns the number of examples. */
  long count();

  /** Returns the measures of a model of classes; empty for numbers. */
  default Optional<Evaluation> ofClasses() {
    return this instanceof Evaluation classes ? Optional.of(classes) : Optional.empty();
  }

  /** Returns the measures of a model of numbers; empty for classes. */
  default Optional<ValueEvaluation> ofNumbers() {
    return this instanceof ValueEvaluation numbers ? Optional.of(numbers) : Optional.empty();
  }

  /** Returns the measures in a line, as in "accuracy 97.50%, mean loss 0.0812". */
  String line();
}
