package dev.lockstep.recipe;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** The optimizers that a recipe can name. */
public enum OptimizerName {
  ADAMW(""),
  SGD(""),
  LBFGS("it takes all examples at once and finds its own steps");

  /** The optimizers that take a step for each batch. */
  static final Set<OptimizerName> STEPPERS = Set.copyOf(EnumSet.of(ADAMW, SGD));

  /** The reason why it does not use the others' settings. */
  private final String reason;

  OptimizerName(String reason) {
    this.reason = reason;
  }

  /** Returns the message about a setting that this optimizer does not use. */
  String refusal(String setting, Set<OptimizerName> users) {
    return reason.isEmpty()
        ? "{" + setting + "} goes with {optimizer} " + users.iterator().next()
        : "{" + setting + "} does not go with {optimizer} " + this + ": " + reason;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
