package dev.lockstep.ml;

import org.apache.spark.ml.classification.MultilayerPerceptronClassificationTrainingSummary;

/** The course of a classifier's training, and Spark's measures of the rows that it was given. */
public final class MlpTrainingSummary extends ClassMeasures
    implements MultilayerPerceptronClassificationTrainingSummary {
  private static final long serialVersionUID = 1L;

  private final Course course;

  MlpTrainingSummary(Course course, Predicted predicted) {
    super(predicted);
    this.course = course;
  }

  Course course() {
    return course;
  }

  /** Returns the mean loss of each epoch's examples, computed in their steps. */
  @Override
  public double[] objectiveHistory() {
    return course.losses();
  }

  /** Returns the number of epochs, which {@code maxIter} limits. */
  @Override
  public int totalIterations() {
    return course.losses().length;
  }

  /** Returns the mean loss on the validation set after each epoch; empty without any. */
  public double[] validationLosses() {
    return course.validationLosses();
  }

  /** Returns the share of the validation set that was classified correctly after each epoch. */
  public double[] validationAccuracies() {
    return course.validationMeasures();
  }

  /**
   * Returns the epoch, from 1, after which the model has its weights: the last one, or with {@code
   * patience} the best.
   */
  public int modelEpoch() {
    return course.modelEpoch();
  }

  /** Returns the number of rows that were trained on. */
  public long examples() {
    return course.examples();
  }

  /** Returns the number of updates of the parameters. */
  public long totalSteps() {
    return course.steps();
  }

  /** Returns the seconds from the first step to the last. */
  public double trainSeconds() {
    return course.seconds();
  }

  @Override
  public String toString() {
    return "MlpTrainingSummary: " + course;
  }
}
