package dev.lockstep.ml;

import dev.lockstep.recipe.TrainingSettings;
import java.io.Serializable;
import org.apache.spark.ml.classification.ProbabilisticClassificationModel;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.param.BooleanParam;
import org.apache.spark.ml.param.DoubleArrayParam;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.Param;
import scala.Function1;

/** The parameters of {@link MlpClassifier} that prevent overfitting and decide when to stop. */
public abstract class MlpClassifierParams<
        E extends MlpNetworkParams<E, M>, M extends ProbabilisticClassificationModel<Vector, M>>
    extends MlpTrainingParams<E, M> {
  private static final long serialVersionUID = 1L;

  private final DoubleParam dropout = real(TrainingSettings.DROPOUT);
  private final DoubleParam l1 = real(TrainingSettings.L1);
  private final DoubleParam l2 = real(TrainingSettings.L2);
  private final DoubleParam labelSmoothing = real(TrainingSettings.LABEL_SMOOTHING);
  private final DoubleParam validationFraction = real(TrainingSettings.VALIDATION);
  private final IntParam patience = whole(TrainingSettings.PATIENCE);
  private final Param<String> stopOn = choice(TrainingSettings.MEASURE);
  private final DoubleArrayParam classWeights =
      new DoubleArrayParam(
          this,
          "classWeights",
          "what the rows of each class count in training, in the classes' order; empty for 1 each",
          positive());
  private final BooleanParam balanceClasses =
      new BooleanParam(
          this,
          "balanceClasses",
          "whether every class counts the same in training, however many rows it has; in place of"
              + " classWeights");

  MlpClassifierParams(UidHandover handover) {
    super(handover);
    setDefault(classWeights, new double[0]);
    setDefault(balanceClasses, false);
  }

  public DoubleParam dropout() {
    return dropout;
  }

  public double getDropout() {
    return (Double) getOrDefault(dropout);
  }

  public E setDropout(double share) {
    return with(dropout, share);
  }

  public DoubleParam l1() {
    return l1;
  }

  public double getL1() {
    return (Double) getOrDefault(l1);
  }

  public E setL1(double factor) {
    return with(l1, factor);
  }

  public DoubleParam l2() {
    return l2;
  }

  public double getL2() {
    return (Double) getOrDefault(l2);
  }

  public E setL2(double factor) {
    return with(l2, factor);
  }

  public DoubleParam labelSmoothing() {
    return labelSmoothing;
  }

  public double getLabelSmoothing() {
    return (Double) getOrDefault(labelSmoothing);
  }

  public E setLabelSmoothing(double share) {
    return with(labelSmoothing, share);
  }

  public DoubleParam validationFraction() {
    return validationFraction;
  }

  public double getValidationFraction() {
    return (Double) getOrDefault(validationFraction);
  }

  /** Sets the share of the rows in the validation set. */
  public E setValidationFraction(double share) {
    return with(validationFraction, share);
  }

  public IntParam patience() {
    return patience;
  }

  public int getPatience() {
    return (Integer) getOrDefault(patience);
  }

  /** Sets the epochs of early stopping; needs a {@link #validationFraction}. */
  public E setPatience(int epochCount) {
    return with(patience, epochCount);
  }

  public Param<String> stopOn() {
    return stopOn;
  }

  public String getStopOn() {
    return getOrDefault(stopOn);
  }

  public E setStopOn(String name) {
    return with(stopOn, name);
  }

  public DoubleArrayParam classWeights() {
    return classWeights;
  }

  public double[] getClassWeights() {
    return getOrDefault(classWeights);
  }

  /** Sets one weight for each class, in the order of the labels. */
  public E setClassWeights(double[] weights) {
    return with(classWeights, weights.clone());
  }

  public BooleanParam balanceClasses() {
    return balanceClasses;
  }

  public boolean getBalanceClasses() {
    return (Boolean) getOrDefault(balanceClasses);
  }

  /** Balances the classes; excludes {@link #classWeights}. */
  public E setBalanceClasses(boolean on) {
    return with(balanceClasses, on);
  }

  private static Function1<double[], Object> positive() {
    return (Function1<double[], Object> & Serializable)
        weights -> {
          for (double weight : weights) {
            require(
                (float) weight > 0 && weight < Float.MAX_VALUE,
                "classWeights must be positive and finite: " + weight);
          }
          return true;
        };
  }
}
