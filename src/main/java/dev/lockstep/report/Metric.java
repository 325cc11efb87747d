package dev.lockstep.report;

import java.util.List;
import java.util.Locale;

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
    public double of(Evaluation evaluation) {
      return evaluation.meanLoss();
    }

    @Override
    public double of(List<ClassCounts> classes) {
      throw new UnsupportedOperationException("the loss does not follow from counts");
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
  };

  public double of(Evaluation evaluation) {
    return of(evaluation.perClass());
  }

  /** Returns the value that follows from the counts of all classes. */
  public abstract double of(List<ClassCounts> classes);

  /** Returns true if values lie in [0, 1] and more is better; of the loss, less is better. */
  public boolean isShare() {
    return true;
  }

  /** Returns how much better the second value is than the first; negative if it is worse. */
  public double gain(double first, double second) {
    return isShare() ? second - first : first - second;
  }

  /** Returns true if a value is as good as a bound, or better; a NaN is not. */
  public boolean reaches(double value, double bound) {
    return isShare() ? value >= bound : value <= bound;
  }

  /** Returns the name in a sentence. */
  public String words() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ').replace(" f1", " F1");
  }

  /** Returns the name on the command line. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
