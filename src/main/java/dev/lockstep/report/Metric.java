package dev.lockstep.report;

import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** A number that ranks models on a data set. */
public enum Metric {
  ACCURACY {
    @Override
    public double of(List<ClassCounts> classes) {
      long correct = classes.stream().mapToLong(ClassCounts::correct).sum();
      return ClassCounts.ratio(correct, classes.stream().mapToLong(ClassCounts::actual).sum());
    }
  },
  /** The mean of the examples' losses; less is better. */
  LOSS {
    @Override
    public String words() {
      return "mean loss";
    }

    @Override
    public double of(Measured measured) {
      return measured.meanLoss();
    }

    @Override
    public boolean isFor(Measured measured) {
      return true;
    }

    @Override
    public boolean isShare() {
      return false;
    }
  },
  /** The mean of F1 over the classes that have examples. */
  MACRO_F1 {
    @Override
    public double of(List<ClassCounts> classes) {
      return Average.MACRO.of(classes, ClassCounts::f1);
    }
  },
  /** The mean of the recall over the classes that have examples. */
  BALANCED_ACCURACY {
    @Override
    public double of(List<ClassCounts> classes) {
      return Average.MACRO.of(classes, ClassCounts::recall);
    }
  },
  /** The root of the mean squared error of numbers; less is better. */
  RMSE(ValueEvaluation::rmse) {
    @Override
    public String words() {
      return "RMSE";
    }
  },
  /** The mean absolute error of numbers; less is better. */
  MAE(ValueEvaluation::mae) {
    @Override
    public String words() {
      return "MAE";
    }
  },
  /** The share of the variation of numbers that is explained; it may be negative. */
  R2(ValueEvaluation::r2) {
    @Override
    public String words() {
      return "R2";
    }

    @Override
    public boolean moreIsBetter() {
      return true;
    }
  };

  /** Null for measures of classes. */
  @SuppressWarnings("ImmutableEnumChecker") // A reference to a method.
  private final ToDoubleFunction<ValueEvaluation> ofNumbers;

  Metric() {
    this(null);
  }

  Metric(ToDoubleFunction<ValueEvaluation> ofNumbers) {
    this.ofNumbers = ofNumbers;
  }

  /** Returns the measure that says most in a line, beside the loss. */
  public static Metric headline(Measured measured) {
    return measured.ofClasses().isPresent() ? ACCURACY : RMSE;
  }

  /** Returns the value of a model's measures, for which it {@link #isFor is}. */
  public double of(Measured measured) {
    if (!isFor(measured)) {
      throw new IllegalArgumentException(
          this + (ofNumbers == null ? " is a measure of classes" : " is a measure of numbers"));
    }
    return ofNumbers == null
        ? of(measured.ofClasses().orElseThrow().perClass())
        : ofNumbers.applyAsDouble(measured.ofNumbers().orElseThrow());
  }

  /** Returns true if measures of this kind have a value. */
  public boolean isFor(Measured measured) {
    return ofNumbers == null ? measured.ofClasses().isPresent() : measured.ofNumbers().isPresent();
  }

  /** Returns true for a measure of numbers alone. */
  public boolean isOfNumbers() {
    return ofNumbers != null;
  }

  /** Returns the value that follows from the counts of all classes. */
  public double of(List<ClassCounts> classes) {
    throw new UnsupportedOperationException(this + " does not follow from counts");
  }

  /** Returns true if values lie in [0, 1] and more is better. */
  public boolean isShare() {
    return ofNumbers == null;
  }

  /** Returns true if more is better; of the loss and of errors, less is. */
  public boolean moreIsBetter() {
    return isShare();
  }

  /** Returns how much better the second value is than the first; negative if it is worse. */
  public double gain(double first, double second) {
    return moreIsBetter() ? second - first : first - second;
  }

  /** Returns true if a value is as good as a bound, or better; a NaN is not. */
  public boolean reaches(double value, double bound) {
    return moreIsBetter() ? value >= bound : value <= bound;
  }

  /** Returns the name in a sentence. */
  public String words() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ').replace(" f1", " F1");
  }

  /** Returns a value as people read it, as in "97.50%". */
  public String text(double value) {
    return isShare()
        ? String.format(Locale.ROOT, "%.2f%%", 100 * value)
        : String.format(Locale.ROOT, "%.6g", value);
  }

  /** Returns the name on the command line. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
