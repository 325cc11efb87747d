package dev.lockstep.recipe;

import dev.lockstep.report.Metric;
import dev.lockstep.report.Validation;
import dev.lockstep.text.Range;
import dev.lockstep.text.SettingException;
import java.io.Serializable;
import java.util.List;
import java.util.Locale;

/**
 * The share of the examples in the validation set, and the rule by which its measure ends training.
 * If training can end early, the model has the weights after the best epoch; else those after the
 * last.
 *
 * @param validation share of the examples in the validation set, chosen by content, in [0, 1)
 * @param patience epochs without a better measure after which training ends; 0 for never
 * @param measure the measure that is watched
 */
public record EarlyStopping(double validation, int patience, Measure measure)
    implements Serializable {
  /** Holds nothing out and never stops early. */
  public static final EarlyStopping NEVER = new EarlyStopping(0, 0, Measure.LOSS);

  /** A measure of the validation set. */
  public enum Measure {
    LOSS(null),
    ACCURACY(Metric.ACCURACY),
    RMSE(Metric.RMSE);

    /** Null for the loss. */
    private final Metric metric;

    Measure(Metric metric) {
      this.metric = metric;
    }

    /** Returns true if it is a measure of numbers that are predicted alone. */
    public boolean isOfNumbers() {
      return metric != null && metric.isOfNumbers();
    }

    /** Returns true if it is a measure of classes alone. */
    boolean isOfClasses() {
      return metric != null && !metric.isOfNumbers();
    }

    private boolean isBetter(Validation one, Validation other) {
      return metric == null
          ? one.meanLoss() < other.meanLoss()
          : metric.gain(other.measure(), one.measure()) > 0;
    }

    /** Returns the name on the command line. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public EarlyStopping {
    Range.ZERO_TO_BELOW_ONE.require("validation", validation);
    Range.ZERO_OR_MORE.require("patience", patience);
    if (validation == 0) {
      require(patience == 0, "{patience}");
      require(measure == Measure.LOSS, "{measure} " + measure);
    }
  }

  private static void require(boolean condition, String what) {
    if (!condition) {
      throw new SettingException(
          what + " needs examples to watch: set {validation}, as in {validation} 0.1");
    }
  }

  /** Returns the first of the epochs with the best measure, from 1; 0 if there are no epochs. */
  public int bestEpoch(List<Validation> epochs) {
    int best = 0;
    for (int e = 1; e <= epochs.size(); e++) {
      if (best == 0 || measure.isBetter(epochs.get(e - 1), epochs.get(best - 1))) {
        best = e;
      }
    }
    return best;
  }

  /** Returns true if training ends after these epochs. */
  public boolean endsAfter(List<Validation> epochs) {
    return patience > 0 && epochs.size() - bestEpoch(epochs) >= patience;
  }
}
