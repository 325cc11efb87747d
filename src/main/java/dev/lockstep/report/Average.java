package dev.lockstep.report;

import java.util.List;
import java.util.function.ToDoubleFunction;

/** A way to make one number of the measures of several classes. */
public enum Average {
  /** The mean over the classes that have examples. */
  MACRO {
    @Override
    double weight(ClassCounts counts) {
      return counts.actual() == 0 ? 0 : 1;
    }
  },
  /** The mean over the examples, each with the measure of its class. */
  WEIGHTED {
    @Override
    double weight(ClassCounts counts) {
      return counts.actual();
    }
  };

  abstract double weight(ClassCounts counts);

  /** Returns the mean of a measure; 0 without examples. */
  public double of(List<ClassCounts> classes, ToDoubleFunction<ClassCounts> measure) {
    double sum = 0;
    double weights = 0;
    for (ClassCounts counts : classes) {
      sum += weight(counts) * measure.applyAsDouble(counts);
      weights += weight(counts);
    }
    return weights == 0 ? 0 : sum / weights;
  }
}
