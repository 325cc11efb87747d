package dev.lockstep.cli.option;

import dev.lockstep.data.files.Predicted;
import dev.lockstep.nn.LossFunction;
import java.util.Locale;

/** The meaning of labels. */
public enum Task {
  CLASSIFICATION,
  REGRESSION;

  /** Returns what the label columns of a table hold under a loss. */
  public Predicted predicted(LossFunction loss) {
    return this == CLASSIFICATION
        ? Predicted.CLASSES
        : loss.isOfCounts() ? Predicted.COUNTS : Predicted.NUMBERS;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
