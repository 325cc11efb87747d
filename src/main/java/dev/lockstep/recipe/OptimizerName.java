package dev.lockstep.recipe;

import java.util.Locale;

/** The optimizers that a recipe can name. */
public enum OptimizerName {
  ADAMW(""),
  SGD(""),
  LBFGS("it takes all examples at once and finds its own steps");

  /** The reason why it does not use the others' settings. */
  private final String reason;

  OptimizerName(String reason) {
    this.reason = reason;
  }

  /** Returns the reason why it does not use the others' settings; empty where none is needed. */
  String reason() {
    return reason;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
